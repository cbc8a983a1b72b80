import type { Browser } from '@playwright/test';
import { HierarchyPage } from './pages/hierarchy';
import { accountNew, ownWord } from './support/accounts';
import { expect, hydrated, test } from './support/test';

test.use({ role: 'manager' });

/** Two regions under a group, one of them with a site that has a shop below it: their numbers. */
type Organization = { name: string; group: string; north: string; south: string; site: string; shop: string };

/** Makes an organization as a person makes it: accounts, then one parent after the other. */
async function organizationNew(page: HierarchyPage['page']): Promise<Organization> {
  const name = ownWord('Org ');
  const make = (part: string) => accountNew(page, { 'First name': 'Ana', 'Last name': 'Fox', Company: `${name} ${part}` });
  const made = { name, group: await make('Group'), north: await make('North'), south: await make('South'), site: await make('Site'), shop: await make('Shop') };
  for (const [child, parent] of [['north', 'group'], ['south', 'group'], ['site', 'north'], ['shop', 'site']] as const) {
    await associate(page, made[child], made[parent]);
  }
  return made;
}

async function associate(page: HierarchyPage['page'], child: string, parent: string): Promise<void> {
  const hierarchy = new HierarchyPage(page);
  await hierarchy.open(child);
  await page.getByRole('button', { name: 'Put under a parent' }).click();
  await hierarchy.parentChoose(parent);
  await hierarchy.confirm('Move 1 account').click();
  await expect(hierarchy.line(child)).toHaveAttribute('aria-selected', 'true');
}

async function withOrganization(browser: Browser, options: { baseURL?: string; storageState: unknown }): Promise<Organization> {
  const context = await browser.newContext(options as Parameters<Browser['newContext']>[0]);
  const made = await organizationNew(await context.newPage());
  await context.close();
  return made;
}

test.describe('an organization', () => {
  let own: Organization;

  test.beforeEach(async ({ browser, sessionOf, baseURL }) => {
    test.setTimeout(120_000);
    own = await withOrganization(browser, { baseURL, storageState: await sessionOf('manager') });
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

  test('an account moves alone and its child goes to the old parent', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    await hierarchy.open(own.site);
    await hierarchy.act(own.site, 'Move…');
    await hierarchy.parentChoose(own.south);
    await hierarchy.preview.getByRole('radio', { name: /alone/ }).check();
    await hierarchy.confirm('Move 1 account').click();
    await expect(hierarchy.preview).toBeHidden();
    await hierarchy.open(own.shop);
    await expect(page.getByRole('navigation', { name: /Path/ })).toContainText(`${own.name} North`);
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
    await expect(hierarchy.preview.getByText('nothing was moved', { exact: false })).toBeVisible();
    await hierarchy.confirm('Move 1 account').click();
    await expect(hierarchy.preview).toBeHidden();
  });

  // The sentence comes, and with it an error in the program that stops the page: to be mended.
  test.fixme('what makes no sense is refused with the accounts named', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    await hierarchy.open(own.north);
    await hierarchy.act(own.north, 'Move…');
    await hierarchy.parentChoose(own.shop);
    await expect(hierarchy.preview.getByText(/is below .* North/)).toBeVisible();
    await expect(hierarchy.confirm('Move')).toBeDisabled();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
  });

  test('removing is refused while there are children, and done where there are none', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    await hierarchy.open(own.shop);
    await hierarchy.act(own.site, 'Remove From Hierarchy');
    await hierarchy.removal.getByRole('button', { name: 'Remove from hierarchy' }).click();
    await expect(hierarchy.removal.getByText(new RegExp(`${own.name} Shop .* first among them`))).toBeVisible();
    await hierarchy.removal.getByRole('button', { name: 'Cancel' }).click();
    await hierarchy.act(own.shop, 'Remove From Hierarchy');
    await hierarchy.removal.getByRole('button', { name: 'Remove from hierarchy' }).click();
    await expect(hierarchy.removal).toBeHidden();
    await expect(hierarchy.line(own.site)).toHaveAttribute('aria-selected', 'true');
    await expect(hierarchy.line(own.shop)).toHaveCount(0);
  });

  test('a CSR sees the tree and is offered no move', async ({ browser, sessionOf, baseURL }) => {
    const context = await browser.newContext({ baseURL, storageState: await sessionOf('csr') });
    const hierarchy = new HierarchyPage(await context.newPage());
    await hierarchy.open(own.site);
    await expect(hierarchy.line(own.site)).toBeVisible();
    await expect(hierarchy.page.getByRole('button', { name: 'Move…' })).toHaveCount(0);
    await context.close();
  });
});

test('an account in no organization says how to begin', async ({ page }) => {
  const number = await accountNew(page, { 'First name': 'Ida', 'Last name': ownWord('Solo') });
  await page.goto(`/hierarchy/${number}`);
  await hydrated(page);
  await expect(page.getByText('is in no organization yet', { exact: false })).toBeVisible();
  await page.getByRole('button', { name: 'Put under a parent' }).click();
  await expect(page.getByRole('dialog', { name: 'Preview Move' })).toBeVisible();
});

test('the hierarchy without an account @look', async ({ page }) => {
  await page.goto('/hierarchy');
  await hydrated(page);
  await expect(page.getByRole('heading', { level: 1, name: 'Hierarchy' })).toBeVisible();
});

test('a tree with Preview Move open @look', async ({ page, browser, sessionOf, baseURL }) => {
  test.setTimeout(120_000);
  const own = await withOrganization(browser, { baseURL, storageState: await sessionOf('manager') });
  const hierarchy = new HierarchyPage(page);
  await hierarchy.open(own.site);
  await page.getByRole('button', { name: 'Move…' }).click();
  await hierarchy.parentChoose(own.south);
  await expect(hierarchy.confirm('Move 2 accounts')).toBeEnabled();
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
});
