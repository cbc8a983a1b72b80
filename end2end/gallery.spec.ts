import { expect, hydrated, test } from './support/test';

test.use({ role: 'csr' });

test('every part of the design system in every state @look', async ({ page }) => {
  await page.goto('/ui');
  await hydrated(page);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
});
