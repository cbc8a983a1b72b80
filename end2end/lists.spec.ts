// The configurable list of customer types, as an administrator keeps it.
import type { Locator, Page } from '@playwright/test';

import { ownWord } from './support/accounts';
import { expect, hydrated, test } from './support/test';

test.use({ role: 'administrator' });

const address = '/lists/customer-types';

/** Adds a customer type that no other test has and gives its name. */
async function typeNew(page: Page): Promise<string> {
  const name = ownWord('Type ');
  await page.goto(address);
  await hydrated(page);
  await page.getByRole('main').getByRole('textbox', { name: 'Name' }).fill(name);
  await page.getByRole('button', { name: 'Add customer type' }).click();
  await expect(line(page, name)).toContainText('Not used yet');
  return name;
}

function line(page: Page, name: string): Locator {
  return page.getByRole('table', { name: 'Customer types' }).getByRole('row', { name });
}

/** Opens the dialog that renames a type. */
async function renameOpen(page: Page, name: string): Promise<Locator> {
  await line(page, name).getByRole('button', { name: 'Rename' }).click();
  const dialog = page.getByRole('dialog', { name: 'Rename the customer type' });
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toHaveValue(name);
  return dialog;
}

async function rename(dialog: Locator, name: string): Promise<void> {
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
  await dialog.getByRole('button', { name: 'Rename' }).click();
}

test('a customer type is added, renamed, retired and put back', async ({ page }) => {
  const name = await typeNew(page);
  const renamed = ownWord('Renamed ');
  const dialog = await renameOpen(page, name);
  await rename(dialog, renamed);
  await expect(dialog).toBeHidden();
  await expect(line(page, renamed)).toBeVisible();
  await expect(line(page, name)).toHaveCount(0);
  await line(page, renamed).getByRole('button', { name: 'Retire' }).click();
  await expect(line(page, renamed)).toContainText('Retired');
  await line(page, renamed).getByRole('button', { name: 'Put back' }).click();
  await expect(line(page, renamed)).toContainText('Not used yet');
});

test('retiring a customer type is said by its name and can be undone, and done again', async ({ page }) => {
  const name = await typeNew(page);
  const notice = (words: string) => page.getByRole('region', { name: 'Notices' }).getByText(`${name} ${words}`);
  await line(page, name).getByRole('button', { name: 'Retire' }).click();
  await expect(notice('is retired.')).toBeVisible();
  await expect(line(page, name)).toContainText('Retired');
  await page.getByRole('region', { name: 'Notices' }).getByRole('button', { name: 'Undo' }).last().click();
  await expect(notice('can be chosen again.')).toBeVisible();
  await expect(line(page, name)).toContainText('Not used yet');
  await page.getByRole('region', { name: 'Notices' }).getByRole('button', { name: 'Undo' }).last().click();
  await expect(line(page, name)).toContainText('Retired');
});

test('a customer type that is being typed stays when the list is read again', async ({ page }) => {
  const name = await typeNew(page);
  const next = ownWord('Next ');
  const box = page.getByRole('main').getByRole('textbox', { name: 'Name' });
  await box.fill(next);
  await line(page, name).getByRole('button', { name: 'Retire' }).click();
  await expect(line(page, name)).toContainText('Retired');
  await expect(box).toHaveValue(next);
  await page.getByRole('button', { name: 'Add customer type' }).click();
  await expect(line(page, next)).toContainText('Not used yet');
});

test('a customer type whose answer was lost is added once', async ({ page, complaints }) => {
  await page.goto(address);
  await hydrated(page);
  const name = ownWord('Type ');
  // The server does it, the answer does not arrive.
  await page.route('**/api/lists/customer-types/add', async (route) => {
    await route.fetch();
    await route.abort();
  });
  await page.getByRole('main').getByRole('textbox', { name: 'Name' }).fill(name);
  const add = page.getByRole('button', { name: 'Add customer type' });
  await add.click();
  await expect(page.getByText('saving again does not save it twice')).toBeVisible();
  await page.unroute('**/api/lists/customer-types/add');
  await add.click();
  await expect(line(page, name)).toHaveCount(1);
  await expect(page.getByRole('main').getByRole('textbox', { name: 'Name' })).toHaveValue('');
  // The answer that was cut off is what this is about.
  complaints.length = 0;
});

test('the focus stays where the work goes on', async ({ page }) => {
  const name = await typeNew(page);
  await expect(page.getByRole('main').getByRole('textbox', { name: 'Name' })).toBeFocused();
  await line(page, name).getByRole('button', { name: 'Retire' }).click();
  await expect(line(page, name).getByRole('button', { name: 'Put back' })).toBeFocused();
  await line(page, name).getByRole('button', { name: 'Put back' }).click();
  await expect(line(page, name).getByRole('button', { name: 'Retire' })).toBeFocused();
  const renamed = ownWord('Renamed ');
  const dialog = await renameOpen(page, name);
  await rename(dialog, renamed);
  await expect(line(page, renamed).getByRole('button', { name: 'Rename' })).toBeFocused();
});

test('a name that is taken is said beside its field and stays there', async ({ page }) => {
  const name = await typeNew(page);
  const box = page.getByRole('main').getByRole('textbox', { name: 'Name' });
  await box.fill(name);
  await page.getByRole('button', { name: 'Add customer type' }).click();
  await expect(box).toHaveAttribute('aria-invalid', 'true');
  await expect(box).toHaveValue(name);
});

test('the second of two who rename a customer type is told the other name and goes on', async ({ page, browser, baseURL, sessionOf }) => {
  const name = await typeNew(page);
  const theirs = ownWord('Theirs ');
  const mine = ownWord('Mine ');
  const dialog = await renameOpen(page, name);

  const context = await browser.newContext({ baseURL, storageState: await sessionOf('administrator') });
  const other = await context.newPage();
  await other.goto(address);
  await hydrated(other);
  const otherDialog = await renameOpen(other, name);
  await rename(otherDialog, theirs);
  await expect(otherDialog).toBeHidden();
  await context.close();

  await rename(dialog, mine);
  await expect(dialog).toContainText(`Somebody else renamed it from ${name} to ${theirs} meanwhile.`);
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toHaveValue(mine);
  await dialog.getByRole('button', { name: 'Rename' }).click();
  await expect(dialog).toBeHidden();
  await expect(line(page, mine)).toBeVisible();
  await expect(line(page, theirs)).toHaveCount(0);
});

test('a customer type that was renamed meanwhile is not retired by its old name', async ({ page, browser, baseURL, sessionOf }) => {
  const name = await typeNew(page);
  const theirs = ownWord('Theirs ');
  const context = await browser.newContext({ baseURL, storageState: await sessionOf('administrator') });
  const other = await context.newPage();
  await other.goto(address);
  await hydrated(other);
  await rename(await renameOpen(other, name), theirs);
  await expect(line(other, theirs)).toBeVisible();
  await context.close();

  await line(page, name).getByRole('button', { name: 'Retire' }).click();
  await expect(page.getByRole('region', { name: 'Notices' })).toContainText(`renamed ${name} to ${theirs} meanwhile`);
  await expect(line(page, theirs)).toContainText('Not used yet');
});
