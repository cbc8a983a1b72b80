import { expect, hydrated, test } from './support/test';

test.use({ role: 'csr' });

test('every part of the design system in every state @look', async ({ page }) => {
  await page.goto('/ui');
  await hydrated(page);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.getByText('The other button of the pointer').click({ button: 'right' });
  await expect(page.getByRole('menu', { name: 'What is under the pointer' })).toBeVisible();
  await page.keyboard.press('Escape');
});
