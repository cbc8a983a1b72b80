// What is entered in a dialog is not dropped by a press beside it.
import type { Locator, Page } from '@playwright/test';

import { accountNew, ownWord } from './support/accounts';
import { expect, hydrated, test } from './support/test';

const question = 'Close this? What you entered here is not kept.';

/** Answers the questions of a page with what `says` holds then, and keeps them. */
function asked(page: Page): { questions: string[]; yes: boolean } {
  const says = { questions: [] as string[], yes: false };
  page.on('dialog', (dialog) => {
    says.questions.push(dialog.message());
    return says.yes ? dialog.accept() : dialog.dismiss();
  });
  return says;
}

/** A press beside the dialog, at the left edge of the page. */
async function pressBeside(page: Page): Promise<void> {
  await page.mouse.click(4, 300);
}

test.describe('a panel with a form', () => {
  test.use({ role: 'administrator' });

  async function addOpen(page: Page): Promise<Locator> {
    await page.goto('/staff');
    await hydrated(page);
    await page.getByRole('button', { name: 'Add staff user' }).first().click();
    const panel = page.getByRole('dialog', { name: 'Add a staff user' });
    await expect(panel.getByRole('textbox', { name: 'Name', exact: true })).toBeFocused();
    return panel;
  }

  test('asks before what is typed in it is dropped, beside it, by Escape and by its cross', async ({ page }) => {
    const says = asked(page);
    const panel = await addOpen(page);
    const name = panel.getByRole('textbox', { name: 'Name', exact: true });
    await name.fill('Kim Rivera');
    await pressBeside(page);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await panel.getByRole('button', { name: 'Close' }).click();
    expect(says.questions).toEqual([question, question, question, question]);
    await expect(name).toHaveValue('Kim Rivera');
    says.yes = true;
    await pressBeside(page);
    await expect(panel).toBeHidden();
    expect(says.questions).toHaveLength(5);
  });

  test('asks before Back drops what is typed in it', async ({ page }) => {
    const says = asked(page);
    await page.goto('/search');
    await hydrated(page);
    await page.getByRole('link', { name: 'Staff', exact: true }).click();
    await page.getByRole('button', { name: 'Add staff user' }).first().click();
    const panel = page.getByRole('dialog', { name: 'Add a staff user' });
    const name = panel.getByRole('textbox', { name: 'Name', exact: true });
    await name.fill('Kim Rivera');
    await page.evaluate(() => history.back());
    await expect.poll(() => says.questions).toEqual(['Leave without saving? What you changed here is not saved yet.']);
    await expect(name).toHaveValue('Kim Rivera');
    await expect(page).toHaveURL(/\/staff$/);
  });

  test('closes without a question where nothing is typed, or all of it was taken back', async ({ page }) => {
    const says = asked(page);
    const panel = await addOpen(page);
    await page.keyboard.press('Escape');
    await expect(panel).toBeHidden();
    await page.getByRole('button', { name: 'Add staff user' }).first().click();
    const name = panel.getByRole('textbox', { name: 'Name', exact: true });
    await name.fill('Kim');
    await name.fill('');
    await pressBeside(page);
    await expect(panel).toBeHidden();
    // Cancel says itself what it does.
    await page.goto('/lists/customer-types');
    await hydrated(page);
    await page.getByRole('button', { name: 'Rename' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'Rename the customer type' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Another');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(dialog).toBeHidden();
    expect(says.questions).toEqual([]);
  });

  test('asks before the palette leads away from it', async ({ page }) => {
    const says = asked(page);
    const panel = await addOpen(page);
    const name = panel.getByRole('textbox', { name: 'Name', exact: true });
    await name.fill('Kim Rivera');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Type a command or a name' }).fill('customer types');
    await page.keyboard.press('Enter');
    await expect.poll(() => says.questions.length).toBe(1);
    await expect(page).toHaveURL(/\/staff$/);
    await expect(name).toHaveValue('Kim Rivera');
  });

  test('asks where another role is chosen', async ({ page }) => {
    const says = asked(page);
    const panel = await addOpen(page);
    await panel.getByRole('combobox', { name: 'Role' }).selectOption('Manager');
    await page.keyboard.press('Escape');
    expect(says.questions).toHaveLength(1);
    await expect(panel.getByRole('combobox', { name: 'Role' })).toHaveValue('manager');
  });
});

test.describe('a panel of an account', () => {
  test.use({ role: 'csr' });

  test('stays in the address while it is open, and asks before a new bill unit is dropped', async ({ page }) => {
    const says = asked(page);
    const number = await accountNew(page, { 'First name': 'Ana', 'Last name': 'Fox', Company: ownWord('Panel ') });
    await page.goto(`/accounts/${number}/billing?panel=new-bill-unit`);
    await hydrated(page);
    const panel = page.getByRole('dialog', { name: 'Add bill unit' });
    await panel.getByRole('textbox', { name: 'Name', exact: true }).fill('Second');
    await pressBeside(page);
    expect(says.questions).toEqual([question]);
    await expect(page).toHaveURL(/panel=new-bill-unit/);
    says.yes = true;
    await pressBeside(page);
    await expect(panel).toBeHidden();
    await expect(page).toHaveURL(/\/billing$/);
    expect(says.questions).toHaveLength(2);
  });
});
