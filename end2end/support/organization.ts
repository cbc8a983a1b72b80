// A small organization of one's own, brought in by an import.
import { ownWord } from './accounts';
import { accountsImport } from './import';

/** Two regions under a group, one of them with a site that has a shop below it: their numbers. */
export type Organization = { name: string } & Record<'group' | 'north' | 'south' | 'site' | 'shop', string>;

/** Site and shop owe 200.00 EUR together; each account has a bill unit and is called by `word` and its part. */
export async function organizationNew(word = 'What '): Promise<Organization> {
  const name = ownWord(word);
  const part = (key: string, parent: string, words: string, owed = '') => ({
    key: `${name} ${key}`,
    parent: parent && `${name} ${parent}`,
    currency: 'EUR',
    contact1_first_name: 'Ana',
    contact1_last_name: 'Fox',
    contact1_company: `${name} ${words}`,
    bill_unit1_name: 'Main',
    bill_unit1_opening_balance: owed,
    bill_unit1_opening_due_on: owed && '2026-01-31',
  });
  const numbers = await accountsImport([
    part('group', '', 'Group'),
    part('north', 'group', 'North'),
    part('south', 'group', 'South'),
    part('site', 'north', 'Site', '120.50'),
    part('shop', 'site', 'Shop', '79.50'),
  ]);
  const number = (key: string) => numbers.get(`${name} ${key}`) ?? '';
  return { name, group: number('group'), north: number('north'), south: number('south'), site: number('site'), shop: number('shop') };
}
