// Moving by hand: dragging in the tree, cutting (ORG-6).
import { HierarchyPage } from './pages/hierarchy';
import { organizationNew } from './support/organization';
import { expect, test } from './support/test';

test.use({ role: 'manager' });

test('a part is dragged onto its new parent, moved and moved back', async ({ page }) => {
  const own = await organizationNew('Drag ');
  const hierarchy = new HierarchyPage(page);
  await hierarchy.open(own.group);
  const grip = (number: string) => hierarchy.line(number).getByRole('gridcell').first();
  await grip(own.south).dragTo(grip(own.north));
  await expect(hierarchy.preview.getByText(`${own.name} South moves from ${own.name} Group to ${own.name} North.`)).toBeVisible();
  await hierarchy.confirm('Move 1 account').click();
  await expect(hierarchy.preview).toBeHidden();
  await expect(hierarchy.line(own.north).getByRole('gridcell').nth(5)).toHaveText('3');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(hierarchy.line(own.north).getByRole('gridcell').nth(5)).toHaveText('2');
});

test('a closed line opens while an account is held over it', async ({ page }) => {
  const own = await organizationNew('Drag ');
  const hierarchy = new HierarchyPage(page);
  await hierarchy.open(own.group);
  await expect(hierarchy.line(own.site)).toHaveCount(0);
  const over = async (number: string): Promise<[number, number]> => {
    const box = await hierarchy.line(number).boundingBox();
    if (!box) throw new Error(`${number} is not in view`);
    return [box.x + 150, box.y + 15];
  };
  await page.mouse.move(...(await over(own.south)));
  await page.mouse.down();
  await page.mouse.move(...(await over(own.north)), { steps: 8 });
  await expect(hierarchy.line(own.site)).toBeVisible();
  await page.mouse.up();
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
