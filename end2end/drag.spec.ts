// Moving by hand: dragging in the tree, cutting (ORG-6).
import { HierarchyPage } from './pages/hierarchy';
import { organizationNew } from './support/organization';
import { expect, hydrated, test } from './support/test';

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
  const notices = page.getByRole('region', { name: 'Notices' });
  await expect(notices).toContainText(`${own.name} South moved from ${own.name} Group to ${own.name} North.`);
  await expect(hierarchy.line(own.north).getByRole('gridcell').nth(5)).toHaveText('3');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(hierarchy.line(own.north).getByRole('gridcell').nth(5)).toHaveText('2');
});

test('one Escape closes the preview of what was dropped or pasted, and nothing has moved', async ({ page }) => {
  const own = await organizationNew('Drop ');
  const hierarchy = new HierarchyPage(page);
  await hierarchy.open(own.group);
  const grip = (number: string) => hierarchy.line(number).getByRole('gridcell').first();
  const parent = hierarchy.preview.getByRole('combobox', { name: /New parent/ });
  await grip(own.south).dragTo(grip(own.north));
  await expect(parent).toBeFocused();
  await expect(parent).toHaveValue(`${own.name} North (${own.north})`);
  await page.keyboard.press('Escape');
  await expect(hierarchy.preview).toBeHidden();

  await grip(own.south).click();
  await page.keyboard.press('x');
  await grip(own.north).click();
  await page.keyboard.press('p');
  await expect(parent).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(hierarchy.preview).toBeHidden();
  await expect(hierarchy.tree).toBeFocused();
  await expect(hierarchy.line(own.north).getByRole('gridcell').nth(5)).toHaveText('2');
});

test('the address names the account that is dragged, not the line that was chosen before', async ({ page }) => {
  const own = await organizationNew('Drag ');
  const hierarchy = new HierarchyPage(page);
  await hierarchy.open(own.site);
  const grip = (number: string) => hierarchy.line(number).getByRole('gridcell').first();
  await expect(hierarchy.line(own.site)).toHaveAttribute('aria-selected', 'true');
  await grip(own.south).dragTo(grip(own.north));
  const sentence = hierarchy.preview.getByText(`${own.name} South moves from ${own.name} Group to ${own.name} North.`);
  await expect(sentence).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`row=${own.south}&move=${own.north}`));
  await page.reload();
  await hydrated(page);
  await expect(sentence).toBeVisible();
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
  const [left, top] = await over(own.north);
  await page.mouse.move(left, top, { steps: 8 });
  // A hand is never quite still, and the browser says where it is only when it moves.
  let tremor = 0;
  await expect(async () => {
    tremor = 1 - tremor;
    await page.mouse.move(left + tremor, top);
    await expect(hierarchy.line(own.site)).toBeVisible({ timeout: 250 });
  }).toPass({ timeout: 10_000 });
  await page.mouse.up();
});
