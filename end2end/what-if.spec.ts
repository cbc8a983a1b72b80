import { HierarchyPage } from './pages/hierarchy';
import { dayIn, ownWord } from './support/accounts';
import { accountsImport } from './support/import';
import { expect, hydrated, test } from './support/test';
import type { Page } from '@playwright/test';

test.use({ role: 'manager' });

/** Two regions under a group, one of them with a site that has a shop below it: their numbers. */
type Organization = { name: string } & Record<'group' | 'north' | 'south' | 'site' | 'shop', string>;

async function organizationNew(): Promise<Organization> {
  const name = ownWord('What ');
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

/** Puts a move onto a board from Preview Move: onto a new one of this name, or the one that has it. */
async function stepAdd(hierarchy: HierarchyPage, account: string, to: string, board: { name: string; isNew: boolean }): Promise<void> {
  await hierarchy.open(account);
  await hierarchy.act(account, 'Move…');
  await hierarchy.parentChoose(to);
  await hierarchy.preview.getByRole('radio', { name: 'On a what-if board' }).check();
  const choice = hierarchy.preview.getByRole('combobox', { name: 'What-if board' });
  await choice.selectOption({ label: board.isNew ? 'A new board' : board.name });
  if (board.isNew) await hierarchy.preview.getByRole('textbox', { name: /Name of the board/ }).fill(board.name);
  await hierarchy.confirm('Add to board').click();
  await expect(hierarchy.preview).toBeHidden();
}

/** Opens a board from the list, which the head of the organization leads to. */
async function boardOpen(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: 'What-if boards', exact: true }).click();
  await page.getByRole('link', { name, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
}

test.describe('a what-if board', () => {
  let own: Organization;
  let name: string;

  test.beforeEach(async () => {
    own = await organizationNew();
    name = ownWord('Board ');
  });

  test('collects moves while the organization stays as it is, is approved, applied and undone', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    await stepAdd(hierarchy, own.site, own.south, { name, isNew: true });
    await stepAdd(hierarchy, own.shop, own.north, { name, isNew: false });
    await expect(hierarchy.line(own.north).getByRole('gridcell').nth(5)).toHaveText('2');
    await boardOpen(page, name);
    await expect(page.getByText(`${own.name} Site with everything below it moves from ${own.name} North to ${own.name} South.`)).toBeVisible();
    await expect(page.getByText('2 steps: 2 accounts move; 2 accounts get another parent or none.')).toBeVisible();
    await expect(page.getByText('200.00 EUR stays with its present payers.')).toBeVisible();
    await expect(hierarchy.line(own.south).getByRole('gridcell').nth(5)).toHaveText('1');
    await expect(hierarchy.line(own.north).getByRole('gridcell').nth(5)).toHaveText('1');

    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByRole('button', { name: 'Apply now…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Apply 2 steps' }).click();
    await expect(page.getByText('All of it is applied.')).toBeVisible();
    await expect(page.locator('.board-head').getByText('Applied', { exact: true })).toBeVisible();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(page.getByText('2 accounts are back under their old parents.')).toBeVisible();
    await hierarchy.open(own.north);
    await expect(hierarchy.line(own.north).getByRole('gridcell').nth(5)).toHaveText('2');
  });

  test('is reordered and cleared with the keyboard, and shows what then conflicts', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    await stepAdd(hierarchy, own.site, own.south, { name, isNew: true });
    await stepAdd(hierarchy, own.site, own.group, { name, isNew: false });
    await boardOpen(page, name);
    const steps = page.getByRole('listitem').filter({ hasText: `${own.name} Site` });
    await expect(steps).toHaveCount(2);
    await page.getByRole('button', { name: 'Step 2 up' }).focus();
    await page.keyboard.press('Enter');
    await expect(steps.first()).toContainText('Group');
    await expect(page.getByText('One step is stale.')).toBeVisible();
    await expect(steps.first()).toContainText('when its turn comes, and was planned to be under');
    await expect(page.getByRole('button', { name: 'Step 1 up' })).toBeFocused();

    await page.getByRole('button', { name: 'Plan anew' }).click();
    await expect(steps.first()).not.toContainText('when its turn comes');
    await expect(steps.last()).toContainText('when its turn comes');
    await page.getByRole('button', { name: 'Take step 2 out' }).focus();
    await page.keyboard.press('Enter');
    await expect(steps).toHaveCount(1);
    await expect(page.getByText('is stale', { exact: false })).toHaveCount(0);
  });

  test('stands in the tree of its day and not before, and opens again when it is cancelled', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    const day = dayIn(40);
    await stepAdd(hierarchy, own.site, own.south, { name, isNew: true });
    await boardOpen(page, name);
    const address = page.url();
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByRole('button', { name: 'On a date…' }).click();
    await page.getByRole('dialog').getByRole('textbox', { name: /Date/ }).fill(day);
    await page.getByRole('dialog').getByRole('button', { name: /^Apply 1 step on / }).click();
    await expect(page.getByRole('button', { name: 'Cancel the schedule' })).toBeVisible();

    await page.goto(`/hierarchy/${own.south}?on=${day}`);
    await hydrated(page);
    await expect(hierarchy.line(own.south).getByRole('gridcell').nth(5)).toHaveText('2');
    await hierarchy.open(own.south);
    await expect(hierarchy.line(own.south).getByRole('gridcell').nth(5)).toHaveText('0');

    await page.goto(address);
    await hydrated(page);
    await page.getByRole('button', { name: 'Cancel the schedule' }).click();
    await expect(page.getByRole('button', { name: 'Approve' })).toBeVisible();
  });

  test('is read by its link without the program and by every role, and changed by managers alone', async ({ page, browser, sessionOf, baseURL }) => {
    const hierarchy = new HierarchyPage(page);
    await stepAdd(hierarchy, own.site, own.south, { name, isNew: true });
    await boardOpen(page, name);
    const context = await browser.newContext({ baseURL, storageState: await sessionOf('csr'), javaScriptEnabled: false });
    const plain = await context.newPage();
    await plain.goto(page.url());
    await expect(plain.getByRole('heading', { level: 1, name })).toBeVisible();
    await expect(plain.getByText(`${own.name} Site with everything below it moves`)).toBeVisible();
    await expect(plain.getByRole('treegrid')).toContainText(`${own.name} South`);
    await expect(plain.getByText('1 step: 2 accounts move; 1 account gets another parent or none.')).toBeVisible();
    await expect(plain.getByRole('button', { name: 'Approve' })).toHaveCount(0);
    await context.close();
  });
});

test('a link to no board says so, and the list without boards says what a board is for', async ({ page }) => {
  await page.goto('/what-if/brd_nothing');
  await hydrated(page);
  await expect(page.getByRole('heading', { name: 'No such what-if board' }).first()).toBeVisible();
  await page.goto('/what-if');
  await hydrated(page);
  await expect(page.getByRole('button', { name: 'Begin board' })).toBeVisible();
});
