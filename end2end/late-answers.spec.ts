// A slow network: what was pressed is answered when its dialog is closed, or asks about something else by now. That
// is told by a notice, and the dialog stays as it is; what is chosen there is not mixed with what was chosen before
// (ORG-3, ORG-4, OPS-1).
import type { Locator, Page } from '@playwright/test';

import { byAnother } from './pages/board';
import { HierarchyPage } from './pages/hierarchy';
import { dayIn } from './support/accounts';
import { held, type Held } from './support/held';
import { organizationNew, type Organization } from './support/organization';
import { expect, hydrated, test } from './support/test';

test.use({ role: 'manager' });

const away = 'The server could not be reached.';

/** A day for which no other test plans anything. */
const day = dayIn(83);

let own: Organization;

test.beforeEach(async () => {
  own = await organizationNew('Late ');
});

/** Where a sentence is told outside of any dialog. */
function notice(page: Page, words: string): Locator {
  return page.locator('.toaster p').filter({ hasText: words });
}

/** Schedules that an account goes under another one. */
async function planned(page: Page, account: string, to: string): Promise<void> {
  const hierarchy = new HierarchyPage(page);
  await hierarchy.open(account);
  await hierarchy.act(account, 'Move…');
  await hierarchy.parentChoose(to);
  await hierarchy.preview.getByRole('radio', { name: 'On a date' }).check();
  await hierarchy.preview.getByRole('textbox', { name: /Date/ }).fill(day);
  await hierarchy.confirm(/^Move \d accounts? on /).click();
  await expect(hierarchy.preview).toBeHidden();
}

/** Presses the button of a move of the site to the south, and leaves the panel before the answer is there. */
async function moveLeft(hierarchy: HierarchyPage): Promise<void> {
  await hierarchy.open(own.shop);
  await hierarchy.act(own.site, 'Move…');
  await hierarchy.parentChoose(own.south);
  await hierarchy.confirm('Move 2 accounts').click();
  await expect(hierarchy.confirm('Move 2 accounts')).toHaveAttribute('aria-busy', 'true');
  await hierarchy.preview.getByRole('button', { name: 'Cancel' }).click();
  await expect(hierarchy.preview).toBeHidden();
}

test('why a move was not made is told where its panel is closed', async ({ page, complaints }) => {
  const hierarchy = new HierarchyPage(page);
  const answer = await held(page, 'hierarchy/move');
  await moveLeft(hierarchy);
  await answer.lose();
  await expect(notice(page, away)).toContainText(`Moving ${own.name} Site (${own.site}): ${away}`);
  // The browser complains about the request.
  complaints.length = 0;
});

test('why a move was not made does not stand in the panel of the next one', async ({ page, complaints }) => {
  const hierarchy = new HierarchyPage(page);
  const answer = await held(page, 'hierarchy/move');
  await moveLeft(hierarchy);
  await hierarchy.act(own.shop, 'Move…');
  await hierarchy.parentChoose(own.group);
  await expect(hierarchy.confirm('Move 1 account')).toBeEnabled();
  await answer.lose();
  await expect(notice(page, away)).toContainText(`Moving ${own.name} Site (${own.site})`);
  await expect(hierarchy.preview.getByText(away, { exact: false })).toHaveCount(0);
  complaints.length = 0;
});

test('a move that is made late leaves the panel of the next one open', async ({ page }) => {
  const hierarchy = new HierarchyPage(page);
  const answer = await held(page, 'hierarchy/move');
  await moveLeft(hierarchy);
  await hierarchy.act(own.shop, 'Move…');
  await answer.arrive();
  await expect(page.locator('.toaster').getByText('Undo')).toBeVisible();
  await expect(hierarchy.preview).toBeVisible();
  await expect(hierarchy.preview.locator('strong').first()).toHaveText(`${own.name} Shop`);
  await hierarchy.preview.getByRole('button', { name: 'Cancel' }).click();
  await expect(hierarchy.preview).toBeHidden();
  await expect(hierarchy.line(own.south).getByRole('gridcell').nth(5)).toHaveText('2');
});

test('who mends a refused move goes on in its field before the answer is there', async ({ page }) => {
  const hierarchy = new HierarchyPage(page);
  await hierarchy.open(own.site);
  await hierarchy.act(own.site, 'Move…');
  await hierarchy.parentChoose(own.shop);
  const mends = hierarchy.preview.getByRole('group', { name: 'What would mend it' });
  const alone = mends.getByRole('button', { name: 'Move it alone; its children go to its old parent' });
  await expect(alone).toBeVisible();
  const answer = await held(page, 'hierarchy/move/preview');
  await alone.click();
  const chosen = hierarchy.preview.getByRole('radio', { name: /alone; its children go/ });
  await expect(chosen).toBeFocused();
  await answer.arrive();
  await expect(mends).toBeHidden();
  await expect(chosen).toBeFocused();
});

test('a move that the world has overtaken is not offered under the name of another account', async ({ page, browser, sessionOf, baseURL }) => {
  const hierarchy = new HierarchyPage(page);
  const answer = await held(page, 'hierarchy/move');
  await moveLeft(hierarchy);

  const context = await browser.newContext({ baseURL, storageState: await sessionOf('administrator') });
  const other = new HierarchyPage(await context.newPage());
  await other.open(own.shop);
  await other.act(own.shop, 'Move…');
  await other.parentChoose(own.group);
  await other.confirm('Move 1 account').click();
  await expect(other.preview).toBeHidden();
  await context.close();

  await hierarchy.act(own.north, 'Move…');
  await answer.arrive();
  await expect(notice(page, 'nothing was done')).toContainText(`Moving ${own.name} Site (${own.site}): Something changed since you looked`);
  await expect(hierarchy.preview.locator('strong').first()).toHaveText(`${own.name} North`);
  await expect(hierarchy.preview.getByText('nothing was moved', { exact: false })).toHaveCount(0);
  await expect(hierarchy.confirm(/^Move/)).toBeDisabled();
});

test('why an account was not removed does not stand in the question about another', async ({ page, complaints }) => {
  const hierarchy = new HierarchyPage(page);
  const answer = await held(page, 'hierarchy/removal');
  await hierarchy.open(own.shop);
  await hierarchy.act(own.shop, 'Remove From Hierarchy');
  await hierarchy.removal.getByRole('button', { name: 'Remove from hierarchy' }).click();
  await hierarchy.removal.getByRole('button', { name: 'Cancel' }).click();
  await hierarchy.act(own.south, 'Remove From Hierarchy');
  const next = hierarchy.removal.getByText(`${own.name} South`, { exact: true });
  await expect(next).toBeVisible();
  await answer.lose();
  await expect(notice(page, away)).toContainText(`Removing ${own.name} Shop (${own.shop}): ${away}`);
  await expect(next).toBeVisible();
  await expect(hierarchy.removal.getByText(away, { exact: false })).toHaveCount(0);
  complaints.length = 0;
});

test('an account that is removed late leaves the question about another open', async ({ page }) => {
  const hierarchy = new HierarchyPage(page);
  const answer = await held(page, 'hierarchy/removal');
  await hierarchy.open(own.shop);
  await hierarchy.act(own.shop, 'Remove From Hierarchy');
  await hierarchy.removal.getByRole('button', { name: 'Remove from hierarchy' }).click();
  await hierarchy.removal.getByRole('button', { name: 'Cancel' }).click();
  await hierarchy.act(own.south, 'Remove From Hierarchy');
  await answer.arrive();
  await expect(page.locator('.toaster').getByText('Undo')).toBeVisible();
  await expect(hierarchy.removal.getByText(`${own.name} South`, { exact: true })).toBeVisible();
});

test.describe('the children to choose among', () => {
  test.beforeEach(async ({ page }) => {
    await planned(page, own.shop, own.group);
  });

  test('are not those of a day that was chosen before', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    await hierarchy.open(own.site);
    await hierarchy.act(own.site, 'Move…');
    await hierarchy.preview.getByRole('radio', { name: /with some of its children/ }).check();
    const shop = hierarchy.preview.getByRole('checkbox', { name: `${own.name} Shop` });
    await expect(shop).toBeVisible();
    const answer = await held(page, 'hierarchy/children');
    await hierarchy.preview.getByRole('radio', { name: 'On a date' }).check();
    await hierarchy.preview.getByRole('textbox', { name: /Date/ }).fill(day);
    await answer.asked;
    const read = () => page.waitForResponse('**/api/hierarchy/children');
    await Promise.all([read(), hierarchy.preview.getByRole('radio', { name: 'Now', exact: true }).check()]);
    await Promise.all([read(), answer.arrive()]);
    // Time to show what is not to be shown: the shop is no child of the site on that day.
    await page.waitForTimeout(500);
    await expect(shop).toBeVisible();
  });

  test('are those of the day that a link names', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    await page.goto(`/hierarchy/${own.group}?move=&form=some&when=on&date=${day}`);
    await hydrated(page);
    await expect(hierarchy.preview.getByRole('checkbox', { name: `${own.name} Shop` })).toBeVisible();
    await expect(hierarchy.preview.getByRole('checkbox', { name: `${own.name} North` })).toBeVisible();
  });
});

test.describe('what is scheduled', () => {
  const deeds = [
    { button: 'Perform now…', title: 'Perform now', verb: /^Move /, leave: 'Cancel', address: 'actions/perform', what: 'Performing' },
    { button: 'Another day…', title: 'Another day', verb: /^Schedule for /, leave: 'Cancel', address: 'actions/shift', what: 'Another day for' },
    { button: 'Cancel…', title: 'Cancel what is scheduled?', verb: 'Cancel the change', leave: 'Keep it', address: 'actions/cancel', what: 'Cancelling' },
  ];

  /** The line of an account in the list of what is scheduled. */
  function line(page: Page, number: string): Locator {
    return page.getByRole('row').filter({ has: page.locator(`a[href$="/accounts/${number}"]`) });
  }

  test.beforeEach(async ({ page }) => {
    await planned(page, own.shop, own.group);
    await planned(page, own.site, own.south);
    await page.goto(`/operations/scheduled?on=${day}`);
    await hydrated(page);
  });

  for (const { button, title, verb, leave, address, what } of deeds) {
    /** Presses the button for the site, leaves the dialog, and asks for the shop. */
    async function asked(page: Page): Promise<{ dialog: Locator; answer: Held }> {
      const dialog = page.getByRole('dialog', { name: title });
      const answer = await held(page, address);
      await line(page, own.site).getByRole('button', { name: button }).click();
      if (title === 'Another day') await dialog.getByRole('textbox', { name: /Date/ }).fill(dayIn(84));
      await dialog.getByRole('button', { name: verb }).click();
      await expect(dialog.getByRole('button', { name: verb })).toHaveAttribute('aria-busy', 'true');
      await dialog.getByRole('button', { name: leave }).click();
      await expect(dialog).toBeHidden();
      await line(page, own.shop).getByRole('button', { name: button }).click();
      await expect(dialog.getByText(`${own.name} Shop`, { exact: false }).first()).toBeVisible();
      return { dialog, answer };
    }

    test(`${title}: why it was not done is not said of the next line`, async ({ page, complaints }) => {
      const { dialog, answer } = await asked(page);
      await answer.lose();
      await expect(notice(page, away)).toContainText(`${what} what is scheduled for ${own.name} Site (${own.site}) on `);
      await expect(dialog.getByText(away, { exact: false })).toHaveCount(0);
      complaints.length = 0;
    });

    test(`${title}: what is done late leaves the dialog of the next line open, and the list follows`, async ({ page }) => {
      const { dialog, answer } = await asked(page);
      await answer.arrive();
      await expect(page.locator('.toaster p')).not.toHaveCount(0);
      await expect(dialog.getByText(`${own.name} Shop`, { exact: false }).first()).toBeVisible();
      await dialog.getByRole('button', { name: leave }).click();
      await expect(line(page, own.site)).toHaveCount(0);
      await expect(line(page, own.shop)).toHaveCount(1);
    });
  }
});

test('what a move comes to that is of another preview brings that preview with it', async ({ page, browser, sessionOf }) => {
  const hierarchy = new HierarchyPage(page);
  const effect = await held(page, 'hierarchy/move/effect');
  await hierarchy.open(own.site);
  await hierarchy.act(own.site, 'Move…');
  await hierarchy.parentChoose(own.south);
  await effect.asked;
  await expect(hierarchy.confirm('Move 2 accounts')).toBeDisabled();
  await byAnother(page, browser, sessionOf, (other) => new HierarchyPage(other).moveNow(own.shop, own.north));
  await effect.arrive();
  await expect(hierarchy.preview.getByText('Something changed since you looked: nothing was moved.', { exact: false })).toBeVisible();
  await expect(hierarchy.preview.getByText(`${own.name} Site moves from ${own.name} North to ${own.name} South.`, { exact: true })).toBeVisible();
  await expect(hierarchy.preview.getByText('120.50 EUR stays with its present payers.')).toBeVisible();
  await expect(hierarchy.preview.getByText(/^Amounts as of \d/)).toBeVisible();
  await hierarchy.confirm('Move 1 account').click();
  await expect(hierarchy.preview).toBeHidden();
});
