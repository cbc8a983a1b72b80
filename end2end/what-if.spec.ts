import { paidBy, payerSet } from './pages/bill-unit';
import { HierarchyPage } from './pages/hierarchy';
import { dayIn, ownWord } from './support/accounts';
import { organizationNew, type Organization } from './support/organization';
import { expect, hydrated, test, type Role } from './support/test';
import type { Browser, BrowserContextOptions, Page } from '@playwright/test';

test.use({ role: 'manager' });

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

/** Opens a board from the list, which the navigation leads to. */
async function boardOpen(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: 'What-if boards', exact: true }).click();
  await page.getByRole('link', { name, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
}

type SessionOf = (role: Role) => Promise<BrowserContextOptions['storageState']>;

/** Somebody else approves the board that the page shows, by its link. */
async function approvedByAnother(page: Page, browser: Browser, sessionOf: SessionOf): Promise<void> {
  await expect(page.getByText('Another manager approves it', { exact: false })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Approve' })).toHaveCount(0);
  const context = await browser.newContext({ storageState: await sessionOf('administrator') });
  const other = await context.newPage();
  await other.goto(page.url());
  await hydrated(other);
  await other.getByRole('button', { name: 'Approve' }).click();
  await expect(other.getByRole('button', { name: 'Apply now…' })).toBeVisible();
  await context.close();
  await page.reload();
  await hydrated(page);
  await expect(page.getByText('approved by', { exact: false }).first()).toBeVisible();
}

test.describe('a what-if board', () => {
  let own: Organization;
  let name: string;

  test.beforeEach(async () => {
    own = await organizationNew();
    name = ownWord('Board ');
  });

  test('collects moves while the organization stays as it is, is approved, applied and undone', async ({ page, browser, sessionOf }) => {
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

    await approvedByAnother(page, browser, sessionOf);
    await page.getByRole('button', { name: 'Apply now…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Apply 2 steps' }).click();
    await expect(page.getByText('All of it is applied.')).toBeVisible();
    await expect(page.locator('.board-head').getByText('Applied', { exact: true })).toBeVisible();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(page.getByText('2 accounts are back under their old parents.')).toBeVisible();
    await hierarchy.open(own.north);
    await expect(hierarchy.line(own.north).getByRole('gridcell').nth(5)).toHaveText('2');
  });

  test('shows every column of its tree beside the steps', async ({ page }) => {
    await page.setViewportSize({ width: 1440, height: 900 });
    const hierarchy = new HierarchyPage(page);
    await stepAdd(hierarchy, own.site, own.south, { name, isNew: true });
    await boardOpen(page, name);
    await expect(hierarchy.line(own.site)).toBeVisible();
    expect(await hierarchy.tree.evaluate((tree) => tree.scrollWidth - tree.clientWidth)).toBe(0);
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

  test('gets another name, and a step that was taken out is put back', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    await stepAdd(hierarchy, own.site, own.south, { name, isNew: true });
    await stepAdd(hierarchy, own.shop, own.north, { name, isNew: false });
    await boardOpen(page, name);
    await page.getByRole('button', { name: 'Rename…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Rename the board' });
    await dialog.getByRole('textbox', { name: /Name/ }).fill('');
    await dialog.getByRole('button', { name: 'Rename' }).click();
    await expect(dialog.getByRole('textbox', { name: /Name/ })).toHaveAttribute('aria-invalid', 'true');
    await dialog.getByRole('textbox', { name: /Name/ }).fill(`${name} anew`);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: `${name} anew` })).toBeVisible();

    const steps = page.locator('.board-step');
    await page.getByRole('button', { name: 'Take step 1 out' }).click();
    await expect(steps).toHaveCount(1);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(steps).toHaveCount(2);
    await expect(steps.first()).toContainText(`${own.name} Site`);
  });

  test('takes no move while it is approved, unless it is chosen and its approval given up', async ({ page, browser, sessionOf }) => {
    const hierarchy = new HierarchyPage(page);
    await stepAdd(hierarchy, own.site, own.south, { name, isNew: true });
    await boardOpen(page, name);
    await approvedByAnother(page, browser, sessionOf);

    await hierarchy.open(own.shop);
    await hierarchy.act(own.shop, 'Move…');
    await hierarchy.parentChoose(own.north);
    await hierarchy.preview.getByRole('radio', { name: 'On a what-if board' }).check();
    const choice = hierarchy.preview.getByRole('combobox', { name: 'What-if board' });
    await expect(choice.locator('option:checked')).not.toHaveText(name);
    const warning = hierarchy.preview.getByText('Adding this move takes the approval back.', { exact: false });
    await expect(warning).toHaveCount(0);
    await choice.selectOption({ label: name });
    await expect(warning).toContainText(name);
    await hierarchy.confirm('Add to board').click();
    await expect(hierarchy.preview).toBeHidden();
    await boardOpen(page, name);
    await expect(page.getByText('Another manager approves it', { exact: false })).toBeVisible();
  });

  test('hands payers over by a step, shows what would be owed below, and gives all of it back', async ({ page, browser, sessionOf }) => {
    const hierarchy = new HierarchyPage(page);
    await payerSet(page, own.north, `${own.name} Site`);
    await hierarchy.open(own.site);
    await hierarchy.act(own.site, 'Move…');
    await hierarchy.parentChoose(own.south);
    await hierarchy.preview.getByRole('radio', { name: 'On a what-if board' }).check();
    await hierarchy.handOver(hierarchy.preview, own.group);
    // Whoever gets the link sees the same, by name.
    await expect(page).toHaveURL(new RegExp(`when=board&handover=${own.group}`));
    await page.reload();
    await hydrated(page);
    await expect(hierarchy.preview.getByRole('radio', { name: 'On a what-if board' })).toBeChecked();
    await expect(hierarchy.preview.getByRole('combobox', { name: /New parent/ })).toHaveValue(`${own.name} South (${own.south})`);
    await expect(hierarchy.preview.getByRole('combobox', { name: 'Hand over to another paying account' })).toHaveValue(`${own.name} Group (${own.group})`);
    await hierarchy.preview.getByRole('combobox', { name: 'What-if board' }).selectOption({ label: 'A new board' });
    await hierarchy.preview.getByRole('textbox', { name: /Name of the board/ }).fill(name);
    await hierarchy.confirm('Add to board').click();
    await boardOpen(page, name);
    await expect(page.getByText(`What stays while its payer moves is handed over to ${own.group}.`)).toBeVisible();
    await expect(page.getByText('1 bill unit is handed over to another payer by a step.')).toBeVisible();
    await expect(page.getByText(new RegExp(`^Hands over 1 bill unit to .+: .+ \\(${own.north}\\)`))).toBeVisible();
    await expect(hierarchy.line(own.south)).toContainText('200.00');

    await approvedByAnother(page, browser, sessionOf);
    await page.getByRole('button', { name: 'Apply now…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Apply 1 step' }).click();
    await expect(page.getByText('All of it is applied.')).toBeVisible();
    await paidBy(page, own.north, `${own.name} Group`);
    await page.goto(`/accounts/${own.site}/history`);
    await hydrated(page);
    await page.getByRole('button', { name: /^Undo : What-if board applied/ }).click();
    await expect(page.getByText('is paid again by')).toBeVisible();
    await paidBy(page, own.north, `${own.name} Site`);
  });

  test('stands in the tree of its day and not before, and opens again when it is cancelled', async ({ page, browser, sessionOf }) => {
    const hierarchy = new HierarchyPage(page);
    const day = dayIn(40);
    await stepAdd(hierarchy, own.site, own.south, { name, isNew: true });
    await boardOpen(page, name);
    const address = page.url();
    await approvedByAnother(page, browser, sessionOf);
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
    await expect(page.getByText('Another manager approves it', { exact: false })).toBeVisible();
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
