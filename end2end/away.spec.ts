// Where the server cannot be reached, that is told once, where the person looks.
import type { Locator, Page } from '@playwright/test';

import { billUnit } from './pages/bill-unit';
import { accountNew, ownWord } from './support/accounts';
import { expect, hydrated, test } from './support/test';

test.use({ role: 'csr' });

/** Where the sentence is seen in a part of the page; a list reads out what it shows in an element of its own. */
function said(part: Page | Locator): Locator {
  return part.locator('p, .note-words').filter({ hasText: 'The server could not be reached.', visible: true });
}

test('an account that is opened without the server says so once', async ({ page, context, complaints }) => {
  const company = ownWord('Away ');
  const number = await accountNew(page, { 'First name': 'Ana', 'Last name': 'Fox', Company: company });
  await page.goto(`/search?q=${encodeURIComponent(company)}`);
  await hydrated(page);
  await context.setOffline(true);
  await page.getByRole('main').locator(`a[href="/accounts/${number}"]`).first().click();
  await expect(page).toHaveURL(new RegExp(`/accounts/${number}$`));
  await expect(said(page)).toHaveCount(1);
  await expect(page.getByRole('link', { name: 'Try again' })).toHaveCount(1);
  await context.setOffline(false);
  // The browser complains about each request.
  complaints.length = 0;
});

test('a page whose program is to be fetched stays where it is and opens when the server is back', async ({ page, context, complaints }) => {
  await page.goto('/search?q=nordlicht');
  await hydrated(page);
  await page.evaluate(() => document.documentElement.setAttribute('data-same', ''));
  await context.setOffline(true);
  await page.getByRole('link', { name: 'What-if boards', exact: true }).click();
  await expect(said(page)).toHaveCount(1);
  await expect(page.getByRole('main').locator('tbody a').first()).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByRole('heading', { level: 1, name: 'What-if boards' })).toBeVisible();
  await expect(page.locator('html[data-same]')).toBeAttached();
  complaints.length = 0;
});

test('a bill unit that is saved without the server says so once, and keeps what is typed', async ({ page, context, complaints }) => {
  const number = await accountNew(page, { 'First name': 'Ana', 'Last name': 'Fox', Company: ownWord('Away ') });
  await billUnit(page, number);
  const panel = page.getByRole('dialog', { name: 'Change bill unit' });
  await context.setOffline(true);
  const box = panel.getByRole('combobox', { name: 'Paying account' });
  await box.fill('A-00000001');
  await expect(said(panel)).toHaveCount(1);
  await panel.getByLabel('Billing day of month').fill('17');
  await expect(said(panel)).toHaveCount(1);
  await panel.getByRole('button', { name: 'Save bill unit' }).click();
  await expect(said(panel)).toHaveText(/What you typed is still here\. Should it have been saved all the same, saving again/);
  await expect(said(panel)).toHaveCount(1);
  await expect(box).toHaveValue('A-00000001');
  await context.setOffline(false);
  await box.fill('');
  await panel.getByLabel('Billing day of month').fill('1');
  complaints.length = 0;
});
