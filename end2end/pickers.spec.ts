// Choosing one of very many by typing: what counts is what stands in the box.
import type { Locator, Page } from '@playwright/test';
import { billUnit } from './pages/bill-unit';
import { accountNew, ownWord } from './support/accounts';
import { expect, test } from './support/test';

test.use({ role: 'manager' });

/** The box for the paying account of a new account's bill unit. */
async function payerBox(page: Page, name: string): Promise<Locator> {
  await billUnit(page, await accountNew(page, { 'First name': 'Ana', 'Last name': 'Fox', Company: name }));
  return page.getByRole('dialog', { name: 'Change bill unit' }).getByRole('combobox', { name: 'Paying account' });
}

test('a key chooses nothing that was found for less than what is typed', async ({ page }) => {
  const payer = ownWord('Payer ');
  await accountNew(page, { 'First name': 'Ana', 'Last name': 'Fox', Company: payer });
  const box = await payerBox(page, ownWord('Child '));
  await box.fill(payer);
  await expect(page.getByRole('option', { name: new RegExp(payer) })).toBeVisible();
  // The answer to what is typed next never comes.
  await page.route('**/api/accounts/payers**', () => {});
  await box.pressSequentially('z');
  await box.press('Enter');
  await expect(box).toHaveValue(`${payer}z`);
  await box.press('Tab');
  await expect(box).toHaveValue(`${payer}z`);
});
