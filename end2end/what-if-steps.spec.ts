// The steps of a what-if board: what is refused at its field, numbers far away, and taking changes back.
import { boardOpen, stepAdd } from './pages/board';
import { HierarchyPage } from './pages/hierarchy';
import { ownWord } from './support/accounts';
import { organizationNew, type Organization } from './support/organization';
import { expect, test } from './support/test';

test.use({ role: 'manager' });

test.describe('the steps of a what-if board', () => {
  let own: Organization;

  test.beforeEach(async ({ page }) => {
    own = await organizationNew();
    const name = ownWord('Board ');
    const hierarchy = new HierarchyPage(page);
    await stepAdd(hierarchy, own.site, own.south, { name, isNew: true });
    await stepAdd(hierarchy, own.shop, own.north, { name, isNew: false });
    await boardOpen(page, name);
  });

  test('a removal without an account, or that its rule refuses, is said at its field', async ({ page }) => {
    const removed = page.getByRole('combobox', { name: 'Remove from its organization' });
    const payer = page.getByRole('combobox', { name: 'Hand over to another paying account' });
    const [first, second] = await Promise.all([removed.boundingBox(), payer.boundingBox()]);
    if (!first || !second) throw new Error('Both fields are shown.');
    const isOneLine = Math.abs(first.y - second.y) < 2;
    expect(isOneLine || (first.x === second.x && first.y < second.y), 'the fields stand in one line, or below each other').toBe(true);
    await page.getByRole('button', { name: 'Add removal' }).click();
    await expect(removed).toHaveAttribute('aria-invalid', 'true');
    await expect(removed).toHaveAccessibleDescription(/Please choose the account that is to leave its organization\./);
    await expect(removed).toBeFocused();
    // The group has children.
    await removed.fill(own.group);
    await page.getByRole('option').filter({ hasText: own.group }).click();
    await expect(removed).not.toHaveAttribute('aria-invalid', 'true');
    await page.getByRole('button', { name: 'Add removal' }).click();
    await expect(removed).toHaveAccessibleDescription(/Step 3: /);
    await expect(page.locator('.toast')).toHaveCount(0);
    await expect(page.locator('.board-step')).toHaveCount(2);
  });

  test('a step gets a number far away, and the one that it had by Undo', async ({ page }) => {
    const steps = page.locator('.board-step');
    await page.getByRole('button', { name: 'Give step 1 another number' }).click();
    const dialog = page.getByRole('dialog', { name: 'Another number for step 1' });
    const number = dialog.getByRole('textbox', { name: /To step/ });
    await number.fill('3');
    await page.keyboard.press('Enter');
    await expect(number).toHaveAccessibleDescription('Please enter a number from 1 to 2.');
    await number.fill('2');
    await dialog.getByRole('button', { name: 'Move step' }).click();
    await expect(dialog).toBeHidden();
    await expect(steps.last()).toContainText(`${own.name} Site with everything below it moves`);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(steps.first()).toContainText(`${own.name} Site with everything below it moves`);
    await expect(page.getByText('Step 1 is where it was.')).toBeVisible();
  });

  test('the history of the board says which step was taken out', async ({ page }) => {
    await page.getByRole('button', { name: 'Take step 1 out' }).click();
    await expect(page.locator('.board-step')).toHaveCount(1);
    const history = page.locator('section.block').filter({ has: page.getByRole('heading', { name: 'History', exact: true }) });
    await expect(history).toContainText('Step 1 taken out');
    await expect(history).toContainText(`${own.name} Site with everything below it moves from ${own.name} North to ${own.name} South.`);
  });
});
