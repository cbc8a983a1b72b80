// What was typed and not saved is kept in the browser's tab.
import type { Page } from '@playwright/test';

import { CreatePage, ProfilePage } from './pages/account-form';
import { SignInPage } from './pages/sign-in';
import { accountNew, colleagueSaves, ownWord } from './support/accounts';
import { expect, hydrated, signInOf, test, type StorageState } from './support/test';

test.use({ role: 'csr' });

const back = 'What you changed here before and did not save is back.';

/** The profile of a new account. */
async function profileNew(page: Page): Promise<string> {
  const number = await accountNew(page, { 'First name': 'Ana', 'Last name': 'Fox', Company: ownWord('Kept ') });
  await page.goto(`/accounts/${number}/profile`);
  await hydrated(page);
  return number;
}

/** Loads the page again, whatever the browser asks about leaving. */
async function reload(page: Page): Promise<void> {
  page.once('dialog', (dialog) => dialog.accept());
  await page.reload();
  await hydrated(page);
}

test('what was typed is back after a reload, and gone when it is given up', async ({ page }) => {
  await profileNew(page);
  const profile = new ProfilePage(page);
  await profile.contacts.fill(1, { City: 'Bergen' });
  await reload(page);
  await expect(page.getByText(back)).toBeVisible();
  await expect(profile.contacts.field(1, 'City')).toHaveValue('Bergen');
  await page.getByRole('button', { name: 'Discard changes' }).first().click();
  await expect(page.getByText(back)).toHaveCount(0);
  await reload(page);
  await expect(profile.contacts.field(1, 'Last name')).toHaveValue('Fox');
  await expect(profile.contacts.field(1, 'City')).toHaveValue('');
});

test('a draft that a colleague overtook says so after a reload and loses nothing on either side', async ({ page, browser, baseURL, sessionOf }) => {
  const number = await profileNew(page);
  const profile = new ProfilePage(page);
  await profile.contacts.fill(1, { 'Last name': 'Mine', City: 'Bergen' });
  await colleagueSaves({ browser, baseURL, sessionOf }, number, (theirs) => theirs.contacts.fill(1, { 'Last name': 'Theirs' }));
  await reload(page);
  const row = profile.conflict.getByRole('row', { name: /Last name/ });
  await expect(row).toContainText('Fox');
  await expect(row).toContainText('Theirs');
  await expect(row).toContainText('Mine');
  await row.getByRole('radio', { name: /take theirs/ }).check();
  await profile.conflict.getByRole('button', { name: 'Use these values' }).click();
  await expect(profile.contacts.field(1, 'Last name')).toHaveValue('Theirs');
  await expect(profile.contacts.field(1, 'City')).toHaveValue('Bergen');
  await profile.save.click();
  await expect(page.getByRole('status').filter({ hasText: /saved/i })).toBeVisible();
  await reload(page);
  await expect(page.getByText(back)).toHaveCount(0);
  await expect(profile.contacts.field(1, 'Last name')).toHaveValue('Theirs');
  await expect(profile.contacts.field(1, 'City')).toHaveValue('Bergen');
});

test('a draft that a colleague overtook is given up for what the colleague saved', async ({ page, browser, baseURL, sessionOf }) => {
  const number = await profileNew(page);
  const profile = new ProfilePage(page);
  await profile.contacts.fill(1, { 'Last name': 'Mine' });
  await colleagueSaves({ browser, baseURL, sessionOf }, number, (theirs) => theirs.contacts.fill(1, { 'Last name': 'Theirs' }));
  await reload(page);
  await expect(profile.conflict).toBeVisible();
  await page.getByRole('button', { name: 'Discard changes' }).first().click();
  await expect(profile.conflict).toHaveCount(0);
  await expect(profile.contacts.field(1, 'Last name')).toHaveValue('Theirs');
});

test('nobody who signs in later at the same tab finds what somebody else typed or has open', async ({ page, sessionOf }) => {
  await profileNew(page);
  const number = await profileNew(page);
  const profile = new ProfilePage(page);
  const tabs = page.getByRole('navigation', { name: 'Open accounts' }).getByRole('link');
  await profile.contacts.fill(1, { City: 'Bergen' });
  await expect(tabs).toHaveCount(2);
  await signedInAs(page, await sessionOf('manager'));
  await reload(page);
  await expect(page.getByText(back)).toHaveCount(0);
  await expect(profile.contacts.field(1, 'City')).toHaveValue('');
  // Only what this person has opened, which is this page.
  await expect(tabs).toHaveCount(1);
  // Nor is it kept for whoever typed it: that somebody else signed in ended it.
  await signedInAs(page, await sessionOf('csr'));
  await page.goto(`/accounts/${number}/profile`);
  await hydrated(page);
  await expect(page.getByText(back)).toHaveCount(0);
  await expect(profile.contacts.field(1, 'City')).toHaveValue('');
});

test('who was signed out by time finds what was typed after signing in again', async ({ page }) => {
  const number = await profileNew(page);
  const profile = new ProfilePage(page);
  await profile.contacts.fill(1, { City: 'Bergen' });
  await page.context().clearCookies();
  page.once('dialog', (dialog) => dialog.accept());
  await page.goto(`/accounts/${number}/profile`);
  await new SignInPage(page).enter(signInOf('csr'));
  await hydrated(page);
  await expect(page.getByText(back)).toBeVisible();
  await expect(profile.contacts.field(1, 'City')).toHaveValue('Bergen');
});

test('who is signed out while typing signs in from there and goes on, without a question', async ({ page }) => {
  const number = await profileNew(page);
  const profile = new ProfilePage(page);
  await profile.contacts.fill(1, { City: 'Bergen' });
  await page.context().clearCookies();
  await profile.save.click();
  const asked: string[] = [];
  page.on('dialog', (dialog) => {
    asked.push(dialog.type());
    return dialog.accept();
  });
  await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click();
  await new SignInPage(page).enter(signInOf('csr'));
  await expect(page).toHaveURL(new RegExp(`${number}/profile$`));
  await hydrated(page);
  await expect(page.getByText(back)).toBeVisible();
  await expect(profile.contacts.field(1, 'City')).toHaveValue('Bergen');
  expect(asked).toEqual([]);
});

test.describe('who signs out takes what was typed along', () => {
  // A session of its own: it is ended.
  test.use({ role: undefined });

  for (const button of ['Sign out', 'Sign out everywhere']) {
    test(`by ${button}, out of every tab`, async ({ page }) => {
      await signIn(page);
      const numbers = [await profileNew(page), await profileNew(page)];
      const other = await page.context().newPage();
      for (const [at, tab] of [page, other].entries()) {
        await tab.goto(`/accounts/${numbers[at]}/profile`);
        await hydrated(tab);
        await new ProfilePage(tab).contacts.fill(1, { City: 'Bergen' });
        await expect.poll(() => draftsIn(tab)).toBeGreaterThan(0);
      }
      // Everywhere is everywhere: the sessions of other tests are left alone.
      await page.route('**/sign-out-everywhere', (route) => route.fulfill({ body: 'Signed out.' }));
      page.once('dialog', (dialog) => dialog.accept());
      await page.getByRole('button', { name: /, your settings$/ }).click();
      await page.getByRole('button', { name: button, exact: true }).click();
      await page.waitForURL(/sign-/);
      await expect.poll(() => draftsIn(other)).toBe(0);

      await page.context().clearCookies();
      await signIn(page);
      for (const [at, tab] of [page, other].entries()) {
        tab.once('dialog', (dialog) => dialog.accept());
        await tab.goto(`/accounts/${numbers[at]}/profile`);
        await hydrated(tab);
        await expect(new ProfilePage(tab).contacts.field(1, 'City')).toHaveValue('');
      }
    });
  }
});

/** Signs in as a person does. */
async function signIn(page: Page): Promise<void> {
  const form = new SignInPage(page);
  await form.open();
  await form.enter(signInOf('csr'));
  await expect(page).not.toHaveURL(/sign-in/);
}

/** How many drafts the tab keeps. */
async function draftsIn(tab: Page): Promise<number> {
  return tab.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith('canopy:draft:')).length);
}

/** Lets somebody else go on in this tab, as after signing out and in again. */
async function signedInAs(page: Page, session: StorageState): Promise<void> {
  await page.context().clearCookies();
  await page.context().addCookies(session.cookies);
}

test('what was typed into a new account is back after a reload, without its secrets', async ({ page }) => {
  const create = new CreatePage(page);
  await page.goto('/accounts/new');
  await hydrated(page);
  await create.contacts.fill(1, { 'Last name': 'Fox' });
  await create.contacts.add();
  await create.contacts.fill(2, { 'Last name': 'Reed' });
  await page.getByLabel('Security hint').fill('First pet');
  await page.getByLabel('Security answer').fill('Rex the second');
  await reload(page);
  await expect(page.getByText('What you typed here before is back.', { exact: false })).toBeVisible();
  await expect(create.contacts.field(1, 'Last name')).toHaveValue('Fox');
  await expect(create.contacts.field(2, 'Last name')).toHaveValue('Reed');
  await expect(page.getByLabel('Security hint')).toHaveValue('First pet');
  await expect(page.getByLabel('Security answer')).toHaveValue('');
  await page.getByRole('button', { name: 'Start over' }).click();
  await expect(create.contacts.field(1, 'Last name')).toHaveValue('');
  await reload(page);
  await expect(create.contacts.field(1, 'Last name')).toHaveValue('');
});
