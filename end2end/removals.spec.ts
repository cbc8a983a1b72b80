// Remove From Hierarchy from the account, and by its address (ORG-4).
import { HierarchyPage } from './pages/hierarchy';
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
    await expect(page).toHaveURL(new RegExp(`row=${own.shop}&remove=1$`));

    const shared = new HierarchyPage(await context.newPage());
    await shared.page.goto(page.url());
    await expect(shared.removal.getByText(`leaves ${own.name} Site`, { exact: false })).toBeVisible();
    await shared.page.close();

    await hierarchy.removal.getByRole('button', { name: 'Cancel', exact: true }).click();
    await expect(page).toHaveURL(new RegExp(`row=${own.shop}$`));
    await expect(hierarchy.line(own.shop)).toHaveAttribute('aria-selected', 'true');
  });

  test('the root of an organization has no way to leave it', async ({ page }) => {
    await page.goto(`/accounts/${own.group}`);
    await hydrated(page);
    await page.getByRole('button', { name: 'Actions' }).click();
    await expect(page.getByRole('menuitem', { name: 'Organization Hierarchy' })).toBeVisible();
    await expect(page.getByRole('menuitem', { name: 'Remove From Hierarchy' })).toHaveCount(0);
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
