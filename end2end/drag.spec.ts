// Moving by hand: dragging in the tree, cutting (ORG-6).
import { HierarchyPage } from './pages/hierarchy';
import { organizationNew } from './support/organization';
import { expect, test } from './support/test';

test.use({ role: 'manager' });

test('a part is dragged onto its new parent, which opens when it is held over, moved and moved back', async ({ page }) => {
  const own = await organizationNew('Drag ');
  const hierarchy = new HierarchyPage(page);
  await hierarchy.open(own.group);
  const grip = (number: string) => hierarchy.line(number).getByRole('gridcell').first();
  // North is closed: what is held over it for a while opens it.
  await expect(hierarchy.line(own.site)).toHaveCount(0);
  await grip(own.south).hover();
  await page.mouse.down();
  await grip(own.north).hover();
  await grip(own.north).hover({ position: { x: 40, y: 8 } });
  await expect(hierarchy.line(own.site)).toBeVisible();
  await grip(own.site).hover();
  await grip(own.site).hover({ position: { x: 40, y: 8 } });
  await page.mouse.up();
  await expect(hierarchy.preview.getByText(`${own.name} South moves from ${own.name} Group to ${own.name} Site.`)).toBeVisible();
  await hierarchy.confirm('Move 1 account').click();
  await expect(hierarchy.preview).toBeHidden();
  await expect(hierarchy.line(own.site).getByRole('gridcell').nth(5)).toHaveText('2');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(hierarchy.line(own.site).getByRole('gridcell').nth(5)).toHaveText('1');
});

test('Escape takes a cut back', async ({ page }) => {
  const own = await organizationNew('Drag ');
  const hierarchy = new HierarchyPage(page);
  await hierarchy.open(own.site);
  await hierarchy.tree.focus();
  await page.keyboard.press('x');
  await expect(page.getByText('Site is cut.', { exact: false })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByText('Nothing is cut any more.')).toBeVisible();
  await page.keyboard.press('End');
  await page.keyboard.press('p');
  await expect(hierarchy.preview).toBeHidden();
});
