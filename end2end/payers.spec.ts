// Who pays for whom: Bill Unit Setup with a paying account (HIER-1), and
// handing over with a move or a removal (HIER-2).
import type { Page } from '@playwright/test';
import { billUnit, paidBy, payerChoose, payerType, unitAdd } from './pages/bill-unit';
import { boardOpen } from './pages/board';
import { HierarchyPage } from './pages/hierarchy';
import { accountNew, dayIn, ownWord } from './support/accounts';
import { accountsImport } from './support/import';
import { expect, hydrated, test } from './support/test';

test.use({ role: 'manager' });

/** Creates a company and gives its number. */
async function company(page: Page, name: string): Promise<string> {
  return accountNew(page, { 'First name': 'Ana', 'Last name': 'Fox', Company: name });
}

test('a paying account is found by searching, and seen from both sides', async ({ page }) => {
  const [payer, child] = [ownWord('Payer '), ownWord('Child ')];
  const payerNumber = await company(page, payer);
  const childNumber = await company(page, child);
  await billUnit(page, childNumber);
  await payerChoose(page, payer);
  const units = page.getByRole('table', { name: 'Bill units' });
  await expect(units.getByRole('link', { name: payer })).toBeVisible();
  await expect(units).toContainText('until then itself');
  await units.getByRole('link', { name: payer }).click();
  await expect(page).toHaveURL(new RegExp(payerNumber));
  await expect(units.getByRole('link', { name: child })).toBeVisible();
});

test('a chain of payers is refused beside the field, with the chain', async ({ page }) => {
  const [top, middle, low] = [ownWord('Top '), ownWord('Middle '), ownWord('Low ')];
  await company(page, top);
  const middleNumber = await company(page, middle);
  const lowNumber = await company(page, low);
  await billUnit(page, middleNumber);
  await payerChoose(page, top);
  await expect(page.getByRole('table', { name: 'Bill units' }).getByRole('link', { name: top })).toBeVisible();
  await billUnit(page, lowNumber);
  const panel = page.getByRole('dialog', { name: 'Change bill unit' });
  const box = panel.getByRole('combobox', { name: 'Paying account' });
  await payerType(page, middleNumber);
  await expect(panel.getByText(`${middle} is itself paid for by`, { exact: false })).toBeVisible();
  await panel.getByRole('button', { name: 'Save bill unit' }).click();
  await expect(box).toHaveAttribute('aria-invalid', 'true');
  await expect(panel.getByText(new RegExp(`${low}.*→.*${middle}.*→.*${top}`)).first()).toBeVisible();
});

test('an account that cannot pay is found with the reason, and cannot be chosen', async ({ page }) => {
  const name = ownWord('Barred ');
  const number = await company(page, name);
  await billUnit(page, number);
  const panel = page.getByRole('dialog', { name: 'Change bill unit' });
  const box = panel.getByRole('combobox', { name: 'Paying account' });
  await box.fill(name);
  const itself = panel.getByRole('option', { name: new RegExp(name) });
  await expect(itself).toHaveAttribute('aria-disabled', 'true');
  await expect(itself).toContainText('Cannot be chosen: it is what is to be paid for');
  await itself.click({ force: true });
  await expect(itself).toBeVisible();
  await box.press('Enter');
  await expect(itself).toBeVisible();
  await expect(box).toHaveValue(name);
  // Typed by its number it is told below the box, before the save.
  await payerType(page, number);
  await expect(panel.getByText('cannot be its own payer', { exact: false })).toBeVisible();
  await box.fill('');
});

test.describe('in an organization', () => {
  type Organization = { name: string } & Record<'group' | 'north' | 'south' | 'site', string>;
  let own: Organization;

  /** A group with two regions, one of them with a site that pays for its region. */
  test.beforeEach(async ({ page }) => {
    const name = ownWord('Pay ');
    const part = (key: string, parent: string) => ({
      key: `${name} ${key}`,
      parent: parent && `${name} ${parent}`,
      currency: 'EUR',
      contact1_first_name: 'Ana',
      contact1_last_name: 'Fox',
      contact1_company: `${name} ${key}`,
      bill_unit1_name: 'Main',
    });
    const numbers = await accountsImport([part('group', ''), part('north', 'group'), part('south', 'group'), part('site', 'north')]);
    const number = (key: string) => numbers.get(`${name} ${key}`) ?? '';
    own = { name, group: number('group'), north: number('north'), south: number('south'), site: number('site') };
    await billUnit(page, own.north);
    await payerChoose(page, `${name} site`);
    await expect(page.getByRole('table', { name: 'Bill units' }).getByRole('link', { name: `${name} site` })).toBeVisible();
  });

  test('moving a payer warns by name and hands over in the same step', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    await hierarchy.open(own.site);
    await hierarchy.act(own.site, 'Move…');
    await hierarchy.parentChoose(own.south);
    const north = `${own.name} north (${own.north}), Main`;
    await expect(hierarchy.preview.getByText(`1 bill unit outside what moves is paid by accounts in it: ${north}. A move changes no payer by itself.`)).toBeVisible();
    await hierarchy.preview.getByText('Show 1 bill unit').click();
    const row = hierarchy.preview.getByRole('listitem').filter({ hasText: `${north} stays` });
    await expect(row).toContainText(`${own.name} site (${own.site}), Main, now and then`);
    const box = hierarchy.preview.getByRole('combobox', { name: 'Hand over to another paying account' });
    await box.fill(own.group);
    await hierarchy.preview.getByRole('option').filter({ hasText: own.group }).click();
    await expect(row).toContainText(`now ${own.name} site (${own.site}), Main, then ${own.name} group (${own.group}), Main`);
    await expect(hierarchy.preview.getByText('What stays is handed over.', { exact: false })).toBeVisible();
    await expect(hierarchy.preview.getByText('A move changes no payer by itself', { exact: false })).toHaveCount(0);
    await hierarchy.confirm('Move 1 account').click();
    await expect(hierarchy.preview).toBeHidden();
    await page.goto(`/accounts/${own.group}/billing`);
    await hydrated(page);
    await expect(page.getByRole('table', { name: 'Bill units' }).getByRole('link', { name: `${own.name} north` })).toBeVisible();
  });

  test('a handover says who pays from when on before it is done, and offers a payer that can', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    // South is itself paid for, by the group.
    await billUnit(page, own.south);
    await payerChoose(page, `${own.name} group`);
    await hierarchy.open(own.site);
    await hierarchy.act(own.site, 'Move…');
    await hierarchy.parentChoose(own.group);
    await hierarchy.handOver(hierarchy.preview, own.south);
    await expect(hierarchy.preview.getByText('cannot pay for 1 of 1 bill unit', { exact: false })).toBeVisible();
    await expect(hierarchy.confirm('Move 1 account')).toBeDisabled();
    await hierarchy.preview.getByRole('button', { name: `Choose ${own.name} group instead` }).click();
    await expect(hierarchy.preview.getByText('is on the bills of', { exact: false }).first()).toBeVisible();
    await hierarchy.preview.getByText('Show what becomes of 1 bill unit').click();
    // Its payer was chosen today: until its running cycle ends it pays for itself.
    await expect(hierarchy.preview.getByText(`paid by itself, from then on by ${own.name} group`, { exact: false })).toBeVisible();
    await expect(hierarchy.confirm('Move 1 account')).toBeEnabled();
  });

  test('who is chosen to pay stays chosen while the day of the move is still to be typed', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    await hierarchy.open(own.site);
    await hierarchy.act(own.site, 'Move…');
    await hierarchy.parentChoose(own.south);
    await hierarchy.handOver(hierarchy.preview, own.group);
    const payer = hierarchy.preview.getByRole('combobox', { name: 'Hand over to another paying account' });
    await expect(hierarchy.preview.getByText(`on the bills of ${own.name} group`, { exact: false }).first()).toBeVisible();
    const list = hierarchy.preview.getByText(`${own.name} north (${own.north}), Main stays`, { exact: false });
    await hierarchy.preview.getByText('Show 1 bill unit').click();
    await expect(list).toBeVisible();
    await hierarchy.preview.getByRole('radio', { name: 'On a date' }).check();
    await expect(payer).toHaveCount(0);
    await hierarchy.preview.getByRole('textbox', { name: /Date/ }).fill(dayIn(3));
    await expect(payer).toHaveValue(new RegExp(`${own.name} group`));
    // What stood open does so again.
    await expect(list).toBeVisible();
    await expect(page).toHaveURL(new RegExp(`handover=${own.group}`));
    await expect(hierarchy.confirm(/^Move 1 account on /)).toBeEnabled();
  });

  test('a handover goes to the bill unit that is chosen of several', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    await unitAdd(page, own.group, 'Travel');
    await hierarchy.open(own.site);
    await hierarchy.act(own.site, 'Move…');
    await hierarchy.parentChoose(own.south);
    await hierarchy.handOver(hierarchy.preview, own.group);
    const unit = hierarchy.preview.getByRole('combobox', { name: 'Bill unit that pays' });
    await expect(unit.locator('option:checked')).toHaveText('Main');
    await unit.selectOption('Travel');
    await expect(hierarchy.preview.getByText(`is on the bills of ${own.name} group (${own.group}), Travel`, { exact: false })).toBeVisible();
    await expect(page).toHaveURL(/unit=bun_/);
    // Whoever gets the link sees the same, by name.
    await page.reload();
    await hydrated(page);
    const payer = hierarchy.preview.getByRole('combobox', { name: 'Hand over to another paying account' });
    await expect(payer).toHaveValue(`${own.name} group (${own.group})`);
    await expect(unit.locator('option:checked')).toHaveText('Travel');
    await expect(hierarchy.preview.getByText(`is on the bills of ${own.name} group (${own.group}), Travel`, { exact: false })).toBeVisible();
    await hierarchy.confirm('Move 1 account').click();
    await expect(page.getByText(`1 bill unit is paid by ${own.name} group (${own.group}), Travel from the next cycle on`, { exact: false })).toBeVisible();
  });

  test('a step of a what-if board hands over to the bill unit that is chosen, and its tree shows who then pays', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    const board = ownWord('Board ');
    await unitAdd(page, own.group, 'Travel');
    await hierarchy.open(own.site);
    await hierarchy.act(own.site, 'Move…');
    await hierarchy.parentChoose(own.south);
    await hierarchy.preview.getByRole('radio', { name: 'On a what-if board' }).check();
    await hierarchy.preview.getByRole('combobox', { name: 'What-if board' }).selectOption('A new board');
    await hierarchy.preview.getByRole('textbox', { name: /Name of the board/ }).fill(board);
    await hierarchy.handOver(hierarchy.preview, own.group);
    const unit = hierarchy.preview.getByRole('combobox', { name: 'Bill unit that pays' });
    await expect(unit.locator('option:checked')).toHaveText('The first that pays for itself');
    await unit.selectOption('Travel');
    await hierarchy.confirm('Add to board').click();
    await expect(hierarchy.preview).toBeHidden();
    await boardOpen(page, board);
    await expect(page.locator('.board-step')).toContainText(`${own.name} group (${own.group}), Travel`);
    await page.getByRole('checkbox', { name: 'Show payers' }).check();
    await expect(hierarchy.line(own.north).locator('.tree-payers')).toContainText(own.group);
    await hierarchy.open(own.north);
    await page.getByRole('checkbox', { name: 'Show payers' }).check();
    await expect(hierarchy.line(own.north).locator('.tree-payers')).toContainText(own.site);
  });

  test('another billing day of a payer is shown with the cycles that it makes, and who pays for a payer is offered', async ({ page }) => {
    await billUnit(page, own.group);
    const panel = page.getByRole('dialog', { name: 'Change bill unit' });
    await panel.getByLabel('Billing day of month').fill('20');
    await panel.getByRole('button', { name: 'Save bill unit' }).click();
    await expect(panel).toBeHidden();
    await billUnit(page, own.south);
    const box = panel.getByRole('combobox', { name: 'Paying account' });
    // North is itself paid for, by the site.
    await box.fill(`${own.name} north`);
    await expect(panel.getByRole('option', { name: new RegExp(`${own.name} north`) })).toContainText(`it is itself paid for by ${own.name} site`);
    await payerType(page, own.north);
    await expect(panel.getByText(`${own.name} north is itself paid for by`, { exact: false })).toBeVisible();
    await panel.getByRole('button', { name: `Choose ${own.name} site` }).click();
    await expect(panel.getByText(`${own.name} site pays from the next cycle on`, { exact: false })).toBeVisible();
    await box.fill(own.group);
    await panel.getByRole('option').filter({ hasText: own.group }).click();
    await expect(panel.getByRole('table', { name: 'What this makes of the cycles to come' })).toBeVisible();
  });

  test('the undo of a move gives back what it handed over', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    await hierarchy.open(own.site);
    await hierarchy.act(own.site, 'Move…');
    await hierarchy.parentChoose(own.south);
    await hierarchy.handOver(hierarchy.preview, own.group);
    await hierarchy.confirm('Move 1 account').click();
    await expect(page.getByText(`1 bill unit is paid by ${own.name} group (${own.group}), Main from the next cycle on`, { exact: false })).toBeVisible();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(page.getByText('1 bill unit is paid again by', { exact: false })).toBeVisible();
    await paidBy(page, own.north, `${own.name} site`);
  });

  test('payers are shown in the tree as a second relation', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    await hierarchy.open(own.site);
    await expect(page.getByRole('columnheader', { name: 'Payers' })).toHaveCount(0);
    await page.getByRole('checkbox', { name: 'Show payers' }).check();
    await expect(hierarchy.line(own.site)).toContainText('pays for 1 account');
    await expect(hierarchy.line(own.north)).toContainText(`paid by ${own.site} ${own.name} site, from `);
    await expect(hierarchy.line(own.north).getByTitle('until then itself')).toBeVisible();
    await expect(hierarchy.line(own.south)).toContainText('pays for itself');
    await expect(page).toHaveURL(/payers=1/);

    // The address shows the same, before a script has run and after.
    await page.reload();
    await expect(hierarchy.line(own.site)).toContainText('pays for 1 account');
    await hydrated(page);
    await expect(page.getByRole('checkbox', { name: 'Show payers' })).toBeChecked();
    await page.goto(`/hierarchy/${own.group}?row=${own.site}&on=${dayIn(10)}&payers=1`);
    await expect(page.getByText('Payers as they are planned for', { exact: false })).toBeVisible();
    await expect(hierarchy.line(own.site)).toContainText('pays for 1 account');
    await hydrated(page);
    await hierarchy.line(own.north).getByRole('link', { name: own.site }).click();
    await expect(page).toHaveURL(new RegExp(`/accounts/${own.site}/billing`));

    await page.goto(`/hierarchy/${own.group}?payers=1`);
    await hydrated(page);
    await page.getByRole('checkbox', { name: 'Show payers' }).uncheck();
    await expect(page.getByRole('columnheader', { name: 'Payers' })).toHaveCount(0);
    await expect(page).not.toHaveURL(/payers=/);
  });

  test('a tree with payers @look', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    await page.goto(`/hierarchy/${own.group}?row=${own.site}&payers=1`);
    await hydrated(page);
    await expect(hierarchy.line(own.site)).toContainText('pays for 1 account');
    await expect(page.getByRole('columnheader', { name: 'Payers' })).toBeVisible();
  });

  test('a removal that the world has overtaken removes nothing and shows what is true now', async ({ page, browser, sessionOf, baseURL }) => {
    const hierarchy = new HierarchyPage(page);
    await hierarchy.open(own.site);
    await hierarchy.act(own.site, 'Remove From Hierarchy');
    await expect(hierarchy.removal.getByText(`leaves ${own.name} north`, { exact: false })).toBeVisible();

    const context = await browser.newContext({ baseURL, storageState: await sessionOf('administrator') });
    const other = new HierarchyPage(await context.newPage());
    await other.open(own.site);
    await other.act(own.site, 'Move…');
    await other.parentChoose(own.south);
    await other.confirm('Move 1 account').click();
    await expect(other.preview).toBeHidden();
    await context.close();

    const remove = hierarchy.removal.getByRole('button', { name: 'Remove from hierarchy' });
    await remove.click();
    await expect(hierarchy.removal.getByText('nothing was removed', { exact: false })).toBeVisible();
    await expect(hierarchy.removal.getByText(`leaves ${own.name} south`, { exact: false })).toBeVisible();
    await remove.click();
    await expect(hierarchy.removal).toBeHidden();
  });

  test('removing a payer warns by name and hands over in the same step', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    await hierarchy.open(own.site);
    await hierarchy.act(own.site, 'Remove From Hierarchy');
    await expect(hierarchy.removal.getByText('1 bill unit outside what leaves is paid by accounts in it', { exact: false })).toBeVisible();
    await hierarchy.removal.getByText('Show 1 bill unit').click();
    await expect(hierarchy.removal.getByText(`${own.name} north (${own.north}), Main stays`, { exact: false })).toBeVisible();
    const box = hierarchy.removal.getByRole('combobox', { name: 'Hand over to another paying account' });
    await box.fill(own.group);
    await hierarchy.removal.getByRole('option').filter({ hasText: own.group }).click();
    await hierarchy.removal.getByRole('button', { name: 'Remove from hierarchy' }).click();
    await expect(hierarchy.removal).toBeHidden();
    await page.goto(`/accounts/${own.north}/billing`);
    await hydrated(page);
    await expect(page.getByRole('table', { name: 'Bill units' }).getByRole('link', { name: `${own.name} group` })).toBeVisible();
  });

  test('performing the scheduled move of a payer now names who is left behind, and leads to the handover', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    await hierarchy.open(own.site);
    await hierarchy.act(own.site, 'Move…');
    await hierarchy.parentChoose(own.south);
    await hierarchy.preview.getByRole('radio', { name: 'On a date' }).check();
    await hierarchy.preview.getByRole('textbox', { name: /Date/ }).fill(dayIn(40));
    await hierarchy.confirm(/^Move 1 account on /).click();
    await expect(hierarchy.preview).toBeHidden();

    await page.goto(`/accounts/${own.site}`);
    await hydrated(page);
    const north = `${own.name} north (${own.north}), Main`;
    const warning = `1 bill unit outside what moves is paid by accounts in it: ${north}. A move changes no payer by itself.`;
    await page.getByRole('button', { name: 'Another day…' }).click();
    const day = page.getByRole('dialog', { name: 'Another day' });
    await day.getByRole('textbox', { name: /Date/ }).fill(dayIn(50));
    await expect(day.getByText(warning)).toBeVisible();
    await day.getByRole('button', { name: 'Cancel', exact: true }).click();

    await page.getByRole('button', { name: 'Perform now…' }).click();
    const now = page.getByRole('dialog', { name: 'Perform now' });
    await expect(now.getByText(warning)).toBeVisible();
    await expect(now.getByRole('group', { name: 'Now and after the move' }).getByRole('table')).toContainText(own.site);
    await expect(now.getByText('Nothing is owed by these accounts.')).toBeVisible();
    await now.getByText('Show 1 bill unit').click();
    await expect(now.getByRole('listitem').filter({ hasText: `${north} stays` })).toContainText(`${own.name} site (${own.site}), Main, now and then`);
    await now.getByRole('link', { name: 'Hand over in Preview Move' }).click();
    await expect(hierarchy.preview.getByText(warning)).toBeVisible();
    await expect(hierarchy.preview.getByRole('combobox', { name: 'Hand over to another paying account' })).toBeVisible();
  });
});
