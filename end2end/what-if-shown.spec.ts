import { approvedByAnother, boardOpen, stepAdd } from './pages/board';
import { HierarchyPage } from './pages/hierarchy';
import { ownWord } from './support/accounts';
import { organizationNew } from './support/organization';
import { expect, test } from './support/test';

test.use({ role: 'manager' });

test('a what-if board is refused where it comes to something else than was shown, and shows what it comes to now', async ({ page, browser, sessionOf, baseURL }) => {
  const own = await organizationNew();
  const name = ownWord('Board ');
  const hierarchy = new HierarchyPage(page);
  await stepAdd(hierarchy, own.north, own.south, { name, isNew: true });
  await boardOpen(page, name);
  await approvedByAnother(page, browser, sessionOf);
  const total = page.locator('.board-effect');
  await expect(total).toContainText('1 step: ');
  const shown = (await total.locator('p').first().textContent()) ?? '';
  await page.getByRole('button', { name: 'Apply now…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Apply the board now' });
  await expect(dialog).toContainText(shown);

  const context = await browser.newContext({ baseURL, storageState: await sessionOf('administrator') });
  const other = new HierarchyPage(await context.newPage());
  await other.open(own.site);
  await other.act(own.site, 'Move…');
  await other.parentChoose(own.group);
  await other.confirm('Move 2 accounts').click();
  await expect(other.preview).toBeHidden();
  await context.close();

  await dialog.getByRole('button', { name: 'Apply 1 step' }).click();
  await expect(page.getByText('The board comes to something else by now: nothing of it was applied.', { exact: false })).toBeVisible();
  await expect(page.getByText(`moved ${own.name} Site`, { exact: false })).toBeVisible();
  await expect(dialog).toBeHidden();
  await expect(total.locator('p').first()).not.toHaveText(shown);
  await page.getByRole('button', { name: 'Apply now…' }).click();
  await expect(dialog).not.toContainText(shown);
  await dialog.getByRole('button', { name: 'Apply 1 step' }).click();
  await expect(page.getByText('All of it is applied.')).toBeVisible();
});
