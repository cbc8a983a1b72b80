// The tree without a mouse: what can be done in it is done by keys alone (ORG-2, ORG-3, ORG-6).
import type { Locator, Page } from '@playwright/test';

import { payerSet } from './pages/bill-unit';
import { HierarchyPage } from './pages/hierarchy';
import { ownWord } from './support/accounts';
import { accountsImport } from './support/import';
import { organizationNew } from './support/organization';
import { expect, hydrated, test } from './support/test';

test.use({ role: 'manager' });

/** The most presses of Tab from anywhere in the page to anywhere else in it. */
const most = 60;

/** Presses Tab until this has the focus. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  const isThere = () => wanted.evaluate((element) => element === document.activeElement);
  for (let press = 0; press < most && !(await isThere()); press++) await page.keyboard.press('Tab');
  await expect(wanted).toBeFocused();
}

test('a subtree is cut, pasted, previewed, moved and moved back by keys alone', async ({ page }) => {
  const own = await organizationNew('Keys ');
  const hierarchy = new HierarchyPage(page);
  const below = (number: string) => hierarchy.line(number).getByRole('gridcell').nth(5);
  await hierarchy.open(own.group);
  await tabTo(page, hierarchy.tree);
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await expect(hierarchy.line(own.north)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowRight');
  await expect(hierarchy.line(own.site)).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await expect(hierarchy.line(own.site)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('x');
  await expect(hierarchy.line(own.site).getByText('cut', { exact: true })).toBeVisible();
  await page.keyboard.press('End');
  await expect(hierarchy.line(own.south)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('p');

  const sentence = `${own.name} Site with the 1 account below it moves from ${own.name} North to ${own.name} South.`;
  await expect(hierarchy.preview.getByText(sentence)).toBeVisible();
  const move = hierarchy.confirm('Move 2 accounts');
  await expect(move).toBeEnabled();
  await tabTo(page, move);
  await page.keyboard.press('Enter');
  await expect(hierarchy.preview).toBeHidden();
  await expect(hierarchy.line(own.site)).toHaveAttribute('aria-selected', 'true');
  await expect(hierarchy.tree, 'the keyboard goes on where it was').toBeFocused();
  await expect(below(own.south)).toHaveText('2');
  await expect(below(own.north)).toHaveText('0');

  const undo = page.getByRole('button', { name: 'Undo' });
  await expect(undo).toBeVisible();
  await tabTo(page, undo);
  await page.keyboard.press('Enter');
  await expect(undo).toHaveCount(0);
  await expect(below(own.north)).toHaveText('2');
  await expect(below(own.south)).toHaveText('0');
});

test('the menu of a line leads to who pays for it', async ({ page }) => {
  const own = await organizationNew('Keys ');
  const payer = `Open payer ${own.name} South (${own.south})`;
  await payerSet(page, own.site, `${own.name} South`);
  const hierarchy = new HierarchyPage(page);
  await page.goto(`/hierarchy/${own.group}?row=${own.site}&payers=1`);
  await hydrated(page);
  await expect(hierarchy.line(own.site)).toContainText(`paid by ${own.south}`);
  await tabTo(page, hierarchy.tree);
  await page.keyboard.press('Shift+F10');
  await expect(hierarchy.menu.getByRole('menuitem').first()).toBeFocused();
  await expect(hierarchy.menu.getByRole('menuitem', { name: payer })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(hierarchy.tree).toBeFocused();

  await page.keyboard.press('ArrowUp');
  await expect(hierarchy.line(own.north)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Shift+F10');
  await expect(hierarchy.menu.getByRole('menuitem').first()).toBeFocused();
  await expect(hierarchy.menu.getByRole('menuitem', { name: /payer/ }), 'each line has its own').toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(hierarchy.tree).toBeFocused();

  await page.keyboard.press('ArrowDown');
  await expect(hierarchy.line(own.site)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Shift+F10');
  await expect(hierarchy.menu.getByRole('menuitem').first()).toBeFocused();
  await page.keyboard.press('End');
  await expect(hierarchy.menu.getByRole('menuitem', { name: payer })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/accounts/${own.south}/billing`));
});

test('letters go to a name whatever its accents, and all of a word belong to it', async ({ page }) => {
  const name = ownWord('Letters ');
  const part = (key: string, company: string, parent = '') => ({ key: `${name} ${key}`, parent, currency: 'EUR', contact1_company: company });
  const numbers = await accountsImport([
    part('group', `Group ${name}`),
    part('ole', `Olé ${name}`, `${name} group`),
    part('opex', `Ópex ${name}`, `${name} group`),
  ]);
  const number = (key: string) => numbers.get(`${name} ${key}`) ?? '';
  const hierarchy = new HierarchyPage(page);
  await hierarchy.open(number('group'));
  await hierarchy.tree.focus();
  await page.keyboard.type('ole');
  await expect(hierarchy.line(number('ole'))).toHaveAttribute('aria-selected', 'true');
  const cut = hierarchy.line(number('ole')).getByText('cut', { exact: true });
  // Once the word has ended x cuts; then p would paste.
  await expect(async () => {
    await page.keyboard.press('x');
    await expect(cut).toBeVisible({ timeout: 100 });
  }).toPass({ intervals: [1_000] });
  await page.keyboard.type('OPEX');
  await expect(hierarchy.line(number('opex'))).toHaveAttribute('aria-selected', 'true');
  await expect(cut).toBeVisible();
  await expect(hierarchy.preview).toBeHidden();
});

test('what is found within an organization goes on at Show more', async ({ page }) => {
  const name = ownWord('More ');
  const part = (key: string, parent = '') => ({ key: `${name} ${key}`, parent, currency: 'EUR', contact1_company: `${name} ${key}` });
  const desks = Array.from({ length: 130 }, (_, at) => part(`Desk ${String(at + 1).padStart(3, '0')}`, `${name} Group`));
  const numbers = await accountsImport([part('Group'), ...desks]);
  const hierarchy = new HierarchyPage(page);
  await hierarchy.open(numbers.get(`${name} Group`) ?? '');
  const box = page.getByRole('combobox', { name: 'Find in this organization' });
  await tabTo(page, box);
  await page.keyboard.type(`${name} desk`);
  const options = page.getByRole('option');
  await expect(options).toHaveCount(101);
  await page.keyboard.press('ArrowUp');
  await expect(page.getByRole('option', { name: 'Show more' })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(options).toHaveCount(130);
  const first = page.getByRole('option', { name: `${name} Desk 101` });
  await expect(first).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(hierarchy.line(numbers.get(`${name} Desk 101`) ?? '')).toHaveAttribute('aria-selected', 'true');
});
