import { expect, hydrated, test } from './support/test';

test.use({ role: 'csr' });

test.beforeEach(async ({ page }) => {
  await page.goto('/');
  await hydrated(page);
});

test('Ctrl K finds a command and goes there', async ({ page }) => {
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'All commands' });
  await expect(palette.getByRole('combobox')).toBeFocused();
  await page.keyboard.type('create account');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/accounts\/new$/);
});

test('? shows the keys, Escape closes them', async ({ page }) => {
  await page.keyboard.press('?');
  const help = page.getByRole('dialog').filter({ hasText: 'Ctrl' });
  await expect(help).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(help).toBeHidden();
});

test('/ puts the cursor into the search box', async ({ page }) => {
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox', { name: 'Search accounts' }).first()).toBeFocused();
});

test('the first Tab offers to skip to the content', async ({ page }) => {
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
});

test('the start page @look', async ({ page }) => {
  await expect(page.getByRole('main')).toBeVisible();
});
