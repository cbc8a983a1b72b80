// Undo from the News Feed: offered while nothing later depends on it, and then named by what it undid (NEWS-1).
import { payerSet } from './pages/bill-unit';
import { HierarchyPage } from './pages/hierarchy';
import { accountNew, ownWord } from './support/accounts';
import { organizationNew, type Organization } from './support/organization';
import { expect, hydrated, test } from './support/test';
import type { Page } from '@playwright/test';

test.use({ role: 'manager' });

let own: Organization;

test.beforeEach(async () => {
  own = await organizationNew('Feed ');
});

/** Opens the News Feed of an account. */
async function feed(page: Page, number: string): Promise<void> {
  await page.goto(`/accounts/${number}/history`);
  await hydrated(page);
  await expect(page.getByRole('heading', { name: 'News Feed' })).toBeVisible();
}

/** Moves the site under another parent from the tree. */
async function moved(page: Page, to: string): Promise<void> {
  const hierarchy = new HierarchyPage(page);
  await hierarchy.open(own.site);
  await hierarchy.act(own.site, 'Move…');
  await hierarchy.parentChoose(to);
  await hierarchy.confirm(/^Move 2 accounts/).click();
  await expect(hierarchy.preview).toBeHidden();
}

test('a move is undone from its entry, and both entries name each other @look', async ({ page }) => {
  await moved(page, own.south);
  await feed(page, own.site);
  const move = page.getByRole('article').filter({ hasText: 'Account moved in the organization' }).last();
  await move.getByRole('button', { name: /^Undo/ }).click();
  await expect(page.getByText(`${own.name} Site is back under ${own.name} North.`)).toBeVisible();
  await expect(move.getByRole('button', { name: /^Undo/ })).toHaveCount(0);
  await expect(move.getByText(/Undone by/)).toBeVisible();
  await expect(move.getByRole('link')).toBeFocused();
  const undo = page.getByRole('article').filter({ hasText: 'Move undone' });
  await expect(undo.getByText(/Undoes/)).toBeVisible();
  await expect(undo.getByRole('button', { name: /^Undo/ })).toBeVisible();
});

test('a move that another one followed says so instead', async ({ page }) => {
  await moved(page, own.south);
  await moved(page, own.group);
  await feed(page, own.site);
  const first = page.getByRole('article').filter({ hasText: 'Account moved in the organization' }).last();
  await expect(first.getByText(/Cannot be undone\. .*was moved again since/)).toBeVisible();
  await expect(first.getByRole('button', { name: /^Undo/ })).toHaveCount(0);
});

test('a change of payers is undone from its entry, and the payer names the change that it is a part of', async ({ page }) => {
  await payerSet(page, own.south, `${own.name} Group`);
  await feed(page, own.group);
  const side = page.getByRole('article').filter({ hasText: 'Pays for (Main)' });
  await expect(side.getByText(/Part of/)).toBeVisible();
  await side.getByRole('link', { name: /Bill unit changed/ }).click();
  await hydrated(page);
  const change = page.getByRole('article').filter({ hasText: 'Paying account (Main)' });
  await change.getByRole('button', { name: /^Undo/ }).click();
  await expect(page.getByText('1 bill unit pays for itself again.')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Payer change undone' })).toBeVisible();
  await page.goto(`/accounts/${own.south}/billing`);
  await hydrated(page);
  await expect(page.getByRole('table', { name: 'Bill units' }).getByRole('link', { name: `${own.name} Group` })).toHaveCount(0);
});

test('the feed is read without the program, with what undid what @without-javascript', async ({ page }) => {
  await page.goto(`/accounts/${own.site}/history`);
  await expect(page.getByRole('heading', { name: 'News Feed' })).toBeVisible();
  await expect(page.getByRole('article').first()).toContainText('Account imported');
});

test.describe('of an account that a CSR put under a parent', () => {
  test.use({ role: 'csr' });

  test('no Undo is offered that would be refused', async ({ page }) => {
    const number = await accountNew(page, { 'First name': 'Ana', 'Last name': 'Fox', Company: ownWord('Lone ') });
    const hierarchy = new HierarchyPage(page);
    await hierarchy.open(number);
    await page.getByRole('button', { name: 'Put under a parent' }).click();
    await hierarchy.parentChoose(own.south);
    await hierarchy.confirm('Move 1 account').click();
    await expect(hierarchy.preview).toBeHidden();
    const notices = page.getByRole('region', { name: 'Notices' });
    await expect(notices.getByText(`${own.name} South`, { exact: false })).toBeVisible();
    await expect(notices.getByRole('button', { name: 'Undo' })).toHaveCount(0);
  });
});
