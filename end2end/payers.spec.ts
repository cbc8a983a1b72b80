// Who pays for whom: Bill Unit Setup with a paying account (HIER-1), and
// handing over with a move or a removal (HIER-2).
import type { Page } from '@playwright/test';
import { HierarchyPage } from './pages/hierarchy';
import { accountNew, ownWord } from './support/accounts';
import { accountsImport } from './support/import';
import { expect, hydrated, test } from './support/test';

test.use({ role: 'manager' });

/** Creates a company and gives its number. */
async function company(page: Page, name: string): Promise<string> {
  return accountNew(page, { 'First name': 'Ana', 'Last name': 'Fox', Company: name });
}

/** Opens the panel of the account's only bill unit. */
async function billUnit(page: Page, number: string): Promise<void> {
  await page.goto(`/accounts/${number}/billing`);
  await hydrated(page);
  await page.getByRole('table', { name: 'Bill units' }).getByRole('row').nth(1).getByRole('link').first().click();
  await expect(page.getByRole('dialog', { name: 'Change bill unit' })).toBeVisible();
}

/** Finds the paying account by its name and saves. */
async function payerChoose(page: Page, name: string): Promise<void> {
  const panel = page.getByRole('dialog', { name: 'Change bill unit' });
  const box = panel.getByRole('combobox', { name: 'Paying account' });
  await box.fill(name);
  await panel.getByRole('option', { name: new RegExp(name) }).click();
  await expect(panel.getByText(new RegExp(`${name} (pays|is itself paid)`))).toBeVisible();
  await panel.getByRole('button', { name: 'Save bill unit' }).click();
}

test('a paying account is found by searching, and seen from both sides', async ({ page }) => {
  const [payer, child] = [ownWord('Payer '), ownWord('Child ')];
  const payerNumber = await company(page, payer);
  const childNumber = await company(page, child);
  await billUnit(page, childNumber);
  await payerChoose(page, payer);
  const units = page.getByRole('table', { name: 'Bill units' });
  await expect(units.getByRole('link', { name: payer })).toBeVisible();
  await units.getByRole('link', { name: payer }).click();
  await expect(page).toHaveURL(new RegExp(payerNumber));
  await expect(units.getByRole('link', { name: child })).toBeVisible();
});

test('a chain of payers is refused beside the field, with the chain', async ({ page }) => {
  const [top, middle, low] = [ownWord('Top '), ownWord('Middle '), ownWord('Low ')];
  await company(page, top);
  const middleNumber = await company(page, middle);
  const lowNumber = await company(page, low);
  await billUnit(page, middleNumber);
  await payerChoose(page, top);
  await expect(page.getByRole('table', { name: 'Bill units' }).getByRole('link', { name: top })).toBeVisible();
  await billUnit(page, lowNumber);
  await payerChoose(page, middle);
  const panel = page.getByRole('dialog', { name: 'Change bill unit' });
  await expect(panel.getByRole('combobox', { name: 'Paying account' })).toHaveAttribute('aria-invalid', 'true');
  await expect(panel.getByText(new RegExp(`${low}.*→.*${middle}.*→.*${top}`)).first()).toBeVisible();
});

test.describe('in an organization', () => {
  type Organization = { name: string } & Record<'group' | 'north' | 'south' | 'site', string>;
  let own: Organization;

  /** A group with two regions, one of them with a site that pays for its region. */
  test.beforeEach(async ({ page }) => {
    const name = ownWord('Pay ');
    const part = (key: string, parent: string) => ({
      key: `${name} ${key}`,
      parent: parent && `${name} ${parent}`,
      currency: 'EUR',
      contact1_first_name: 'Ana',
      contact1_last_name: 'Fox',
      contact1_company: `${name} ${key}`,
      bill_unit1_name: 'Main',
    });
    const numbers = await accountsImport([part('group', ''), part('north', 'group'), part('south', 'group'), part('site', 'north')]);
    const number = (key: string) => numbers.get(`${name} ${key}`) ?? '';
    own = { name, group: number('group'), north: number('north'), south: number('south'), site: number('site') };
    await billUnit(page, own.north);
    await payerChoose(page, `${name} site`);
    await expect(page.getByRole('table', { name: 'Bill units' }).getByRole('link', { name: `${name} site` })).toBeVisible();
  });

  test('moving a payer warns by name and hands over in the same step', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    await hierarchy.open(own.site);
    await hierarchy.act(own.site, 'Move…');
    await hierarchy.parentChoose(own.south);
    await expect(hierarchy.preview.getByText('1 bill unit outside what moves is paid by accounts in it', { exact: false })).toBeVisible();
    await hierarchy.preview.getByText('Show 1 bill unit').click();
    await expect(hierarchy.preview.getByText(`${own.name} north (${own.north}), Main stays`, { exact: false })).toBeVisible();
    const box = hierarchy.preview.getByRole('combobox', { name: 'Hand over to another paying account' });
    await box.fill(own.group);
    await hierarchy.preview.getByRole('option').filter({ hasText: own.group }).click();
    await hierarchy.confirm('Move 1 account').click();
    await expect(hierarchy.preview).toBeHidden();
    await page.goto(`/accounts/${own.group}/billing`);
    await hydrated(page);
    await expect(page.getByRole('table', { name: 'Bill units' }).getByRole('link', { name: `${own.name} north` })).toBeVisible();
  });

  test('removing a payer warns by name and hands over in the same step', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    await hierarchy.open(own.site);
    await hierarchy.act(own.site, 'Remove From Hierarchy');
    await hierarchy.removal.getByText('Show 1 bill unit').click();
    await expect(hierarchy.removal.getByText(`${own.name} north (${own.north}), Main stays`, { exact: false })).toBeVisible();
    const box = hierarchy.removal.getByRole('combobox', { name: 'Hand over to another paying account' });
    await box.fill(own.group);
    await hierarchy.removal.getByRole('option').filter({ hasText: own.group }).click();
    await hierarchy.removal.getByRole('button', { name: 'Remove from hierarchy' }).click();
    await expect(hierarchy.removal).toBeHidden();
    await page.goto(`/accounts/${own.north}/billing`);
    await hydrated(page);
    await expect(page.getByRole('table', { name: 'Bill units' }).getByRole('link', { name: `${own.name} group` })).toBeVisible();
  });
});
