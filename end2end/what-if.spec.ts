import { paidBy, payerSet } from './pages/bill-unit';
import { approvedByAnother, boardOpen, byAnother, stepAdd } from './pages/board';
import { HierarchyPage } from './pages/hierarchy';
import { dayIn, ownWord } from './support/accounts';
import { organizationNew, organizationOf, type Organization, type OrganizationOf } from './support/organization';
import { expect, hydrated, test, type Role } from './support/test';
import type { Locator, Page } from '@playwright/test';

test.use({ role: 'manager' });

/** Asks for another name of the board in the dialog that is open. */
async function nameGive(page: Page, name: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Rename the board' });
  await dialog.getByRole('textbox', { name: /Name/ }).fill(name);
  await dialog.getByRole('button', { name: 'Rename' }).click();
}

/** Chooses an account by its number. */
async function accountPick(page: Page, box: Locator, number: string): Promise<void> {
  await box.fill(number);
  await page.getByRole('option').filter({ hasText: number }).click();
}

test.describe('a what-if board', () => {
  let own: Organization;
  let name: string;

  test.beforeEach(async () => {
    own = await organizationNew();
    name = ownWord('Board ');
  });

  test('collects moves while the organization stays as it is, is approved, applied and undone', async ({ page, browser, sessionOf }) => {
    const hierarchy = new HierarchyPage(page);
    await stepAdd(hierarchy, own.site, own.south, { name, isNew: true });
    await stepAdd(hierarchy, own.shop, own.north, { name, isNew: false });
    await expect(hierarchy.line(own.north).getByRole('gridcell').nth(5)).toHaveText('2');
    await boardOpen(page, name);
    await expect(page.locator('.board-step').first()).toContainText(`${own.name} Site with everything below it moves from ${own.name} North to ${own.name} South.`);
    await expect(page.getByText('2 steps: 2 accounts move; 2 accounts get another parent or none.')).toBeVisible();
    await expect(page.getByText('200.00 EUR stays with its present payers.')).toBeVisible();
    await expect(hierarchy.line(own.south).getByRole('gridcell').nth(5)).toHaveText('1');
    await expect(hierarchy.line(own.north).getByRole('gridcell').nth(5)).toHaveText('1');

    await approvedByAnother(page, browser, sessionOf);
    await page.getByRole('button', { name: 'Apply now…' }).click();
    await expect(page.getByRole('dialog').getByText('2 steps: 2 accounts move; 2 accounts get another parent or none.')).toBeVisible();
    await page.getByRole('dialog').getByRole('button', { name: 'Apply 2 steps' }).click();
    await expect(page.getByText('All of it is applied.')).toBeVisible();
    await expect(page.locator('.board-head').getByText('Applied', { exact: true })).toBeVisible();
    await expect(page.getByText('2 steps: 2 accounts moved; 2 accounts got another parent or none.')).toBeVisible();
    await expect(page.getByRole('heading', { name: 'The tree today' })).toBeVisible();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(page.getByText('2 accounts are back under their old parents.')).toBeVisible();
    await expect(page.locator('.board-head').getByText('Undone', { exact: true })).toBeVisible();
    await expect(page.locator('.board-head')).toContainText('undone by ');
    await expect(page.getByText('2 steps: 2 accounts moved; 2 accounts got another parent or none.')).toBeVisible();
    await page.goto('/what-if?over=1');
    await hydrated(page);
    await expect(page.getByRole('row').filter({ hasText: name })).toContainText('Undone by ');
    await hierarchy.open(own.north);
    await expect(hierarchy.line(own.north).getByRole('gridcell').nth(5)).toHaveText('2');
  });

  test('shows every column of its tree beside the steps', async ({ page }) => {
    await page.setViewportSize({ width: 1440, height: 900 });
    const hierarchy = new HierarchyPage(page);
    await stepAdd(hierarchy, own.site, own.south, { name, isNew: true });
    await boardOpen(page, name);
    await expect(hierarchy.line(own.site)).toBeVisible();
    expect(await hierarchy.tree.evaluate((tree) => tree.scrollWidth - tree.clientWidth)).toBe(0);
  });

  test('is reordered and cleared with the keyboard, and shows what then conflicts', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    await stepAdd(hierarchy, own.site, own.south, { name, isNew: true });
    await stepAdd(hierarchy, own.site, own.group, { name, isNew: false });
    await boardOpen(page, name);
    const steps = page.locator('.board-step');
    await expect(steps).toHaveCount(2);
    await page.getByRole('button', { name: 'Step 2 up' }).focus();
    await page.keyboard.press('Enter');
    await expect(steps.first()).toContainText('Group');
    await expect(page.getByText('One step is stale.')).toBeVisible();
    await expect(steps.first()).toContainText('when its turn comes, and was planned to be under');
    await expect(page.getByRole('button', { name: 'Step 1 up' })).toBeFocused();

    await page.getByRole('button', { name: 'Plan anew' }).click();
    await expect(steps.first()).not.toContainText('when its turn comes');
    await expect(steps.last()).toContainText('when its turn comes');
    await page.getByRole('button', { name: 'Take step 2 out' }).focus();
    await page.keyboard.press('Enter');
    await expect(steps).toHaveCount(1);
    await expect(page.getByText('is stale', { exact: false })).toHaveCount(0);
  });

  test('gets another name, and a step that was taken out is put back', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    await stepAdd(hierarchy, own.site, own.south, { name, isNew: true });
    await stepAdd(hierarchy, own.shop, own.north, { name, isNew: false });
    await boardOpen(page, name);
    await page.getByRole('button', { name: 'Rename…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Rename the board' });
    await dialog.getByRole('textbox', { name: /Name/ }).fill('');
    await dialog.getByRole('button', { name: 'Rename' }).click();
    await expect(dialog.getByRole('textbox', { name: /Name/ })).toHaveAttribute('aria-invalid', 'true');
    await dialog.getByRole('textbox', { name: /Name/ }).fill(`${name} anew`);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: `${name} anew` })).toBeVisible();

    const steps = page.locator('.board-step');
    await page.getByRole('button', { name: 'Take step 1 out' }).click();
    await expect(steps).toHaveCount(1);
    await page.locator('.toast').filter({ hasText: 'Step 1 is taken out.' }).getByRole('button', { name: 'Undo' }).click();
    await expect(steps).toHaveCount(2);
    await expect(steps.first()).toContainText(`${own.name} Site`);
  });

  test('takes no move while it is approved, unless it is chosen and its approval given up', async ({ page, browser, sessionOf }) => {
    const hierarchy = new HierarchyPage(page);
    await stepAdd(hierarchy, own.site, own.south, { name, isNew: true });
    await boardOpen(page, name);
    await approvedByAnother(page, browser, sessionOf);

    await hierarchy.open(own.shop);
    await hierarchy.act(own.shop, 'Move…');
    await hierarchy.parentChoose(own.north);
    await hierarchy.preview.getByRole('radio', { name: 'On a what-if board' }).check();
    const choice = hierarchy.preview.getByRole('combobox', { name: 'What-if board' });
    await expect(choice.locator('option:checked')).not.toHaveText(name);
    const warning = hierarchy.preview.getByText('Adding this move takes the approval back.', { exact: false });
    await expect(warning).toHaveCount(0);
    await choice.selectOption({ label: name });
    await expect(warning).toContainText(name);
    await hierarchy.confirm('Add to board').click();
    await expect(hierarchy.preview).toBeHidden();
    await boardOpen(page, name);
    await expect(page.getByText('Another manager approves it', { exact: false })).toBeVisible();
  });

  test('hands payers over by a step, shows what would be owed below, and gives all of it back', async ({ page, browser, sessionOf }) => {
    const hierarchy = new HierarchyPage(page);
    await payerSet(page, own.north, `${own.name} Site`);
    await hierarchy.open(own.site);
    await hierarchy.act(own.site, 'Move…');
    await hierarchy.parentChoose(own.south);
    await hierarchy.preview.getByRole('radio', { name: 'On a what-if board' }).check();
    await hierarchy.handOver(hierarchy.preview, own.group);
    // Whoever gets the link sees the same, by name.
    await expect(page).toHaveURL(new RegExp(`when=board&handover=${own.group}`));
    await page.reload();
    await hydrated(page);
    await expect(hierarchy.preview.getByRole('radio', { name: 'On a what-if board' })).toBeChecked();
    await expect(hierarchy.preview.getByRole('combobox', { name: /New parent/ })).toHaveValue(`${own.name} South (${own.south})`);
    await expect(hierarchy.preview.getByRole('combobox', { name: 'Hand over to another paying account' })).toHaveValue(`${own.name} Group (${own.group})`);
    await hierarchy.preview.getByRole('combobox', { name: 'What-if board' }).selectOption({ label: 'A new board' });
    await hierarchy.preview.getByRole('textbox', { name: /Name of the board/ }).fill(name);
    await hierarchy.confirm('Add to board').click();
    await boardOpen(page, name);
    await expect(page.locator('.board-step')).toContainText(`What stays while its payer moves is handed over to ${own.name} Group (${own.group}).`);
    await expect(page.getByText('1 bill unit is handed over to another payer by a step.')).toBeVisible();
    await expect(page.getByText(new RegExp(`^Hands over 1 bill unit to .+: .+ \\(${own.north}\\)`))).toBeVisible();
    await expect(hierarchy.line(own.south)).toContainText('200.00');

    await approvedByAnother(page, browser, sessionOf);
    await page.getByRole('button', { name: 'Apply now…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Apply 1 step' }).click();
    await expect(page.getByText('All of it is applied.')).toBeVisible();
    await paidBy(page, own.north, `${own.name} Group`);
    await page.goto(`/accounts/${own.site}/history`);
    await hydrated(page);
    await page.getByRole('button', { name: /^Undo : What-if board applied/ }).click();
    await expect(page.getByText('is paid again by')).toBeVisible();
    await paidBy(page, own.north, `${own.name} Site`);
  });

  test('stands in the tree of its day and not before, and opens again when it is cancelled', async ({ page, browser, sessionOf }) => {
    const hierarchy = new HierarchyPage(page);
    const day = dayIn(40);
    await stepAdd(hierarchy, own.site, own.south, { name, isNew: true });
    await boardOpen(page, name);
    const address = page.url();
    await approvedByAnother(page, browser, sessionOf);
    await page.getByRole('button', { name: 'On a date…' }).click();
    await page.getByRole('dialog').getByRole('textbox', { name: /Date/ }).fill(day);
    await expect(page.getByRole('dialog').getByText('1 step: 2 accounts move; 1 account gets another parent or none.')).toBeVisible();
    await page.getByRole('dialog').getByRole('button', { name: /^Apply 1 step on / }).click();
    await expect(page.getByRole('button', { name: 'Cancel the schedule' })).toBeVisible();

    await page.goto(`/hierarchy/${own.south}?on=${day}`);
    await hydrated(page);
    await expect(hierarchy.line(own.south).getByRole('gridcell').nth(5)).toHaveText('2');
    await hierarchy.open(own.south);
    await expect(hierarchy.line(own.south).getByRole('gridcell').nth(5)).toHaveText('0');

    await page.goto(`/accounts/${own.site}`);
    await hydrated(page);
    await page.getByRole('link', { name: 'Open the board' }).click();
    await expect(page).toHaveURL(address);
    await page.getByRole('button', { name: 'Cancel the schedule…' }).click();
    const question = page.getByRole('dialog', { name: 'Cancel what is scheduled?' });
    await expect(question).toContainText('its approval given up');
    await question.getByRole('button', { name: 'Keep it' }).click();
    await expect(question).toBeHidden();
    await page.getByRole('button', { name: 'Cancel the schedule…' }).click();
    await question.getByRole('button', { name: 'Cancel the change' }).click();
    await expect(page.getByText('Another manager approves it', { exact: false })).toBeVisible();
  });

  test('shows what it comes to before it is performed ahead of its day', async ({ page, browser, sessionOf }) => {
    const hierarchy = new HierarchyPage(page);
    await stepAdd(hierarchy, own.site, own.south, { name, isNew: true });
    await boardOpen(page, name);
    await approvedByAnother(page, browser, sessionOf);
    await page.getByRole('button', { name: 'On a date…' }).click();
    await page.getByRole('dialog').getByRole('textbox', { name: /Date/ }).fill(dayIn(40));
    await page.getByRole('dialog').getByRole('button', { name: /^Apply 1 step on / }).click();
    await expect(page.getByRole('button', { name: 'Cancel the schedule' })).toBeVisible();
    await page.goto(`/accounts/${own.site}`);
    await hydrated(page);
    await page.getByRole('button', { name: 'Perform now…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Perform now' });
    await expect(dialog).toContainText('1 step: 2 accounts move; 1 account gets another parent or none.');
    await expect(dialog).toContainText('200.00 EUR stays with its present payers.');
    await dialog.getByRole('button', { name: 'Perform now' }).click();
    await expect(page.getByRole('status').filter({ hasText: `What-if board “${name}”, 1 step.` }).last()).toBeVisible();
    await expect(dialog).toBeHidden();
    await hierarchy.open(own.south);
    await expect(hierarchy.line(own.south).getByRole('gridcell').nth(5)).toHaveText('2');
  });

  test('shows each organization that its steps touch, the one of the first step from the beginning', async ({ page }) => {
    const other = await organizationNew('Other ');
    const hierarchy = new HierarchyPage(page);
    await stepAdd(hierarchy, own.site, other.south, { name, isNew: true });
    await boardOpen(page, name);
    const choice = page.getByRole('navigation', { name: 'Organizations of the draft' });
    await expect(choice.getByRole('link')).toHaveText([`${other.name} Group`, `${own.name} Group`]);
    await expect(choice.getByRole('link', { name: `${other.name} Group` })).toHaveAttribute('aria-current', 'true');
    await expect(hierarchy.line(own.site)).toBeVisible();
    await choice.getByRole('link', { name: `${own.name} Group` }).click();
    await expect(hierarchy.line(own.group)).toBeVisible();
    await expect(hierarchy.line(other.group)).toHaveCount(0);
    await expect(choice.getByRole('link', { name: `${own.name} Group` })).toHaveAttribute('aria-current', 'true');
    // Whoever gets the link sees the same.
    await page.reload();
    await hydrated(page);
    await expect(hierarchy.line(own.group)).toBeVisible();
    await expect(hierarchy.line(own.north)).toBeVisible();
  });

  test('is read by its link without the program and by every role, and changed by managers alone', async ({ page, browser, sessionOf, baseURL }) => {
    const hierarchy = new HierarchyPage(page);
    await stepAdd(hierarchy, own.site, own.south, { name, isNew: true });
    await boardOpen(page, name);
    const context = await browser.newContext({ baseURL, storageState: await sessionOf('csr'), javaScriptEnabled: false });
    const plain = await context.newPage();
    await plain.goto(page.url());
    await expect(plain.getByRole('heading', { level: 1, name })).toBeVisible();
    await expect(plain.locator('.board-step')).toContainText(`${own.name} Site with everything below it moves`);
    await expect(plain.getByRole('treegrid')).toContainText(`${own.name} South`);
    await expect(plain.getByText('1 step: 2 accounts move; 1 account gets another parent or none.')).toBeVisible();
    await expect(plain.getByRole('button', { name: 'Approve' })).toHaveCount(0);
    await context.close();
  });

  test('keeps what is chosen for a removal where it is refused and while a step is looked at, until it is added', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    await stepAdd(hierarchy, own.shop, own.north, { name, isNew: true });
    await stepAdd(hierarchy, own.site, own.south, { name, isNew: false });
    await boardOpen(page, name);
    const removed = page.getByRole('combobox', { name: 'Remove from its organization' });
    const payer = page.getByRole('combobox', { name: 'Hand over to another paying account' });
    await accountPick(page, removed, own.group);
    await accountPick(page, payer, own.south);
    await page.getByRole('button', { name: 'Add removal' }).click();
    await expect(removed).toHaveAccessibleDescription(/Step 3: /);
    await expect(removed).toBeFocused();
    const second = page.locator('.board-step').nth(1).getByRole('link');
    await second.click();
    await expect(page).toHaveURL(new RegExp(`row=${own.site}`));
    await expect(hierarchy.line(own.site)).toHaveAttribute('aria-selected', 'true');
    await expect(removed).toHaveValue(new RegExp(`${own.name} Group`));
    await expect(payer).toHaveValue(new RegExp(`${own.name} South`));
    await expect(second).toBeFocused();

    await accountPick(page, removed, own.shop);
    await payer.fill('');
    await page.getByRole('button', { name: 'Add removal' }).click();
    await expect(page.locator('.board-step')).toHaveCount(3);
    await expect(removed).toHaveValue('');
  });

  test('gets another name at the second try where somebody else changed it meanwhile', async ({ page, browser, sessionOf }) => {
    const hierarchy = new HierarchyPage(page);
    await stepAdd(hierarchy, own.site, own.south, { name, isNew: true });
    await boardOpen(page, name);
    await page.getByRole('button', { name: 'Rename…' }).click();
    await byAnother(page, browser, sessionOf, async (other) => {
      await other.getByRole('button', { name: 'Rename…' }).click();
      await nameGive(other, `${name} theirs`);
      await expect(other.getByRole('heading', { level: 1, name: `${name} theirs` })).toBeVisible();
    });
    await nameGive(page, `${name} mine`);
    const dialog = page.getByRole('dialog', { name: 'Rename the board' });
    await expect(dialog.getByText('changed this what-if board meanwhile', { exact: false })).toBeVisible();
    await expect(page.locator('h1')).toHaveText(`${name} theirs`);
    await expect(dialog.getByRole('textbox', { name: /Name/ })).toHaveValue(`${name} mine`);
    await dialog.getByRole('button', { name: 'Rename' }).click();
    await expect(dialog).toBeHidden();
    await expect(page.locator('h1')).toHaveText(`${name} mine`);
  });

  test('stays on the screen where it cannot be read again, and says so until it is', async ({ page, complaints }) => {
    const hierarchy = new HierarchyPage(page);
    await stepAdd(hierarchy, own.shop, own.north, { name, isNew: true });
    await stepAdd(hierarchy, own.site, own.south, { name, isNew: false });
    await boardOpen(page, name);
    await page.route('**/api/boards/open**', (route) => route.abort());
    await page.getByRole('button', { name: 'Step 2 up' }).click();
    const older = page.getByText('The board could not be read again; what is shown is older.', { exact: false });
    await expect(older).toBeVisible();
    const steps = page.locator('.board-step');
    await expect(steps).toHaveCount(2);
    await expect(steps.first()).toContainText(`${own.name} Shop`);
    await page.unroute('**/api/boards/open**');
    await page.getByRole('button', { name: 'Read again' }).click();
    await expect(steps.first()).toContainText(`${own.name} Site`);
    await expect(older).toHaveCount(0);
    // The browser complains about the request.
    complaints.length = 0;
  });
});

test.describe('the tree of a draft', () => {
  type Key = 'group' | 'desk' | 'north' | 'south' | 'depot' | 'kiosk' | 'yard' | 'lot';
  let own: OrganizationOf<Key>;
  let name: string;

  // More lines than there is room for. In the draft the depot is under the north and the kiosk under the first desk.
  test.beforeEach(async ({ page }) => {
    const desks = Array.from({ length: 19 }, (_, at) => `Desk ${at + 11}`);
    own = await organizationOf<Key>('Wide ', {
      group: { called: 'Group' },
      desk: { called: 'Desk 10', below: 'group' },
      ...Object.fromEntries(desks.map((desk) => [desk, { below: 'group' as const }])),
      north: { called: 'North', below: 'group' },
      south: { called: 'South', below: 'group' },
      depot: { called: 'Depot', below: 'south' },
      kiosk: { called: 'Kiosk', below: 'north' },
      yard: { called: 'Yard', below: 'south' },
      lot: { called: 'Lot', below: 'yard' },
    });
    name = ownWord('Board ');
    const hierarchy = new HierarchyPage(page);
    await page.setViewportSize({ width: 1440, height: 900 });
    await stepAdd(hierarchy, own.depot, own.north, { name, isNew: true });
    await stepAdd(hierarchy, own.kiosk, own.desk, { name, isNew: false });
    await boardOpen(page, name);
    await expect(hierarchy.line(own.depot)).toBeVisible();
  });

  test('stays open and where it is while steps are moved and taken out', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    await hierarchy.line(own.south).getByRole('gridcell').first().click();
    await page.keyboard.press('ArrowRight');
    await expect(hierarchy.line(own.yard)).toBeVisible();
    const top = () => hierarchy.tree.evaluate((tree) => tree.scrollTop);
    await hierarchy.tree.evaluate((tree) => tree.scrollTo(0, 120));
    expect(await top()).toBe(120);
    await page.getByRole('button', { name: 'Step 2 up' }).click();
    await expect(page.locator('.board-step').first()).toContainText(`${own.name} Kiosk`);
    await expect(hierarchy.line(own.yard)).toBeVisible();
    expect(await top()).toBe(120);

    await expect(hierarchy.line(own.kiosk)).toHaveCount(0);
    await page.getByRole('button', { name: 'Take step 1 out' }).click();
    await expect(hierarchy.line(own.kiosk)).toBeVisible();
    await expect(hierarchy.line(own.depot)).toBeVisible();
    await expect(hierarchy.line(own.yard)).toBeVisible();
    await expect(hierarchy.line(own.south)).toHaveAttribute('aria-selected', 'true');
    expect(await top()).toBe(120);
  });

  test('opens all below a line by one key', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    await hierarchy.tree.focus();
    await page.keyboard.press('Home');
    await expect(hierarchy.line(own.yard)).toHaveCount(0);
    await page.keyboard.press('*');
    await expect(hierarchy.line(own.kiosk)).toHaveCount(1);
    await expect(hierarchy.line(own.lot)).toHaveCount(1);
  });
});

test('a link to no board says so, and the list without boards says what a board is for', async ({ page }) => {
  await page.goto('/what-if/brd_nothing');
  await hydrated(page);
  await expect(page.getByRole('heading', { name: 'No such what-if board' }).first()).toBeVisible();
  await page.goto('/what-if');
  await hydrated(page);
  await expect(page.getByRole('button', { name: 'Begin board' })).toBeVisible();
});
