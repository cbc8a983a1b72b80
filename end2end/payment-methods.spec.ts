// The payment methods of an account: stored by a token, chosen to pay, changed, retired (ACC-2).
import type { Locator, Page } from '@playwright/test';

import { billUnit, payerSet } from './pages/bill-unit';
import { accountNew, ownWord } from './support/accounts';
import { expect, hydrated, test } from './support/test';

test.use({ role: 'csr' });

/** A new account's number, with its billing tab open. */
async function billingNew(page: Page): Promise<string> {
  const number = await accountNew(page, { 'First name': 'Ana', 'Last name': 'Fox', Company: ownWord('Pays ') });
  await billingOpen(page, number);
  return number;
}

async function billingOpen(page: Page, number: string): Promise<void> {
  await page.goto(`/accounts/${number}/billing`);
  await hydrated(page);
}

function line(page: Page, label: string): Locator {
  return page.getByRole('table', { name: 'Payment methods' }).getByRole('row', { name: label });
}

/** Stores the test card of this name, in the panel that the billing tab opens. */
async function cardAdd(page: Page, label: string): Promise<void> {
  await page.getByRole('link', { name: 'Add payment method' }).click();
  const panel = page.getByRole('dialog', { name: 'Add payment method' });
  await expect(panel.getByLabel('Holder')).toHaveValue('Ana Fox');
  await panel.getByRole('combobox', { name: 'Card' }).selectOption({ label });
  await panel.getByRole('button', { name: 'Add payment method' }).click();
  await expect(panel).toBeHidden();
  await expect(line(page, label)).toContainText('Nothing yet');
}

/** Opens the panel of a stored payment method. */
async function methodOpen(page: Page, label: string): Promise<Locator> {
  await line(page, label).getByRole('link').click();
  const panel = page.getByRole('dialog', { name: 'Payment method', exact: true });
  await expect(panel).toContainText(label);
  return panel;
}

/** Chooses what pays the account's bill unit. */
async function paidBy(page: Page, number: string, label: string): Promise<void> {
  await billUnit(page, number);
  const panel = page.getByRole('dialog', { name: 'Change bill unit' });
  await panel.getByRole('combobox', { name: 'Paid by' }).selectOption({ label });
  await panel.getByRole('button', { name: 'Save bill unit' }).click();
  await expect(panel).toBeHidden();
}

test('a card and a direct debit are added, and say what they are without their numbers', async ({ page }) => {
  await billingNew(page);
  await expect(page.getByText('Bills are paid by invoice')).toBeVisible();
  await cardAdd(page, 'Visa ending 4242');
  await page.getByRole('link', { name: 'Add payment method' }).click();
  const panel = page.getByRole('dialog', { name: 'Add payment method' });
  await panel.getByRole('radio', { name: 'Direct debit' }).check();
  await panel.getByLabel('IBAN').fill('DE89 3704 0044 0532 0130 01');
  await panel.getByRole('button', { name: 'Add payment method' }).click();
  await expect(panel.getByLabel('IBAN')).toHaveAttribute('aria-invalid', 'true');
  await panel.getByLabel('IBAN').fill('DE89 3704 0044 0532 0130 00');
  await panel.getByRole('button', { name: 'Add payment method' }).click();
  await expect(panel).toBeHidden();
  await expect(line(page, 'Direct debit ending 3000')).toContainText('Ana Fox');
  await expect(page.getByRole('main')).not.toContainText('0532');
});

test('the card that pays the bill unit is named there and cannot be retired', async ({ page }) => {
  const number = await billingNew(page);
  await cardAdd(page, 'Visa ending 4242');
  await paidBy(page, number, 'Visa ending 4242');
  await expect(page.getByRole('table', { name: 'Bill units' })).toContainText('Visa ending 4242');
  await expect(line(page, 'Visa ending 4242')).toContainText('Main');
  const panel = await methodOpen(page, 'Visa ending 4242');
  await expect(panel.getByRole('button', { name: 'Retire' })).toBeDisabled();
  await expect(panel).toContainText('It can be retired once no bill unit is paid by it.');
});

test('a card pays nothing while another account pays for its bill unit', async ({ page }) => {
  const payer = ownWord('Paying ');
  await accountNew(page, { 'First name': 'Bo', 'Last name': 'Reed', Company: payer });
  const number = await billingNew(page);
  await cardAdd(page, 'Visa ending 4242');
  await paidBy(page, number, 'Visa ending 4242');
  await expect(line(page, 'Visa ending 4242')).toContainText('Main');
  await payerSet(page, number, payer);
  await expect(line(page, 'Visa ending 4242')).toContainText('Nothing now');
  await expect(line(page, 'Visa ending 4242')).not.toContainText('Main');
});

test('the expiry of a card is changed', async ({ page }) => {
  await billingNew(page);
  await cardAdd(page, 'Visa ending 4242');
  const panel = await methodOpen(page, 'Visa ending 4242');
  await panel.getByLabel('Good until').fill('13/2035');
  await panel.getByRole('button', { name: 'Save expiry' }).click();
  await expect(panel.getByLabel('Good until')).toHaveAttribute('aria-invalid', 'true');
  await panel.getByLabel('Good until').fill('03/2035');
  await panel.getByRole('button', { name: 'Save expiry' }).click();
  await expect(panel).toBeHidden();
  await expect(line(page, 'Visa ending 4242')).toContainText('Mar 2035');
});

test('the focus returns to where a panel was opened, or beside it', async ({ page }) => {
  await billingNew(page);
  await cardAdd(page, 'Visa ending 4242');
  const add = page.getByRole('link', { name: 'Add payment method' });
  await expect(add).toBeFocused();
  let panel = await methodOpen(page, 'Visa ending 4242');
  await panel.getByLabel('Good until').fill('03/2035');
  await panel.getByRole('button', { name: 'Save expiry' }).click();
  await expect(line(page, 'Visa ending 4242')).toContainText('Mar 2035');
  await expect(line(page, 'Visa ending 4242').getByRole('link')).toBeFocused();
  panel = await methodOpen(page, 'Visa ending 4242');
  await panel.getByRole('button', { name: 'Retire' }).click();
  await expect(line(page, 'Visa ending 4242')).toContainText('Retired');
  await expect(add).toBeFocused();
});

test('a payment method is retired, taken back by Undo and pays again', async ({ page }) => {
  const number = await billingNew(page);
  await cardAdd(page, 'Visa ending 4242');
  const panel = await methodOpen(page, 'Visa ending 4242');
  await panel.getByRole('button', { name: 'Retire' }).click();
  await expect(panel).toBeHidden();
  await expect(line(page, 'Visa ending 4242')).toContainText('Retired');
  const notices = page.getByRole('region', { name: 'Notices' });
  await expect(notices).toContainText('Visa ending 4242 is retired.');
  await notices.getByRole('button', { name: 'Undo' }).click();
  await expect(notices).toContainText('Visa ending 4242 can pay again.');
  await expect(line(page, 'Visa ending 4242')).toContainText('Nothing yet');
  await paidBy(page, number, 'Visa ending 4242');
  await expect(line(page, 'Visa ending 4242')).toContainText('Main');
  await page.goto(`/accounts/${number}/history`);
  await expect(page.getByRole('main')).toContainText('Visa ending 4242, retired');
});

test('Undo of a retirement also holds after the page was left', async ({ page }) => {
  const number = await billingNew(page);
  await cardAdd(page, 'Visa ending 4242');
  const panel = await methodOpen(page, 'Visa ending 4242');
  await panel.getByRole('button', { name: 'Retire' }).click();
  await expect(panel).toBeHidden();
  await page.getByRole('navigation').getByRole('link', { name: /^Search/ }).first().click();
  await expect(page).toHaveURL(/\/search/);
  const notices = page.getByRole('region', { name: 'Notices' });
  await notices.getByRole('button', { name: 'Undo' }).click();
  await expect(notices).toContainText('Visa ending 4242 can pay again.');
  await billingOpen(page, number);
  await expect(line(page, 'Visa ending 4242')).toContainText('Nothing yet');
});

test('the panel of a new payment method @look', async ({ page }) => {
  await billingNew(page);
  await page.getByRole('link', { name: 'Add payment method' }).click();
  await expect(page.getByRole('dialog', { name: 'Add payment method' }).getByLabel('Holder')).toBeVisible();
});
