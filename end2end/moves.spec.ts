// Every form of a move, now and on a date, with and without handing payers over (ORG-2, ORG-3, ORG-8,
// HIER-2).
import type { Page } from '@playwright/test';
import { paidBy, payerSet } from './pages/bill-unit';
import { HierarchyPage } from './pages/hierarchy';
import { dayIn, ownWord } from './support/accounts';
import { accountsImport } from './support/import';
import { type OrganizationOf, organizationOf } from './support/organization';
import { expect, hydrated, test } from './support/test';

test.use({ role: 'manager' });

type Key = 'group' | 'head' | 'north' | 'south' | 'site' | 'shop' | 'kiosk';

/** Two regions, one of them with a site that has a shop and a kiosk; a head office beside them. Each sum of
 *  what they owe is another. */
const organizationNew = () =>
  organizationOf<Key>('Mov ', {
    group: {},
    head: { below: 'group' },
    north: { below: 'group' },
    south: { below: 'group', owes: '5000.00' },
    site: { below: 'north', owes: '100.25' },
    shop: { below: 'site', owes: '20.50' },
    kiosk: { below: 'site', owes: '3.75' },
  });

type Organization = OrganizationOf<Key>;

type Form = {
  /** The words of its choice. */
  choice: RegExp;
  /** The child to tick, where it asks for some. */
  child?: Key;
  /** What goes to the south; everything else stays in the north. */
  goes: Key[];
  /** How many go to the old parent instead. */
  back?: number;
  /** What those owe together, as the preview says it. */
  due: string;
  /** Whose payer leaves it behind. The site pays for the north, the shop for the group. */
  left: Key[];
};

const forms: Record<string, Form> = {
  'a whole subtree': { choice: /with everything below it/, goes: ['site', 'shop', 'kiosk'], due: '124.50', left: ['north', 'group'] },
  'an account alone': { choice: /alone; its children go/, goes: ['site'], back: 2, due: '100.25', left: ['north'] },
  'an account with some of its children': { choice: /with some of its children/, child: 'shop', goes: ['site', 'shop'], back: 1, due: '120.75', left: ['north', 'group'] },
  'only children': { choice: /Only children/, goes: ['shop', 'kiosk'], due: '24.25', left: ['group'] },
};

/** Opens Preview Move for the site and chooses the form and the south. */
async function formChoose(hierarchy: HierarchyPage, own: Organization, form: Form): Promise<void> {
  await hierarchy.open(own.site);
  await hierarchy.act(own.site, 'Move…');
  await hierarchy.preview.getByRole('radio', { name: form.choice }).check();
  if (form.child) await hierarchy.preview.getByRole('checkbox', { name: `${own.name} ${form.child}` }).check();
  await hierarchy.parentChoose(own.south);
  const dues = hierarchy.preview.getByRole('definition').filter({ hasText: 'stays with its present payers' });
  await expect(dues).toHaveText(new RegExp(`^\\D*${form.due.replace('.', '\\.')}\\D*$`));
}

/** The words of the button that makes the move, up to its day. */
function verb(form: Form): string {
  return form.goes.length === 1 ? 'Move 1 account' : `Move ${form.goes.length} accounts`;
}

/** The same with those that go to the old parent. */
function wholeVerb(form: Form): string {
  return form.back ? `${verb(form)}, and ${form.back} to the old parent` : verb(form);
}

/** Sees in which region each account stands, in the tree of a day or of now. */
async function standsAs(page: Page, own: Organization, goes: Key[], on = ''): Promise<void> {
  for (const key of ['site', 'shop', 'kiosk'] as const) {
    const [here, there] = goes.includes(key) ? ['south', 'north'] : ['north', 'south'];
    await page.goto(`/hierarchy/${own[key]}${on && `?on=${on}`}`);
    const path = page.getByRole('navigation', { name: /^Path/ });
    await expect(path).toContainText(`${own.name} ${here}`);
    await expect(path).not.toContainText(`${own.name} ${there}`);
  }
}

/** Lets the site pay for the north, and the shop for the group. */
async function payersSet(page: Page, own: Organization): Promise<void> {
  await payerSet(page, own.north, `${own.name} site`);
  await payerSet(page, own.group, `${own.name} shop`);
}

/** Sees that the head office pays for what was left behind, and nobody else's payer changed. */
async function handedOver(page: Page, own: Organization, left: Key[]): Promise<void> {
  await paidBy(page, own.north, `${own.name} ${left.includes('north') ? 'head' : 'site'}`);
  await paidBy(page, own.group, `${own.name} ${left.includes('group') ? 'head' : 'shop'}`);
}

/** The first day of next month, and the day before it where that is not today. */
function firstOfNextMonth(): [string, string] {
  const now = new Date();
  const first = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1));
  const before = new Date(first.getTime() - 86_400_000).toISOString().slice(0, 10);
  return [first.toISOString().slice(0, 10), before === dayIn(0) ? '' : before];
}

/** Chooses a day for the move that is previewed, and schedules it. */
async function schedule(hierarchy: HierarchyPage, form: Form, day: string): Promise<void> {
  await hierarchy.preview.getByRole('radio', { name: 'On a date' }).check();
  await hierarchy.preview.getByRole('textbox', { name: /Date/ }).fill(day);
  await expect(hierarchy.confirm(new RegExp(`^${verb(form)} on `))).toBeEnabled();
  await expect(hierarchy.preview.getByRole('columnheader', { name: /^Before, on [^:]*$/ })).toBeVisible();
}

/** Performs on the site's Home what is scheduled for it. */
async function performNow(page: Page, own: Organization, words = ''): Promise<void> {
  await page.goto(`/accounts/${own.site}`);
  await hydrated(page);
  const scheduled = page.getByRole('table', { name: /Changes that are scheduled/ });
  await expect(scheduled).toContainText(words);
  await scheduled.getByRole('button', { name: 'Perform now' }).click();
  const dialog = page.getByRole('dialog', { name: 'Perform now' });
  if (words) await expect(dialog.getByText(/on the bills of|pays for all that stays already/)).toBeVisible();
  await dialog.getByRole('button', { name: /^Move / }).click();
  await expect(scheduled).toHaveCount(0);
}

for (const [name, form] of Object.entries(forms)) {
  test(`${name} moves now`, async ({ page }) => {
    const own = await organizationNew();
    const hierarchy = new HierarchyPage(page);
    await formChoose(hierarchy, own, form);
    const whose = hierarchy.preview.getByText('of the accounts that come under the new parent stays', { exact: false });
    await expect(whose).toHaveCount(form.back ? 1 : 0);
    await hierarchy.confirm(wholeVerb(form)).click();
    await expect(hierarchy.preview).toBeHidden();
    await standsAs(page, own, form.goes);
  });

  test(`${name} moves now and hands payers over`, async ({ page }) => {
    const own = await organizationNew();
    await payersSet(page, own);
    const hierarchy = new HierarchyPage(page);
    await formChoose(hierarchy, own, form);
    await hierarchy.handOver(hierarchy.preview, own.head);
    await hierarchy.confirm(verb(form)).click();
    await expect(hierarchy.preview).toBeHidden();
    await standsAs(page, own, form.goes);
    await handedOver(page, own, form.left);
  });

  test(`${name} moves on the first of next month: in the tree of that day and not before`, async ({ page }) => {
    const own = await organizationNew();
    const hierarchy = new HierarchyPage(page);
    const [first, before] = firstOfNextMonth();
    await formChoose(hierarchy, own, form);
    await schedule(hierarchy, form, first);
    await hierarchy.confirm(new RegExp(`^${verb(form)} on `)).click();
    await expect(hierarchy.preview).toBeHidden();
    await standsAs(page, own, form.goes, first);
    await standsAs(page, own, [], before);
    await standsAs(page, own, []);
    await performNow(page, own);
    await standsAs(page, own, form.goes);
  });

  test(`${name} moves on a date and hands payers over with it`, async ({ page }) => {
    const own = await organizationNew();
    await payersSet(page, own);
    const hierarchy = new HierarchyPage(page);
    await formChoose(hierarchy, own, form);
    await schedule(hierarchy, form, firstOfNextMonth()[0]);
    await hierarchy.handOver(hierarchy.preview, own.head);
    await hierarchy.confirm(new RegExp(`^${verb(form)} on `)).click();
    await expect(hierarchy.preview).toBeHidden();
    await handedOver(page, own, []);
    await performNow(page, own, `What then stays while its payer moves is paid by ${own.name} head`);
    await standsAs(page, own, form.goes);
    await handedOver(page, own, form.left);
  });
}

test('children of one name are told apart by their numbers, in the choice and in both trees', async ({ page }) => {
  const name = ownWord('Twin ');
  const part = (key: string, parent: string, company: string) => ({
    key: `${name} ${key}`,
    parent: parent && `${name} ${parent}`,
    currency: 'EUR',
    contact1_first_name: 'Ana',
    contact1_last_name: 'Fox',
    contact1_company: `${name} ${company}`,
    bill_unit1_name: 'Main',
  });
  const numbers = await accountsImport([part('group', '', 'Group'), part('site', 'group', 'Site'), part('other', 'group', 'Other'), part('one', 'site', 'Shop'), part('two', 'site', 'Shop')]);
  const number = (key: string) => numbers.get(`${name} ${key}`) ?? '';
  const hierarchy = new HierarchyPage(page);
  await hierarchy.open(number('site'));
  await hierarchy.act(number('site'), 'Move…');
  await hierarchy.preview.getByRole('radio', { name: /with some of its children/ }).check();
  await hierarchy.preview.getByRole('checkbox', { name: `${name} Shop ${number('two')}` }).check();
  await hierarchy.parentChoose(number('other'));
  await expect(hierarchy.confirm('Move 2 accounts, and 1 to the old parent')).toBeEnabled();
  const trees = hierarchy.preview.getByRole('group', { name: 'Now and after the move' });
  await expect(trees.getByText(number('one'))).toHaveCount(2);
});

test('on a narrow screen the tree after the move stands below the one before, each with its counts', async ({ page }) => {
  const own = await organizationNew();
  const hierarchy = new HierarchyPage(page);
  await page.setViewportSize({ width: 600, height: 900 });
  await page.goto(`/hierarchy/${own.site}?move=${own.south}`);
  await hydrated(page);
  await expect(hierarchy.confirm(/^Move /)).toBeEnabled();
  const trees = hierarchy.preview.getByRole('group', { name: 'Now and after the move' });
  expect(await trees.evaluate((shown) => shown.scrollWidth - shown.clientWidth)).toBe(0);
  const place = async (heading: string) => (await trees.getByRole('columnheader', { name: heading, exact: true }).boundingBox())?.y ?? 0;
  expect(await place('After')).toBeGreaterThan(await place('Now'));
});
