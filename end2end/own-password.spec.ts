// Somebody changes their own password.
import type { Browser, Page } from '@playwright/test';

import { SignInPage } from './pages/sign-in';
import { ownWord } from './support/accounts';
import { expect, hydrated, test } from './support/test';

const first = 'a few words for the first day';
const second = 'nine blue cups on a shelf';

/** A staff user of this test alone, with the first password; answers the login. */
async function staffUserNew(browser: Browser, baseURL: string | undefined, storageState: never): Promise<string> {
  const login = ownWord('own-');
  const context = await browser.newContext({ baseURL, storageState });
  const page = await context.newPage();
  await page.goto('/staff');
  await hydrated(page);
  await page.getByRole('button', { name: 'Add staff user' }).first().click();
  const panel = page.getByRole('dialog', { name: 'Add a staff user' });
  await panel.getByRole('textbox', { name: 'Name', exact: true }).fill('Kim Rivera');
  await panel.getByRole('textbox', { name: 'Login', exact: true }).fill(login);
  await panel.getByLabel('First password').fill(first);
  await panel.getByRole('button', { name: 'Add staff user' }).click();
  await expect(page.getByRole('region', { name: 'Notices' })).toContainText('Kim Rivera may sign in.');
  await context.close();
  return login;
}

async function signIn(page: Page, login: string, password: string): Promise<void> {
  const form = new SignInPage(page);
  await form.open('/me');
  await form.enter({ login, password });
}

test('who changes their own password is told what is wrong, and signed out elsewhere', async ({
  page,
  browser,
  baseURL,
  sessionOf,
}) => {
  const login = await staffUserNew(browser, baseURL, (await sessionOf('administrator')) as never);
  const elsewhere = await browser.newContext({ baseURL });
  const other = await elsewhere.newPage();
  await signIn(other, login, first);
  await expect(other).toHaveURL(/\/me$/);

  await signIn(page, login, first);
  await hydrated(page);
  const current = page.getByLabel('Current password');
  const fresh = page.getByLabel('New password');
  const change = page.getByRole('button', { name: 'Change password' });

  // Nothing typed: our sentence beside the field, and the focus in it.
  await change.click();
  await expect(fresh).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByText('A password has at least 12 characters.')).toBeVisible();
  await expect(fresh).toBeFocused();

  // The wrong one so far.
  await current.fill('not my password at all');
  await fresh.fill(second);
  await change.click();
  await expect(page.getByText('This is not your current password.')).toBeVisible();
  await expect(current).toBeFocused();
  await expect(fresh).toHaveValue(second);

  await current.fill(first);
  await change.click();
  await expect(page.getByRole('region', { name: 'Notices' })).toContainText('Your password was changed.');
  await expect(current).toHaveValue('');
  await expect(fresh).toHaveValue('');

  await other.goto('/me');
  await expect(other).toHaveURL(/sign-in/);
  await elsewhere.close();
});

test('a change of the own password whose answer was lost is repeated as a success', async ({
  page,
  complaints,
  browser,
  baseURL,
  sessionOf,
}) => {
  const login = await staffUserNew(browser, baseURL, (await sessionOf('administrator')) as never);
  await signIn(page, login, first);
  await hydrated(page);
  // The server does it, the answer does not arrive.
  await page.route('**/api/session/password', async (route) => {
    await route.fetch();
    await route.abort();
  });
  await page.getByLabel('Current password').fill(first);
  await page.getByLabel('New password').fill(second);
  const change = page.getByRole('button', { name: 'Change password' });
  await change.click();
  await expect(page.getByText('saving again does not save it twice')).toBeVisible();
  await page.unroute('**/api/session/password');
  await change.click();
  await expect(page.getByRole('region', { name: 'Notices' })).toContainText('Your password was changed.');
  // The answer that was cut off is what this is about.
  complaints.length = 0;
});
