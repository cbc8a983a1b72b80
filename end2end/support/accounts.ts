// Accounts for the tests, made as a person makes them, each with words of its own so that tests do
// not meet each other's.
import { randomBytes } from 'node:crypto';
import type { Browser, Page } from '@playwright/test';
import { CreatePage, ProfilePage, type ContactValues } from '../pages/account-form';
import { expect, hydrated, type Role, type StorageState } from './test';

/** A word that no other account of this run has. */
export function ownWord(beginning: string): string {
  const letters = [...randomBytes(8)].map((byte) => 'abcdefghijklmnopqrstuvwxyz'[byte % 26]);
  return beginning + letters.join('');
}

/** A day from today on, as addresses and forms take it. */
export function dayIn(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

/** Creates an account with one contact and gives its number. */
export async function accountNew(page: Page, contact: ContactValues): Promise<string> {
  const create = new CreatePage(page);
  await page.goto('/accounts/new');
  await hydrated(page);
  await create.contacts.fill(1, contact);
  await create.submit.click();
  return create.created();
}

export type World = { browser: Browser; baseURL: string | undefined; sessionOf: (role: Role) => Promise<StorageState> };

/** A colleague changes the profile of an account in a browser of their own, and saves it. */
export async function colleagueSaves(
  { browser, baseURL, sessionOf }: World,
  number: string,
  change: (theirs: ProfilePage) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({ baseURL, storageState: await sessionOf('manager') });
  const page = await context.newPage();
  const theirs = new ProfilePage(page);
  await page.goto(`/accounts/${number}/profile`);
  await hydrated(page);
  await change(theirs);
  await theirs.save.click();
  await expect(page.getByRole('status').filter({ hasText: /saved/i })).toBeVisible();
  await context.close();
}
