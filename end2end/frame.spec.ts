import type { Locator, Page } from '@playwright/test';
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

test.describe('while what the palette finds is being downloaded', () => {
  /** Opens the palette, of which only the box is there until `arrive` is called. */
  async function paletteOpen(page: Page): Promise<{ box: Locator; arrive: () => void }> {
    let arrive = () => {};
    const arrived = new Promise<void>((resolve) => (arrive = resolve));
    await page.route(/\/pkg\/split_palette_content\..*\.wasm$/, async (route) => {
      await arrived;
      await route.continue();
    });
    await page.reload();
    await hydrated(page);
    await page.keyboard.press('Control+k');
    const box = page.getByRole('dialog', { name: 'All commands' }).locator('input');
    await expect(box).toBeFocused();
    return { box, arrive };
  }

  test('what is typed stands in its box and is looked for', async ({ page }) => {
    const { box, arrive } = await paletteOpen(page);
    await page.keyboard.type('create accx');
    await page.keyboard.press('Backspace');
    await expect(box).toHaveValue('create acc');
    arrive();
    await expect(page.getByRole('option', { name: 'Create account' })).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.type('ount');
    await expect(page.getByRole('combobox', { name: 'Type a command or a name' })).toHaveValue('create account');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/\/accounts\/new$/);
  });

  test('Enter counts that is pressed before what was typed for is there', async ({ page }) => {
    const { box, arrive } = await paletteOpen(page);
    await page.keyboard.type('create account');
    await page.keyboard.press('Enter');
    await expect(box).toBeVisible();
    arrive();
    await expect(page).toHaveURL(/\/accounts\/new$/);
    await expect(box).toBeHidden();
  });

  test('Escape closes it, and what was typed is forgotten', async ({ page }) => {
    const { box, arrive } = await paletteOpen(page);
    await page.keyboard.type('create');
    await page.keyboard.press('Escape');
    await expect(box).toBeHidden();
    await page.keyboard.press('Control+k');
    await expect(box).toBeFocused();
    await expect(box).toHaveValue('');
    arrive();
    await expect(page.getByRole('option', { name: 'Theme: Dark' })).toBeVisible();
  });
});

test('the palette opens empty, whatever was typed in it before', async ({ page }) => {
  const box = page.getByRole('combobox', { name: 'Type a command or a name' });
  await page.keyboard.press('Control+k');
  await page.getByRole('option', { name: 'Theme: Dark' }).waitFor();
  await box.fill('create');
  await page.keyboard.press('Escape');
  await expect(box).toBeHidden();
  await page.keyboard.press('Control+k');
  await expect(box).toBeFocused();
  await expect(box).toHaveValue('');
});

test('Ctrl K right after Escape opens the palette again, empty', async ({ page }) => {
  const box = page.getByRole('combobox', { name: 'Type a command or a name' });
  await page.keyboard.press('Control+k');
  await page.getByRole('option', { name: 'Theme: Dark' }).waitFor();
  for (let time = 0; time < 5; time += 1) {
    await page.keyboard.type('create');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await expect(box).toBeFocused();
    await expect(box).toHaveValue('');
  }
});

test('the menu says what the palette chose, and leads back to the system', async ({ page }) => {
  await page.keyboard.press('Control+k');
  await page.getByRole('option', { name: 'Theme: Dark' }).click();
  const root = page.locator('html');
  await expect(root).toHaveAttribute('data-theme', 'dark');
  await page.getByRole('button', { name: 'your settings' }).click();
  await expect(page.getByRole('radio', { name: 'Dark' })).toBeChecked();
  await page.getByRole('radio', { name: 'System' }).check({ force: true });
  await expect(root).not.toHaveAttribute('data-theme');
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
