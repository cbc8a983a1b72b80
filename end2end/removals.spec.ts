// Remove From Hierarchy from the account, and by its address (ORG-4).
import { HierarchyPage } from './pages/hierarchy';
import { dayIn } from './support/accounts';
import { organizationNew, type Organization } from './support/organization';
import { expect, hydrated, test } from './support/test';

let own: Organization;

test.beforeEach(async () => {
  own = await organizationNew('Leave ');
});

test.describe('as a manager', () => {
  test.use({ role: 'manager' });

  test('the account leads to Remove From Hierarchy, and its address to the same question', async ({ page, context }) => {
    const hierarchy = new HierarchyPage(page);
    await page.goto(`/accounts/${own.shop}`);
    await hydrated(page);
    await page.getByRole('button', { name: 'Actions' }).click();
    await page.getByRole('menuitem', { name: 'Remove From Hierarchy' }).click();
    await expect(hierarchy.removal.getByText(`leaves ${own.name} Site`, { exact: false })).toBeVisible();
    await expect(page).toHaveURL(new RegExp(`${own.shop}[?&]remove=1$`));

    const shared = new HierarchyPage(await context.newPage());
    await shared.page.goto(page.url());
    await expect(shared.removal.getByText(`leaves ${own.name} Site`, { exact: false })).toBeVisible();
    await shared.page.close();

    await hierarchy.removal.getByRole('button', { name: 'Cancel', exact: true }).click();
    await expect(page).not.toHaveURL(/remove=/);
    await expect(hierarchy.line(own.shop)).toHaveAttribute('aria-selected', 'true');
  });

  test('the root of an organization has no way to leave it', async ({ page }) => {
    await page.goto(`/accounts/${own.group}`);
    await hydrated(page);
    await page.getByRole('button', { name: 'Actions' }).click();
    await expect(page.getByRole('menuitem', { name: 'Organization Hierarchy' })).toBeVisible();
    await expect(page.getByRole('menuitem', { name: 'Remove From Hierarchy' })).toHaveCount(0);
  });

  test('what a removal breaks of what is scheduled is told with the way to mend it', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    await hierarchy.open(own.shop);
    await hierarchy.act(own.shop, 'Move…');
    await hierarchy.parentChoose(own.south);
    await hierarchy.preview.getByRole('radio', { name: 'On a date' }).check();
    await hierarchy.preview.getByRole('textbox', { name: /Date/ }).fill(dayIn(40));
    await hierarchy.confirm(/^Move 1 account on /).click();
    await expect(hierarchy.preview).toBeHidden();

    await page.goto(`/hierarchy/${own.shop}?remove=1`);
    await hydrated(page);
    const line = hierarchy.removal.getByRole('listitem').filter({ hasText: `${own.name} Shop moves from ${own.name} Site to ${own.name} South.` });
    await expect(line).toContainText('After this removal it cannot be made:');
    await expect(hierarchy.removal.getByText(/^As of \d/)).toBeVisible();
    await line.getByRole('link', { name: 'Cancel it or give it another day' }).click();
    await expect(page).toHaveURL(new RegExp(`/accounts/${own.shop}#`));
    await page.getByRole('button', { name: 'Cancel…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel the change' }).click();
    await expect(page.getByRole('button', { name: 'Cancel…' })).toHaveCount(0);
  });
});

test.describe('as a csr', () => {
  test.use({ role: 'csr' });

  test('who may not rearrange organizations has no way to take an account out', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    await page.goto(`/accounts/${own.shop}`);
    await hydrated(page);
    await page.getByRole('button', { name: 'Actions' }).click();
    await expect(page.getByRole('menuitem', { name: 'Organization Hierarchy' })).toBeVisible();
    await expect(page.getByRole('menuitem', { name: 'Remove From Hierarchy' })).toHaveCount(0);
    await page.goto(`/hierarchy/${own.shop}?remove=1`);
    await hydrated(page);
    await expect(hierarchy.line(own.shop)).toBeVisible();
    await expect(hierarchy.removal).toBeHidden();
  });
});
