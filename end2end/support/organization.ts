// Small organizations of one's own, brought in by an import.
import { ownWord } from './accounts';
import { accountsImport } from './import';

/** A part of an organization: what it hangs below, what it is called, what it owes from before, in euros. */
type Part<Key extends string> = { below?: Key; called?: string; owes?: string };

/** The numbers of the parts, and the word that all their names begin with. */
export type OrganizationOf<Key extends string> = { name: string } & Record<Key, string>;

/** Each part is an account with a bill unit; a parent stands before its children. */
export async function organizationOf<Key extends string>(
  word: string,
  parts: Record<Key, Part<Key>>,
): Promise<OrganizationOf<Key>> {
  const name = ownWord(word);
  const keys = Object.keys(parts) as Key[];
  const row = (key: Key) => {
    const { below, called = key, owes = '' } = parts[key];
    return {
      key: `${name} ${key}`,
      parent: below ? `${name} ${below}` : '',
      currency: 'EUR',
      contact1_first_name: 'Ana',
      contact1_last_name: 'Fox',
      contact1_company: `${name} ${called}`,
      bill_unit1_name: 'Main',
      bill_unit1_opening_balance: owes,
      bill_unit1_opening_due_on: owes && '2026-01-31',
    };
  };
  const numbers = await accountsImport(keys.map(row));
  const number = (key: Key): [Key, string] => [key, numbers.get(`${name} ${key}`) ?? ''];
  return { name, ...(Object.fromEntries(keys.map(number)) as Record<Key, string>) };
}

type Key = 'group' | 'north' | 'south' | 'site' | 'shop';

/** Two regions under a group, one of them with a site that has a shop below it. */
export type Organization = OrganizationOf<Key>;

/** Site and shop owe 200.00 EUR together; the north owes what is said. */
export function organizationNew(word = 'What ', owed: { north?: string } = {}): Promise<Organization> {
  return organizationOf<Key>(word, {
    group: { called: 'Group' },
    north: { called: 'North', below: 'group', owes: owed.north },
    south: { called: 'South', below: 'group' },
    site: { called: 'Site', below: 'north', owes: '120.50' },
    shop: { called: 'Shop', below: 'site', owes: '79.50' },
  });
}
