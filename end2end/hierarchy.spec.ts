import { readFileSync } from 'node:fs';
import { HierarchyPage } from './pages/hierarchy';
import { accountNew, dayIn, ownWord } from './support/accounts';
import { accountsImport } from './support/import';
import { type Organization, organizationNew } from './support/organization';
import { expect, hydrated, test } from './support/test';

test.use({ role: 'manager' });

/** An organization with what each part owes from before. */
const ownNew = () => organizationNew('Org ', { north: '1000.00' });

/** Schedules that the site goes to the south on a day. */
async function moveSchedule(hierarchy: HierarchyPage, own: Organization, day: string): Promise<void> {
  await hierarchy.open(own.site);
  await hierarchy.act(own.site, 'Move…');
  await hierarchy.parentChoose(own.south);
  await hierarchy.preview.getByRole('radio', { name: 'On a date' }).check();
  await hierarchy.preview.getByRole('textbox', { name: /Date/ }).fill(day);
  await hierarchy.confirm(/^Move 2 accounts on /).click();
  await expect(hierarchy.preview).toBeHidden();
}

test.describe('an organization', () => {
  let own: Organization;

  test.beforeEach(async () => {
    own = await ownNew();
  });

  test('opens along the path to an account and is walked with the keyboard', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    await hierarchy.open(own.site);
    await expect(hierarchy.line(own.group)).toHaveAttribute('aria-level', '1');
    await expect(hierarchy.line(own.site)).toHaveAttribute('aria-level', '3');
    await expect(hierarchy.line(own.site)).toHaveAttribute('aria-selected', 'true');
    await expect(hierarchy.line(own.group).getByRole('gridcell').nth(5)).toHaveText('4');

    await hierarchy.tree.focus();
    await page.keyboard.press('ArrowRight');
    await expect(hierarchy.line(own.shop)).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await expect(hierarchy.line(own.site)).toHaveAttribute('aria-expanded', 'false');
    await expect(hierarchy.line(own.shop)).toHaveCount(0);
    await page.keyboard.press('ArrowLeft');
    await expect(hierarchy.line(own.north)).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('End');
    await expect(hierarchy.line(own.south)).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('Home');
    await page.keyboard.press('*');
    await expect(hierarchy.line(own.shop)).toBeVisible();
    await page.keyboard.type(`${own.name} s`);
    await expect(hierarchy.line(own.site)).toHaveAttribute('aria-selected', 'true');
    await expect(page).toHaveURL(new RegExp(`/hierarchy/${own.group}\\?row=${own.site}`));
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(new RegExp(`/accounts/${own.site}`));
  });

  test('a subtree is cut, pasted, previewed, moved and moved back, and totals follow', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    await hierarchy.open(own.site);
    await hierarchy.tree.focus();
    await page.keyboard.press('x');
    await page.keyboard.press('End');
    await page.keyboard.press('p');
    await expect(hierarchy.preview.getByText(`${own.name} Site with the 1 account below it moves from ${own.name} North to ${own.name} South.`)).toBeVisible();
    await expect(hierarchy.preview.getByRole('row', { name: /leaves/ })).toContainText(`${own.name} Site`);
    await expect(hierarchy.preview.getByRole('row', { name: /arrives/ })).toContainText(`${own.name} Site`);
    await expect(hierarchy.preview.getByText('200.00 EUR stays with its present payers.')).toBeVisible();
    await expect(hierarchy.preview.getByText('a move changes no payer', { exact: false })).toBeVisible();
    await hierarchy.confirm('Move 2 accounts').click();
    await expect(hierarchy.preview).toBeHidden();
    await expect(hierarchy.line(own.site)).toHaveAttribute('aria-selected', 'true');
    await expect(hierarchy.line(own.south).getByRole('gridcell').nth(5)).toHaveText('2');
    await expect(hierarchy.line(own.north).getByRole('gridcell').nth(5)).toHaveText('0');

    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(hierarchy.line(own.north).getByRole('gridcell').nth(5)).toHaveText('2');
    await expect(hierarchy.line(own.south).getByRole('gridcell').nth(5)).toHaveText('0');
  });

  test('finds an account within it and opens the path to it', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    await hierarchy.open(own.group);
    await expect(hierarchy.line(own.shop)).toHaveCount(0);
    const box = page.getByRole('combobox', { name: 'Find in this organization' });
    await box.fill(`${own.name} shop`);
    await expect(page.getByRole('option')).toHaveCount(1);
    await expect(page.getByRole('option')).toContainText(`${own.name} North ▸ ${own.name} Site`);
    await box.press('Enter');
    await expect(hierarchy.line(own.shop)).toHaveAttribute('aria-selected', 'true');
    await expect(hierarchy.line(own.shop)).toHaveAttribute('aria-level', '4');
  });

  test('what moves is listed one by one, each below its own', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    await page.goto(`/hierarchy/${own.group}?row=${own.north}&move=${own.south}`);
    await hierarchy.preview.getByRole('button', { name: 'List 3 accounts' }).click();
    const listed = hierarchy.preview.getByRole('group', { name: 'Accounts that move' });
    await expect(listed.getByRole('row')).toHaveCount(4);
    await expect(listed.getByRole('row').nth(1)).toContainText(own.north);
    await expect(listed.getByRole('row').nth(3)).toContainText(own.shop);
    await hierarchy.preview.getByRole('button', { name: 'Hide the list' }).click();
    await expect(listed).toHaveCount(0);
  });

  test('what moves is taken out as a file', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    await page.goto(`/hierarchy/${own.group}?row=${own.north}&move=${own.south}`);
    await hydrated(page);
    const download = page.waitForEvent('download');
    await hierarchy.preview.getByRole('button', { name: 'Download as CSV' }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe(`accounts-that-move-${own.north}.csv`);
    const rows = readFileSync(await file.path(), 'utf8').trim().split('\n');
    expect(rows.map((row) => row.split(',')[1])).toEqual(['number', own.north, own.site, own.shop]);
  });

  test('an account moves alone and its child goes to the old parent', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    await hierarchy.open(own.site);
    await hierarchy.act(own.site, 'Move…');
    await hierarchy.parentChoose(own.south);
    await hierarchy.preview.getByRole('radio', { name: /alone/ }).check();
    await hierarchy.preview.getByRole('button', { name: `List 1 account that goes to ${own.name} North` }).click();
    await expect(hierarchy.preview.getByRole('group', { name: 'Accounts that go to the old parent' })).toContainText(own.shop);
    await hierarchy.confirm('Move 1 account').click();
    await expect(hierarchy.preview).toBeHidden();
    await hierarchy.open(own.shop);
    await expect(page.getByRole('navigation', { name: /Path/ })).toContainText(`${own.name} North`);
  });

  test('a move on a date stands in the tree of that day and not before, and can be performed now', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    await moveSchedule(hierarchy, own, dayIn(10));
    await expect(page.getByText(/^Scheduled for /)).toBeVisible();
    await expect(hierarchy.line(own.north).getByRole('gridcell').nth(5)).toHaveText('2');

    await page.goto(`/hierarchy/${own.group}?on=${dayIn(10)}`);
    await expect(page.getByText('The tree as it will be on', { exact: false })).toBeVisible();
    await expect(hierarchy.line(own.south).getByRole('gridcell').nth(6)).toHaveText('—');
    await expect(hierarchy.line(own.south).getByRole('gridcell').nth(5)).toHaveText('2');
    await expect(hierarchy.line(own.north).getByRole('gridcell').nth(5)).toHaveText('0');
    await expect(page.getByRole('button', { name: 'Move…' })).toHaveCount(0);
    await page.goto(`/hierarchy/${own.group}?on=${dayIn(9)}`);
    await expect(hierarchy.line(own.north).getByRole('gridcell').nth(5)).toHaveText('2');

    await page.goto(`/accounts/${own.site}`);
    await hydrated(page);
    const scheduled = page.getByRole('table', { name: /Changes that are scheduled/ });
    await expect(scheduled).toContainText(`${own.name} Site with the 1 account below it moves from ${own.name} North to ${own.name} South.`);
    await scheduled.getByRole('button', { name: 'Perform now' }).click();
    await page.getByRole('dialog', { name: 'Perform now' }).getByRole('button', { name: /^Move / }).click();
    await expect(scheduled).toHaveCount(0);
    await hierarchy.open(own.group);
    await expect(hierarchy.line(own.south).getByRole('gridcell').nth(5)).toHaveText('2');
  });

  test('a move on a date is taken back by Undo', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    await moveSchedule(hierarchy, own, dayIn(10));
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(page.getByText(/^What was scheduled for .* is cancelled\.$/)).toBeVisible();
    await page.goto(`/hierarchy/${own.group}?on=${dayIn(10)}`);
    await expect(hierarchy.line(own.north).getByRole('gridcell').nth(5)).toHaveText('2');
  });

  test('the tree of a past day is typed, shown and left again', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    await hierarchy.open(own.group);
    await page.getByRole('textbox', { name: 'As of' }).fill('1 Jan 2020');
    await expect(page.getByText('The tree as it was on 1 Jan 2020, with the names and status of today.', { exact: false })).toBeVisible();
    await expect(page).toHaveURL(/on=2020-01-01/);
    await page.getByRole('button', { name: 'Back to today' }).click();
    await expect(hierarchy.line(own.north).getByRole('gridcell').nth(5)).toHaveText('2');
    await expect(hierarchy.line(own.south).getByRole('gridcell').nth(6)).toHaveText('0.00 EUR');
    await expect(page).not.toHaveURL(/on=/);
  });

  test('what is no date is said beside the day of the tree until it is one', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    await hierarchy.open(own.group);
    const day = page.getByRole('textbox', { name: 'As of' });
    await day.fill('3/14/2020');
    await day.press('Tab');
    await expect(day).toHaveAccessibleDescription(/Please type a date, such as 14 Mar 2026\./);
    await expect(hierarchy.line(own.north).getByRole('gridcell').nth(5)).toHaveText('2');
    await day.fill('');
    await expect(day).toHaveAccessibleDescription('');
  });

  test('a move that the world has overtaken is previewed again and moves nothing', async ({ page, browser, sessionOf, baseURL }) => {
    const hierarchy = new HierarchyPage(page);
    await hierarchy.open(own.site);
    await hierarchy.act(own.site, 'Move…');
    await hierarchy.parentChoose(own.south);
    await expect(hierarchy.confirm('Move 2 accounts')).toBeEnabled();

    const context = await browser.newContext({ baseURL, storageState: await sessionOf('administrator') });
    const other = new HierarchyPage(await context.newPage());
    await other.open(own.shop);
    await other.act(own.shop, 'Move…');
    await other.parentChoose(own.group);
    await other.confirm('Move 1 account').click();
    await expect(other.preview).toBeHidden();
    await context.close();

    await hierarchy.confirm('Move 2 accounts').click();
    await expect(hierarchy.preview.getByRole('status').filter({ hasText: 'nothing was moved' })).toBeFocused();
    await expect(hierarchy.preview.getByText(new RegExp(`Meanwhile .+ moved .+ \\(${own.shop}\\) under `))).toBeVisible();
    await hierarchy.confirm('Move 1 account').click();
    await expect(hierarchy.preview).toBeHidden();
  });

  test('what makes no sense is refused with the accounts named', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    await hierarchy.open(own.north);
    await hierarchy.act(own.north, 'Move…');
    await hierarchy.parentChoose(own.shop);
    await expect(hierarchy.preview.getByText(/is below .* North/)).toBeVisible();
    await expect(hierarchy.confirm(/^Move$/)).toBeDisabled();
    // Escape takes the parent back, then leaves; another parent makes sense.
    await page.keyboard.press('Escape');
    await expect(hierarchy.preview.getByText(/is below .* North/)).toBeHidden();
    await hierarchy.parentChoose(own.south);
    await expect(hierarchy.confirm('Move 3 accounts')).toBeEnabled();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await expect(hierarchy.preview).toBeHidden();
    await expect(hierarchy.line(own.north)).toHaveAttribute('aria-selected', 'true');
  });

  test('removing is refused while there are children, and done where there are none', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    await hierarchy.open(own.shop);
    await hierarchy.act(own.site, 'Remove From Hierarchy');
    await expect(hierarchy.removal.getByText(`needs a new parent first: ${own.name} Shop (${own.shop})`, { exact: false })).toBeVisible();
    await expect(hierarchy.removal.getByRole('button', { name: 'Remove from hierarchy' })).toBeDisabled();
    await hierarchy.removal.getByRole('button', { name: 'Cancel' }).click();
    await hierarchy.act(own.shop, 'Remove From Hierarchy');
    await hierarchy.removal.getByRole('button', { name: 'Remove from hierarchy' }).click();
    await expect(hierarchy.removal).toBeHidden();
    await expect(hierarchy.line(own.site)).toHaveAttribute('aria-selected', 'true');
    await expect(hierarchy.line(own.shop)).toHaveCount(0);
  });

  test('children in the way of a removal get a new parent first', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    await hierarchy.open(own.shop);
    await hierarchy.act(own.site, 'Remove From Hierarchy');
    await hierarchy.removal.getByRole('button', { name: 'Move its children…' }).click();
    await expect(hierarchy.removal).toBeHidden();
    await expect(hierarchy.preview.getByRole('radio', { name: 'Only children; the account stays' })).toBeChecked();
    await hierarchy.parentChoose(own.south);
    await hierarchy.confirm('Move 1 account').click();
    await expect(hierarchy.preview).toBeHidden();
    await hierarchy.act(own.site, 'Remove From Hierarchy');
    await hierarchy.removal.getByRole('button', { name: 'Remove from hierarchy' }).click();
    await expect(hierarchy.removal).toBeHidden();
    await expect(hierarchy.line(own.site)).toHaveCount(0);
    await expect(hierarchy.line(own.south)).toHaveAttribute('aria-expanded', /./);
  });

  test('the account leads to Preview Move, and its address to the same preview', async ({ page, context }) => {
    const hierarchy = new HierarchyPage(page);
    await page.goto(`/accounts/${own.site}`);
    await hydrated(page);
    await page.getByRole('button', { name: 'Actions' }).click();
    await page.getByRole('menuitem', { name: 'Organization Hierarchy' }).click();
    await hierarchy.parentChoose(own.south);
    await expect(hierarchy.confirm('Move 2 accounts')).toBeEnabled();
    await expect(page).toHaveURL(new RegExp(`row=${own.site}&move=${own.south}`));

    const shared = new HierarchyPage(await context.newPage());
    await shared.page.goto(page.url());
    await expect(shared.confirm('Move 2 accounts')).toBeEnabled();
  });

  test('Back with the focus in the box of the new parent leads back to the account', async ({ page }) => {
    await page.goto(`/accounts/${own.site}`);
    await hydrated(page);
    await page.getByRole('button', { name: 'Actions' }).click();
    await page.getByRole('menuitem', { name: 'Organization Hierarchy' }).click();
    await expect(page.getByRole('combobox', { name: /New parent/ })).toBeFocused();
    await page.goBack();
    await expect(page).toHaveURL(new RegExp(`/accounts/${own.site}$`));
    // The page still answers.
    await page.locator('a[href$="/history"]:visible').first().click();
    await expect(page).toHaveURL(/history/);
  });

  test('a link to Preview Move brings form and day along', async ({ page, context }) => {
    const hierarchy = new HierarchyPage(page);
    await hierarchy.open(own.site);
    await hierarchy.act(own.site, 'Move…');
    await hierarchy.parentChoose(own.south);
    await hierarchy.preview.getByRole('radio', { name: 'alone; its children go to its old parent' }).check();
    await hierarchy.preview.getByRole('radio', { name: 'On a date' }).check();
    await hierarchy.preview.getByRole('textbox', { name: /Date/ }).fill(dayIn(10));
    await expect(hierarchy.confirm(/^Move 1 account on/)).toBeEnabled();
    await expect(page).toHaveURL(new RegExp(`form=alone&when=on&date=${dayIn(10)}`));

    const shared = new HierarchyPage(await context.newPage());
    await shared.page.goto(page.url());
    await expect(shared.confirm(/^Move 1 account on/)).toBeEnabled();
    await expect(shared.preview.getByRole('radio', { name: 'alone; its children go to its old parent' })).toBeChecked();
  });

  test('a CSR sees the tree and what a move would do, and is offered none', async ({ browser, sessionOf, baseURL }) => {
    const context = await browser.newContext({ baseURL, storageState: await sessionOf('csr') });
    const hierarchy = new HierarchyPage(await context.newPage());
    await hierarchy.open(own.site);
    await expect(hierarchy.line(own.site)).toBeVisible();
    await expect(hierarchy.page.getByRole('button', { name: 'Move…' })).toHaveCount(0);
    await hierarchy.page.goto(`/hierarchy/${own.group}?row=${own.site}&move=${own.south}`);
    await expect(hierarchy.preview.getByRole('row', { name: /arrives/ })).toContainText(`${own.name} Site`);
    await expect(hierarchy.preview.getByText('Please ask a manager', { exact: false })).toBeVisible();
    await expect(hierarchy.confirm('Move 2 accounts')).toBeDisabled();
    await context.close();
  });
});

test('an account in no organization says how to begin', async ({ page }) => {
  const number = await accountNew(page, { 'First name': 'Ida', 'Last name': ownWord('Solo') });
  await page.getByRole('button', { name: 'Actions' }).click();
  await page.getByRole('menuitem', { name: 'Organization Hierarchy' }).click();
  await expect(page.getByRole('dialog', { name: 'Preview Move' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByText('is in no organization yet', { exact: false })).toBeVisible();
  await page.getByRole('button', { name: 'Put under a parent' }).click();
  await expect(page.getByRole('dialog', { name: 'Preview Move' })).toBeVisible();
});

test('the hierarchy without an account @look', async ({ page }) => {
  await page.goto('/hierarchy');
  await hydrated(page);
  await expect(page.getByRole('heading', { level: 1, name: 'Hierarchy' })).toBeVisible();
});

test('a tree with Preview Move open @look', async ({ page }) => {
  const own = await ownNew();
  const hierarchy = new HierarchyPage(page);
  await page.goto(`/hierarchy/${own.group}?row=${own.site}&move=${own.south}`);
  await hydrated(page);
  await expect(hierarchy.confirm('Move 2 accounts')).toBeEnabled();
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
});

test('what is refused of a move is mended by a press', async ({ page }) => {
  const own = await ownNew();
  const hierarchy = new HierarchyPage(page);
  await hierarchy.open(own.site);
  await hierarchy.act(own.site, 'Move…');
  await hierarchy.parentChoose(own.shop);
  const mends = hierarchy.preview.getByRole('group', { name: 'What would mend it' });
  await mends.getByRole('button', { name: 'Move it alone; its children go to its old parent' }).click();
  // Alone it can be below what was its child.
  await expect(hierarchy.confirm('Move 1 account')).toBeEnabled();
  await expect(mends).toBeHidden();
  await expect(hierarchy.preview.getByRole('radio', { name: /alone; its children go/ })).toBeFocused();

  await hierarchy.preview.getByRole('combobox', { name: /New parent/ }).fill('');
  await hierarchy.parentChoose(own.site);
  await mends.getByRole('button', { name: 'Choose another parent' }).click();
  await expect(hierarchy.preview.getByRole('combobox', { name: /New parent/ })).toBeFocused();
  await hierarchy.parentChoose(own.south);
  await expect(hierarchy.confirm('Move 1 account')).toBeEnabled();
});

test('the new parent is narrowed by company and type', async ({ page }) => {
  const name = ownWord('Narrow ');
  const part = (key: string, type: string, parent = '') => ({
    key: `${name} ${key}`,
    parent: parent && `${name} ${parent}`,
    currency: 'EUR',
    organization_type: type,
    contact1_company: `${name} ${key}`,
  });
  const numbers = await accountsImport([part('Group', 'legal_entity'), part('East', 'site', 'Group'), part('West', 'billing_account', 'Group')]);
  const west = numbers.get(`${name} West`) ?? '';

  const hierarchy = new HierarchyPage(page);
  await hierarchy.open(west);
  await hierarchy.act(west, 'Move…');
  await hierarchy.preview.getByRole('combobox', { name: /New parent/ }).fill(`company:${name.split(' ').at(-1)} type:site`);
  await expect(hierarchy.preview.getByRole('option')).toHaveText([new RegExp(`${name} East`)]);
  await hierarchy.preview.getByRole('option').click();
  await expect(hierarchy.preview.getByText(`moves from ${name} Group to ${name} East`, { exact: false })).toBeVisible();
});

test('children beyond the first two hundred can be chosen to move along', async ({ page }) => {
  const name = ownWord('Wide ');
  const part = (key: string, parent = '') => ({
    key: `${name} ${key}`,
    parent: parent && `${name} ${parent}`,
    currency: 'EUR',
    contact1_company: `${name} ${key}`,
  });
  const desks = Array.from({ length: 205 }, (_, at) => part(`Desk ${String(at + 1).padStart(3, '0')}`, 'Office'));
  const numbers = await accountsImport([part('Group'), part('Office', 'Group'), part('Other', 'Group'), ...desks]);
  const number = (key: string) => numbers.get(`${name} ${key}`) ?? '';

  const hierarchy = new HierarchyPage(page);
  await hierarchy.open(number('Office'));
  await hierarchy.act(number('Office'), 'Move…');
  await hierarchy.parentChoose(number('Other'));
  await hierarchy.preview.getByRole('radio', { name: /with some of its children/ }).check();
  const last = hierarchy.preview.getByRole('checkbox', { name: `${name} Desk 205` });
  await expect(last).toHaveCount(0);
  await hierarchy.preview.getByRole('button', { name: 'Show more children' }).click();
  await last.check();
  await hierarchy.confirm('Move 2 accounts').click();
  await expect(hierarchy.preview).toBeHidden();
  await expect(hierarchy.line(number('Office')).getByRole('gridcell').nth(5)).toHaveText('1');
});
