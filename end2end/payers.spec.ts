// Who pays for whom: Bill Unit Setup with a paying account (HIER-1).
import type { Page } from '@playwright/test';
import { accountNew, ownWord } from './support/accounts';
import { expect, hydrated, test } from './support/test';

test.use({ role: 'csr' });

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
