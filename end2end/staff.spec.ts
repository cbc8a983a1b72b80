import { setTimeout as after } from 'node:timers/promises';

import type { Locator, Page } from '@playwright/test';

import { SignInPage } from './pages/sign-in';
import { ownWord } from './support/accounts';
import { expect, hydrated, test } from './support/test';

/** Adds Kim Rivera, a CSR, in the panel of the staff page. */
async function staffUserAdd(page: Page, login: string, password: string) {
  await page.getByRole('button', { name: 'Add staff user' }).first().click();
  const panel = page.getByRole('dialog', { name: 'Add a staff user' });
  await panel.getByRole('textbox', { name: 'Name', exact: true }).fill('Kim Rivera');
  await panel.getByRole('textbox', { name: 'Login', exact: true }).fill(login);
  await panel.getByLabel('First password').fill(password);
  await panel.getByRole('button', { name: 'Add staff user' }).click();
  await expect(page.getByRole('cell', { name: login })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Notices' })).toContainText('Kim Rivera may sign in.');
}

/** Opens the panel that changes a staff user. */
async function changeOpen(page: Page, login: string): Promise<Locator> {
  await page.getByRole('row', { name: login }).getByRole('button', { name: 'Change' }).click();
  const panel = page.getByRole('dialog', { name: /^Change / });
  await expect(panel).toBeVisible();
  return panel;
}

test.describe('an administrator', () => {
  test.use({ role: 'administrator' });

  test('adds a staff user, who then signs in and out', async ({ page, browser, baseURL }) => {
    const login = ownWord('csr-');
    const password = 'a few words for the first day';
    await page.goto('/staff');
    await hydrated(page);
    await staffUserAdd(page, login, password);

    const context = await browser.newContext({ baseURL, storageState: undefined });
    const other = await context.newPage();
    await other.context().clearCookies();
    const signIn = new SignInPage(other);
    await signIn.open();
    await signIn.enter({ login, password });
    await expect(other).not.toHaveURL(/sign-in/);
    await other.getByRole('button', { name: /Kim Rivera/ }).click();
    await other.getByRole('button', { name: 'Sign out', exact: true }).click();
    await expect(other).toHaveURL(/sign-in/);
    await other.goto('/staff');
    await expect(other).toHaveURL(/sign-in/);
    await context.close();
  });

  test('is told beside the field that a password is too short', async ({ page }) => {
    await page.goto('/staff');
    await hydrated(page);
    await page.getByRole('button', { name: 'Add staff user' }).first().click();
    const panel = page.getByRole('dialog', { name: 'Add a staff user' });
    await panel.getByRole('textbox', { name: 'Name', exact: true }).fill('Kim Rivera');
    await panel.getByRole('textbox', { name: 'Login', exact: true }).fill(ownWord('short-'));
    await panel.getByLabel('First password').fill('short');
    await panel.getByRole('button', { name: 'Add staff user' }).click();
    await expect(panel.getByLabel('First password')).toHaveAttribute('aria-invalid', 'true');
    await expect(panel.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('Kim Rivera');
    // Until something else stands there.
    await panel.getByLabel('First password').fill('shorter than it has to be');
    await expect(panel.getByLabel('First password')).not.toHaveAttribute('aria-invalid', 'true');
    await panel.getByLabel('First password').fill('');
  });

  test('is led to the first field that was refused', async ({ page }) => {
    await page.goto('/staff');
    await hydrated(page);
    await page.getByRole('button', { name: 'Add staff user' }).first().click();
    const panel = page.getByRole('dialog', { name: 'Add a staff user' });
    await panel.getByRole('textbox', { name: 'Name', exact: true }).fill('Kim Rivera');
    await panel.getByRole('textbox', { name: 'Login', exact: true }).fill('kim rivera');
    await panel.getByLabel('First password').fill('short');
    await panel.getByLabel('First password').press('Enter');
    await expect(panel.getByRole('textbox', { name: 'Login', exact: true })).toBeFocused();
    await expect(panel.getByLabel('First password')).toHaveAttribute('aria-invalid', 'true');
  });

  test('finds the fields of a new staff user close together, and goes back by Cancel', async ({ page }) => {
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto('/staff');
    await hydrated(page);
    await page.getByRole('button', { name: 'Add staff user' }).first().click();
    const panel = page.getByRole('dialog', { name: 'Add a staff user' });
    const top = async (name: string) => (await panel.getByRole('textbox', { name, exact: true }).boundingBox())?.y ?? 0;
    expect((await top('Login')) - (await top('Name'))).toBeLessThan(100);
    await panel.getByRole('button', { name: 'Cancel' }).click();
    await expect(panel).toBeHidden();
  });

  test('disables a staff user and takes it back', async ({ page }) => {
    const login = ownWord('leaving-');
    await page.goto('/staff');
    await hydrated(page);
    await staffUserAdd(page, login, 'a few words for the first day');
    const line = page.getByRole('row', { name: login });
    await line.getByRole('button', { name: 'Disable' }).click();
    await expect(line).toContainText('Disabled');
    const notice = page.getByRole('region', { name: 'Notices' });
    await expect(notice).toContainText('Kim Rivera can no longer sign in.');
    await notice.getByRole('button', { name: 'Undo' }).click();
    await expect(line).toContainText('Allowed');
    await expect(notice).toContainText('Kim Rivera may sign in again.');
  });

  test('goes on in the list while it is read again', async ({ page }) => {
    const login = ownWord('patient-');
    await page.goto('/staff');
    await hydrated(page);
    await staffUserAdd(page, login, 'a few words for the first day');
    const line = page.getByRole('row', { name: login });
    // A slow network: the list that a change asks for comes when the next button was pressed long ago.
    await page.route('**/api/staff/list', async (route) => {
      await after(1_000);
      await route.continue();
    });
    await line.getByRole('button', { name: 'Disable' }).click();
    await expect(page.getByRole('region', { name: 'Notices' })).toContainText('can no longer sign in');
    await line.getByRole('button', { name: 'Change' }).click();
    await expect(page.getByRole('dialog', { name: 'Change Kim Rivera' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(line).toContainText('Disabled');
  });

  test('is told what somebody else changed of a staff user meanwhile, and goes on', async ({ page, browser, baseURL, sessionOf }) => {
    const login = ownWord('shared-');
    await page.goto('/staff');
    await hydrated(page);
    await staffUserAdd(page, login, 'a few words for the first day');
    const mine = await changeOpen(page, login);
    await mine.getByRole('textbox', { name: 'Name', exact: true }).fill('Kim Mine');

    const context = await browser.newContext({ baseURL, storageState: await sessionOf('administrator') });
    const other = await context.newPage();
    await other.goto('/staff');
    await hydrated(other);
    const theirs = await changeOpen(other, login);
    await theirs.getByRole('textbox', { name: 'Name', exact: true }).fill('Kim Theirs');
    await theirs.getByRole('combobox', { name: 'Role' }).selectOption('Manager');
    await theirs.getByRole('button', { name: 'Save' }).click();
    await expect(theirs).toBeHidden();
    await context.close();

    await mine.getByRole('button', { name: 'Save' }).click();
    const row = mine.getByRole('row', { name: /^Name/ });
    await expect(row).toContainText('Kim Rivera');
    await expect(row).toContainText('Kim Theirs');
    await expect(row).toContainText('Kim Mine');
    await mine.getByRole('button', { name: 'Use these values' }).click();
    await expect(mine.getByRole('combobox', { name: 'Role' })).toHaveValue('manager');
    await mine.getByRole('button', { name: 'Save' }).click();
    await expect(mine).toBeHidden();
    const line = page.getByRole('row', { name: login });
    await expect(line).toContainText('Kim Mine');
    await expect(line).toContainText('Manager');
  });

  test('adds a staff user while nobody can be found by what was typed', async ({ page }) => {
    await page.goto('/staff');
    await hydrated(page);
    const find = page.getByRole('textbox', { name: 'Name or login' });
    await find.fill('x'.repeat(1_000));
    await page.getByRole('button', { name: 'Find' }).click();
    await expect(find).toHaveAttribute('aria-invalid', 'true');
    await page.getByRole('button', { name: 'Add staff user' }).first().click();
    const panel = page.getByRole('dialog', { name: 'Add a staff user' });
    await panel.getByRole('textbox', { name: 'Name', exact: true }).fill('Kim Rivera');
    await panel.getByRole('textbox', { name: 'Login', exact: true }).fill(ownWord('unsought-'));
    await panel.getByLabel('First password').fill('a few words for the first day');
    await panel.getByRole('button', { name: 'Add staff user' }).click();
    await expect(page.getByRole('region', { name: 'Notices' })).toContainText('Kim Rivera may sign in.');
    // The next one needs a list that can be read.
    await page.getByRole('button', { name: 'Add staff user' }).first().click();
    await expect(page.getByRole('region', { name: 'Notices' })).toContainText('Nobody can be added until the staff users are read.');
    await expect(panel).toBeHidden();
  });

  test('finds a staff user by a part of the name or login', async ({ page }) => {
    const login = ownWord('sought-');
    await page.goto('/staff');
    await hydrated(page);
    await staffUserAdd(page, login, 'a few words for the first day');
    await page.getByRole('textbox', { name: 'Name or login' }).fill(login.slice(2, -1));
    await page.getByRole('button', { name: 'Find' }).click();
    await expect(page).toHaveURL(/\?find=[^&]+$/);
    await expect(page.getByRole('table', { name: 'Staff users' }).locator('tbody tr')).toHaveCount(1);
    await expect(page.getByRole('cell', { name: login })).toBeVisible();
    await page.getByRole('textbox', { name: 'Name or login' }).fill('nobody at all');
    await page.getByRole('button', { name: 'Find' }).click();
    await expect(page.getByText('No staff user found')).toBeVisible();
  });

  test('reads in the audit log what was changed in no account, by kind and person', async ({ page }) => {
    const login = ownWord('logged-');
    await page.goto('/staff');
    await hydrated(page);
    await staffUserAdd(page, login, 'a few words for the first day');
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Audit log' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Audit log' })).toBeVisible();
    const entry = page.getByRole('article').filter({ hasText: login });
    await expect(entry).toContainText('Staff user changed');
    await expect(entry).toContainText('Demo Administrator');
    await page.getByRole('combobox', { name: 'Kind' }).selectOption({ label: 'List changed' });
    await page.getByRole('button', { name: 'Filter' }).click();
    await expect(page).toHaveURL(/kind=list_changed/);
    await expect(entry).toHaveCount(0);
  });

  test('the staff page @look', async ({ page }) => {
    await page.goto('/staff');
    await hydrated(page);
    await expect(page.getByRole('table', { name: 'Staff users' })).toBeVisible();
  });

  test('times of day name the time zone by which they are told', async ({ page }) => {
    await page.goto('/me');
    await hydrated(page);
    const since = page.getByRole('table', { name: 'Your sessions' }).locator('time').first();
    await expect(since).toHaveText(/^\d{1,2} [A-Z][a-z]{2} \d{4}, \d{2}:\d{2}$/);
    await expect(since).toHaveAttribute('title', /UTC/);
  });

  test('the page of the own sign-in @look', async ({ page }) => {
    await page.goto('/me');
    await hydrated(page);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  });
});

test.describe('a CSR', () => {
  test.use({ role: 'csr' });

  test('sees no staff users', async ({ page }) => {
    await page.goto('/staff');
    await hydrated(page);
    await expect(page.getByRole('table', { name: 'Staff users' })).toHaveCount(0);
    await expect(page.getByRole('main')).toContainText(/may not|not allowed|cannot/i);
  });

  test('reads no audit log', async ({ page }) => {
    await page.goto('/audit-log');
    await hydrated(page);
    await expect(page.getByRole('main')).toContainText('may not read the audit log');
    await expect(page.getByRole('article')).toHaveCount(0);
  });
});
