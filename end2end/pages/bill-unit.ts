// Bill Unit Setup: the panel of an account's only bill unit, and its paying account.
import { expect, type Page } from '@playwright/test';
import { hydrated } from '../support/test';

/** Opens the panel of the account's only bill unit. */
export async function billUnit(page: Page, number: string): Promise<void> {
  await page.goto(`/accounts/${number}/billing`);
  await hydrated(page);
  await page.getByRole('table', { name: 'Bill units' }).getByRole('row').nth(1).getByRole('link').first().click();
  await expect(page.getByRole('dialog', { name: 'Change bill unit' })).toBeVisible();
}

/** Gives an account another bill unit. */
export async function unitAdd(page: Page, number: string, name: string): Promise<void> {
  await page.goto(`/accounts/${number}/billing`);
  await hydrated(page);
  await page.getByRole('link', { name: 'Add bill unit' }).click();
  const panel = page.getByRole('dialog', { name: 'Add bill unit' });
  await panel.getByRole('textbox', { name: 'Name' }).fill(name);
  await panel.getByRole('button', { name: 'Add bill unit' }).click();
  await expect(panel).toBeHidden();
}

/** Finds the paying account by its name and saves. */
export async function payerChoose(page: Page, name: string): Promise<void> {
  const panel = page.getByRole('dialog', { name: 'Change bill unit' });
  const box = panel.getByRole('combobox', { name: 'Paying account' });
  await box.fill(name);
  await panel.getByRole('option', { name: new RegExp(name) }).click();
  await expect(panel.getByText(new RegExp(`${name} (pays|is itself paid)`))).toBeVisible();
  await panel.getByRole('button', { name: 'Save bill unit' }).click();
}

/** Types the number of the paying account, as whoever knows it does, and leaves the box. */
export async function payerType(page: Page, number: string): Promise<void> {
  const panel = page.getByRole('dialog', { name: 'Change bill unit' });
  await panel.getByRole('combobox', { name: 'Paying account' }).fill(number);
  await panel.getByRole('textbox', { name: 'Name', exact: true }).focus();
}

/** Lets an account be paid by another one, found by its name. */
export async function payerSet(page: Page, number: string, payer: string): Promise<void> {
  await billUnit(page, number);
  await payerChoose(page, payer);
  // Saved: whoever leaves earlier takes the change back.
  await expect(page.getByRole('dialog', { name: 'Change bill unit' })).toBeHidden();
  await paidBy(page, number, payer);
}

/** Sees on the account's billing tab that this one pays, or is paid for. */
export async function paidBy(page: Page, number: string, name: string): Promise<void> {
  await page.goto(`/accounts/${number}/billing`);
  await hydrated(page);
  await expect(page.getByRole('table', { name: 'Bill units' }).getByRole('link', { name })).toBeVisible();
}
