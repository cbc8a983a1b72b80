// What is scheduled across accounts: filtered, given another day, cancelled (OPS-1).
import { byAnother } from './pages/board';
import { HierarchyPage } from './pages/hierarchy';
import { dayIn } from './support/accounts';
import { organizationNew, type Organization } from './support/organization';
import { expect, hydrated, test } from './support/test';
import type { Page } from '@playwright/test';

test.use({ role: 'manager' });

let own: Organization;

/** Schedules the site to move to the south in some days. */
async function planned(page: Page, day: string): Promise<void> {
  const hierarchy = new HierarchyPage(page);
  await hierarchy.open(own.site);
  await hierarchy.act(own.site, 'Move…');
  await hierarchy.parentChoose(own.south);
  await hierarchy.preview.getByRole('radio', { name: 'On a date' }).check();
  await hierarchy.preview.getByRole('textbox', { name: /Date/ }).fill(day);
  await hierarchy.confirm(/^Move 2 accounts on /).click();
  await expect(hierarchy.preview).toBeHidden();
}

test.beforeEach(async ({ page }) => {
  own = await organizationNew('Plan ');
  await planned(page, dayIn(50));
});

test('is reached from the navigation, filtered by day and kind, and cancelled there @look', async ({ page }) => {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Scheduled changes' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Scheduled changes' })).toBeVisible();
  const line = page.getByRole('row').filter({ hasText: `${own.name} Site` });
  await page.getByRole('textbox', { name: 'Day' }).fill(dayIn(51));
  await page.getByRole('button', { name: 'Filter' }).click();
  await expect(line).toHaveCount(0);
  await page.getByRole('textbox', { name: 'Day' }).fill(dayIn(50));
  await page.getByRole('combobox', { name: 'Kind' }).selectOption('Move');
  await page.getByRole('button', { name: 'Filter' }).click();
  await expect(line).toHaveCount(1);
  const wider = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
  expect(await page.evaluate(wider), 'the table alone is scrolled aside').toBe(0);
  // Only what is filtered stands in the address.
  await expect(page).toHaveURL(/\/operations\/scheduled\?kind=move&on=[^&]+$/);
  await line.getByRole('button', { name: 'Cancel…' }).click();
  const question = page.getByRole('dialog', { name: 'Cancel what is scheduled?' });
  await expect(question).toContainText(`${own.name} Site`);
  await question.getByRole('button', { name: 'Keep it' }).click();
  await expect(line).toHaveCount(1);
  await line.getByRole('button', { name: 'Cancel…' }).click();
  await question.getByRole('button', { name: 'Cancel the change' }).click();
  await expect(line).toHaveCount(0);
  await page.getByRole('combobox', { name: 'State' }).selectOption('Cancelled');
  await page.getByRole('button', { name: 'Filter' }).click();
  await expect(line).toContainText('Cancelled');
});

test('is filtered by a part of an organization, which is found by searching', async ({ page }) => {
  await page.goto('/operations/scheduled');
  await hydrated(page);
  const line = page.getByRole('row').filter({ hasText: `${own.name} Site` });
  const box = page.getByRole('combobox', { name: 'At or below' });
  // What stands there counts, and what comes there.
  for (const { part, name, lines } of [
    { part: own.shop, name: 'Shop', lines: 0 },
    { part: own.south, name: 'South', lines: 1 },
    { part: own.group, name: 'Group', lines: 1 },
  ]) {
    await box.fill(part);
    await page.getByRole('option').filter({ hasText: part }).click();
    await page.getByRole('button', { name: 'Filter' }).click();
    await expect(page).toHaveURL(new RegExp(`below=${part}$`));
    await expect(line).toHaveCount(lines);
    await expect(box).toHaveValue(part);
    await expect(page.getByRole('heading', { name: `By day, at or below ${own.name} ${name}` })).toBeVisible();
  }
  // What is typed and not chosen is not lost.
  await box.fill('nobody at all');
  await page.getByRole('button', { name: 'Filter' }).click();
  await expect(page.getByText('Please choose an account from the list', { exact: false })).toBeVisible();
  await expect(box).toHaveValue('nobody at all');
  await page.goto('/operations/scheduled?below=A-99999999');
  await hydrated(page);
  await expect(page.getByText('There is no account A-99999999.')).toBeVisible();
});

test('gets another day from the account, after a look at what it would do then', async ({ page }) => {
  await page.goto(`/accounts/${own.site}`);
  await hydrated(page);
  await page.getByRole('button', { name: 'Another day…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Another day' });
  const date = dialog.getByRole('textbox', { name: /Date/ });
  await date.fill(dayIn(0));
  await expect(dialog.getByText(/is today\. Please choose a later day/)).toBeVisible();
  await date.fill(dayIn(60));
  await expect(dialog.getByRole('status')).toContainText(`${own.name} Site`);
  await dialog.getByRole('button', { name: /^Schedule for / }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText(/^Scheduled for .* instead of /)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Another day…' })).toBeFocused();
  const hierarchy = new HierarchyPage(page);
  await page.goto(`/hierarchy/${own.south}?on=${dayIn(59)}`);
  await hydrated(page);
  await expect(hierarchy.line(own.south).getByRole('gridcell').nth(5)).toHaveText('0');
  await page.goto(`/hierarchy/${own.south}?on=${dayIn(60)}`);
  await hydrated(page);
  await expect(hierarchy.line(own.south).getByRole('gridcell').nth(5)).toHaveText('2');
});

test('another day is taken back by Undo', async ({ page }) => {
  await page.goto(`/accounts/${own.site}`);
  await hydrated(page);
  const line = page.getByRole('row').filter({ hasText: `${own.name} Site` });
  const before = await line.getByRole('cell').first().innerText();
  await page.getByRole('button', { name: 'Another day…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Another day' });
  await dialog.getByRole('textbox', { name: /Date/ }).fill(dayIn(60));
  await dialog.getByRole('button', { name: /^Schedule for / }).click();
  await expect(dialog).toBeHidden();
  await expect(line.getByRole('cell').first()).not.toHaveText(before);
  const notices = page.getByRole('region', { name: 'Notices' });
  await notices.getByRole('button', { name: 'Undo' }).click();
  await expect(notices).toContainText(`Scheduled for ${before} again`);
  await expect(line.getByRole('cell').first()).toHaveText(before);
});

test('a removal on a date stands in the tree of that day and not before, and can be performed now and undone', async ({ page }) => {
  const hierarchy = new HierarchyPage(page);
  await hierarchy.open(own.shop);
  await hierarchy.act(own.shop, 'Remove From Hierarchy');
  await hierarchy.removal.getByRole('radio', { name: 'On a date' }).check();
  const date = hierarchy.removal.getByRole('textbox', { name: /Date/ });
  await date.fill(dayIn(0));
  await expect(hierarchy.removal.getByText(/is today\. Please choose a later day/)).toBeVisible();
  await date.fill(dayIn(40));
  await hierarchy.removal.getByRole('button', { name: /^Remove on / }).click();
  await expect(hierarchy.removal).toBeHidden();
  await expect(page.getByText(`${own.name} Shop leaves ${own.name} Site.`, { exact: false })).toBeVisible();

  await page.goto(`/hierarchy/${own.site}?on=${dayIn(39)}`);
  await hydrated(page);
  await expect(hierarchy.line(own.shop)).toBeVisible();
  await page.goto(`/hierarchy/${own.site}?on=${dayIn(40)}`);
  await hydrated(page);
  await expect(hierarchy.line(own.site)).toBeVisible();
  await expect(hierarchy.line(own.shop)).toHaveCount(0);

  await page.goto(`/accounts/${own.shop}`);
  await hydrated(page);
  await page.getByRole('button', { name: 'Perform now…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Perform now' });
  await expect(dialog.getByRole('status')).toHaveText(`${own.name} Shop leaves ${own.name} Site.`);
  await dialog.getByRole('button', { name: 'Perform now' }).click();
  await expect(page.getByText(`${own.name} Shop has left ${own.name} Site.`)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Perform now…' })).toHaveCount(0);
  await expect(page.getByRole('main')).toBeFocused();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText(`${own.name} Shop is back under ${own.name} Site.`)).toBeVisible();
  await hierarchy.open(own.site);
  await expect(hierarchy.line(own.shop)).toBeVisible();
});

test('an account is found in the tree of the day on which it will have moved', async ({ page }) => {
  const hierarchy = new HierarchyPage(page);
  await page.goto(`/hierarchy/${own.south}?on=${dayIn(50)}`);
  await hydrated(page);
  const box = page.getByRole('combobox', { name: 'Find in this organization' });
  await box.fill(`${own.name} shop`);
  await expect(page.getByRole('option')).toContainText(`${own.name} South ▸ ${own.name} Site`);
  await box.press('Enter');
  await expect(hierarchy.line(own.shop)).toHaveAttribute('aria-selected', 'true');
  await expect(hierarchy.line(own.site)).toHaveAttribute('aria-level', '3');
});

test('what stands against it is said before its day', async ({ page }) => {
  const hierarchy = new HierarchyPage(page);
  await page.goto(`/accounts/${own.site}`);
  await hydrated(page);
  const said = page.getByText('As things stand it cannot be made on its day', { exact: false });
  await expect(page.getByRole('button', { name: 'Another day…' })).toBeVisible();
  await expect(said).toHaveCount(0);
  // By its day it will be there already.
  await hierarchy.open(own.site);
  await hierarchy.act(own.site, 'Move…');
  await hierarchy.parentChoose(own.south);
  await hierarchy.confirm('Move 2 accounts').click();
  await expect(hierarchy.preview).toBeHidden();
  await page.goto(`/accounts/${own.site}`);
  await hydrated(page);
  await expect(said).toBeVisible();
});

test('what a move breaks of what is scheduled is told with the way to mend it', async ({ page }) => {
  const hierarchy = new HierarchyPage(page);
  await hierarchy.open(own.site);
  await hierarchy.act(own.site, 'Move…');
  await hierarchy.parentChoose(own.group);
  const line = hierarchy.preview.getByRole('listitem').filter({ hasText: `to ${own.name} South.` });
  await expect(line).toContainText('After this move it cannot be made:');
  await line.getByRole('link', { name: 'Cancel it or give it another day' }).click();
  await expect(page).toHaveURL(new RegExp(`/accounts/${own.site}#`));
  await expect(page.getByRole('button', { name: 'Another day…' })).toBeVisible();
});

test('Perform now that the world has overtaken says who changed what, and shows what it would do now', async ({ page, browser, sessionOf }) => {
  await page.goto(`/accounts/${own.site}`);
  await hydrated(page);
  await page.getByRole('button', { name: 'Perform now…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Perform now' });
  await expect(dialog.getByRole('button', { name: 'Move 2 accounts' })).toBeEnabled();
  await byAnother(page, browser, sessionOf, (other) => new HierarchyPage(other).moveNow(own.shop, own.north));
  await dialog.getByRole('button', { name: 'Move 2 accounts' }).click();
  await expect(dialog.getByText(/^Something changed since you looked: nothing was done\. Meanwhile .+ moved .+ Shop \(A-/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Move 1 account' }).click();
  await expect(dialog).toBeHidden();
});

test('a day without its year is the next such day, shown in full before it counts', async ({ page }) => {
  await page.goto(`/accounts/${own.site}`);
  await hydrated(page);
  await page.getByRole('button', { name: 'Another day…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Another day' });
  const date = dialog.getByRole('textbox', { name: /Date/ });
  await date.fill('1 dec');
  await date.blur();
  await expect(date).toHaveValue(/^1 Dec \d{4}$/);
  const day = await date.inputValue();
  const ahead = Date.parse(`${day} UTC`) - Date.now();
  expect(ahead).toBeGreaterThan(0);
  expect(ahead).toBeLessThan(366 * 86_400_000);
  await expect(dialog.getByRole('button', { name: `Schedule for ${day}` })).toBeEnabled();
  await dialog.getByRole('button', { name: 'Cancel', exact: true }).click();
});

for (const { button, dialog, confirm } of [
  { button: 'Cancel…', dialog: 'Cancel what is scheduled?', confirm: 'Cancel the change' },
  { button: 'Perform now…', dialog: 'Perform now', confirm: 'Move 2 accounts' },
]) {
  test(`${button} of what somebody else cancelled meanwhile says who and when, and the line goes`, async ({ page, browser, sessionOf }) => {
    await page.goto(`/accounts/${own.site}`);
    await hydrated(page);
    await page.getByRole('button', { name: button }).click();
    const question = page.getByRole('dialog', { name: dialog });
    await expect(question.getByRole('button', { name: confirm })).toBeEnabled();
    await byAnother(page, browser, sessionOf, async (other) => {
      await other.getByRole('button', { name: 'Cancel…' }).click();
      await other.getByRole('dialog').getByRole('button', { name: 'Cancel the change' }).click();
      await expect(other.getByRole('button', { name: 'Cancel…' })).toHaveCount(0);
    });
    await question.getByRole('button', { name: confirm }).click();
    await expect(question.getByText(/^This was cancelled already, on \d{1,2} [A-Z][a-z]{2} \d{4} by .+\.$/)).toHaveCount(1);
    await page.keyboard.press('Escape');
    await expect(question).toBeHidden();
    await expect(page.getByRole('button', { name: 'Cancel…' })).toHaveCount(0);
  });
}
