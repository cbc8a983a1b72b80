// The tree on the screen: its lines while somebody scrolls, the menu of a line, the list of organizations.
import type { Page } from '@playwright/test';

import { HierarchyPage } from './pages/hierarchy';
import { dayIn, ownWord } from './support/accounts';
import { held } from './support/held';
import { accountsImport } from './support/import';
import { expect, hydrated, test } from './support/test';

test.use({ role: 'manager' });

/** An account of an organization of a test's own. */
const part = (name: string, key: string, parent = '') => ({
  key: `${name} ${key}`,
  parent: parent && `${name} ${parent}`,
  currency: 'EUR',
  contact1_company: `${name} ${key}`,
});

test('of many lines few are in the document, and a line that comes back is as it was', async ({ page }) => {
  const name = ownWord('Long ');
  const desks = Array.from({ length: 90 }, (_, at) => part(name, `Desk ${String(at + 1).padStart(3, '0')}`, 'Group'));
  const shops = Array.from({ length: 250 }, (_, at) => part(name, `Shop ${at + 1}`, `Desk ${String((at % 90) + 1).padStart(3, '0')}`));
  const numbers = await accountsImport([part(name, 'Group'), ...desks, ...shops]);
  const hierarchy = new HierarchyPage(page);
  await hierarchy.open(numbers.get(`${name} Group`) ?? '');
  const first = hierarchy.line(numbers.get(`${name} Desk 001`) ?? '');
  const html = async () => (await first.innerHTML()) + (await first.getAttribute('aria-rowindex'));
  await hierarchy.tree.focus();
  await page.keyboard.press('*');
  await expect(hierarchy.tree).toHaveAttribute('aria-rowcount', '342');
  await expect(first).toHaveAttribute('aria-expanded', 'true');
  const before = await html();

  await page.keyboard.press('End');
  await expect(hierarchy.line(numbers.get(`${name} Desk 090`) ?? '')).toBeVisible();
  await expect(first).toHaveCount(0);
  const rows = page.locator('.tree-rows');
  expect(await rows.locator('[role=row]').count()).toBeLessThanOrEqual(160);
  // The places of the document are filled in turn; screen readers are told the order.
  await expect(rows).toHaveAttribute('aria-owns', /^line-/);
  const order = await rows.evaluate((element) =>
    (element.getAttribute('aria-owns') ?? '').split(' ').map((id) => Number(document.getElementById(id)?.ariaRowIndex)),
  );
  expect(order).toEqual([...order].sort((one, other) => one - other));
  expect(order.at(-1)).toBe(342);

  await page.keyboard.press('Home');
  await expect(first).toBeVisible();
  expect(await html()).toBe(before);
  await expect(rows).not.toHaveAttribute('aria-owns');
});

test.describe('of a parent with hundreds of children', () => {
  const numbers = new Map<string, string>();
  const site = (at: number) => numbers.get(`Site ${at}`) ?? '';

  test.beforeEach(async () => {
    if (numbers.size > 0) return;
    const name = ownWord('Many ');
    const keys = Array.from({ length: 420 }, (_, at) => `Site ${String(at + 1).padStart(3, '0')}`);
    const found = await accountsImport([part(name, 'Group'), ...keys.map((key) => part(name, key, 'Group'))]);
    numbers.set('Group', found.get(`${name} Group`) ?? '');
    keys.forEach((key, at) => numbers.set(`Site ${at + 1}`, found.get(`${name} ${key}`) ?? ''));
  });

  /** Drags the scroll bar to a part of its way: 0 is its beginning, 1 its end. */
  const dragTo = (hierarchy: HierarchyPage, part: number) =>
    hierarchy.tree.evaluate((tree, part) => tree.scrollTo(0, (tree.scrollHeight - tree.clientHeight) * part), part);

  /** Counts the questions for children from now on. */
  const questions = (page: Page) => {
    const asked = { count: 0 };
    page.on('request', (request) => (asked.count += Number(request.url().endsWith('/hierarchy/children'))));
    return asked;
  };

  test('dragging the scroll bar to the middle shows those of the middle', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    await hierarchy.open(numbers.get('Group') ?? '');
    // The head, the parent and all its children.
    await expect(hierarchy.tree).toHaveAttribute('aria-rowcount', '422');
    const tall = await hierarchy.tree.evaluate((tree) => tree.scrollHeight);
    const answer = await held(page, 'hierarchy/children');
    await dragTo(hierarchy, 0.5);
    await answer.asked;
    const waiting = hierarchy.tree.locator('[role=row][aria-posinset="210"]');
    await expect(waiting).toBeInViewport();
    await expect(waiting.locator('.tree-words')).toHaveText('Loading…');
    await expect(waiting).toHaveAttribute('aria-busy', 'true');
    await expect(waiting).toHaveAttribute('aria-rowindex', '212');
    const place = await waiting.boundingBox();
    await answer.arrive();
    const line = hierarchy.line(site(210));
    await expect(line).toBeInViewport();
    expect(await line.boundingBox()).toEqual(place);
    await expect(line).toHaveAttribute('aria-posinset', '210');
    await expect(line).not.toHaveAttribute('aria-busy');
    await expect(hierarchy.unread).toHaveCount(0);
    expect(await hierarchy.tree.evaluate((tree) => tree.scrollHeight)).toBe(tall);
    await expect(hierarchy.tree).not.toBeFocused();
  });

  test('what comes late for a place that was scrolled past is there when it is scrolled back to', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    await hierarchy.open(numbers.get('Group') ?? '');
    const asked = questions(page);
    const answer = await held(page, 'hierarchy/children');
    await dragTo(hierarchy, 0.5);
    await answer.asked;
    await dragTo(hierarchy, 1);
    await expect(hierarchy.unread.first()).toHaveText('Loading…');
    await answer.arrive();
    await expect(hierarchy.line(site(420))).toBeInViewport();
    await dragTo(hierarchy, 0.5);
    await expect(hierarchy.line(site(210))).toBeInViewport();
    expect(asked.count, 'one for the middle and one for the end').toBe(2);
  });

  test('End stands on the last of them, and the keys go on from there', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    await hierarchy.open(numbers.get('Group') ?? '');
    const asked = questions(page);
    await hierarchy.tree.focus();
    const answer = await held(page, 'hierarchy/children');
    await page.keyboard.press('End');
    await answer.asked;
    const waiting = hierarchy.tree.locator('[role=row][aria-posinset="420"]');
    await expect(waiting).toHaveAttribute('aria-selected', 'true');
    await answer.arrive();
    await expect(hierarchy.line(site(420))).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('ArrowUp');
    await expect(hierarchy.line(site(419))).toHaveAttribute('aria-selected', 'true');
    expect(asked.count).toBe(1);
    await page.keyboard.press('ArrowLeft');
    await expect(hierarchy.line(numbers.get('Group') ?? '')).toHaveAttribute('aria-selected', 'true');
    for (let press = 0; press < 101; press++) await page.keyboard.press('ArrowDown');
    await expect(hierarchy.line(site(101))).toHaveAttribute('aria-selected', 'true');
    await expect(hierarchy.tree).toBeFocused();
  });

  test('the lines say why they could not be read, and ask again when one is pressed', async ({ page, complaints }) => {
    const hierarchy = new HierarchyPage(page);
    await hierarchy.open(numbers.get('Group') ?? '');
    let asked = 0;
    await page.route('**/api/hierarchy/children', (route) => ((asked += 1), route.abort()));
    const why = hierarchy.unread.filter({ hasText: /^Try again\. The server could not be reached/ });
    await dragTo(hierarchy, 1);
    await expect(why).toBeInViewport();
    await expect(why).toHaveCount(1);
    await dragTo(hierarchy, 0);
    await expect(hierarchy.line(numbers.get('Group') ?? '')).toBeInViewport();
    await dragTo(hierarchy, 1);
    await expect(why).toBeInViewport();
    // Time to ask again, which is not to be done.
    await page.waitForTimeout(500);
    expect(asked, 'by itself only once').toBe(1);
    await page.unroute('**/api/hierarchy/children');
    await why.click();
    await expect(hierarchy.line(site(420))).toBeInViewport();
    // That the server was not reached the browser says too.
    complaints.length = 0;
  });

  test('one far behind opens among its siblings, and none that stand before them are loaded', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    const asked = questions(page);
    await hierarchy.open(site(300));
    await expect(hierarchy.line(site(300))).toBeInViewport();
    await expect(hierarchy.line(site(300))).toHaveAttribute('aria-posinset', '300');
    await expect(hierarchy.line(site(299))).toBeInViewport();
    await expect(hierarchy.tree).toHaveAttribute('aria-rowcount', '422');
    // Time to load what is not to be loaded.
    await page.waitForTimeout(500);
    expect(asked.count).toBe(0);
    await dragTo(hierarchy, 150 / 420);
    await expect(hierarchy.line(site(155))).toBeInViewport();
    expect(asked.count).toBe(1);
  });
});

test.describe('the menu of a line', () => {
  let numbers: Map<string, string>;
  let name: string;
  const number = (key: string) => numbers.get(`${name} ${key}`) ?? '';

  test.beforeEach(async () => {
    name = ownWord('Menu ');
    numbers = await accountsImport([part(name, 'Group'), part(name, 'North', 'Group'), part(name, 'South', 'Group'), part(name, 'Site', 'North')]);
  });

  test('opens by the keyboard, shows the keys of its entries and gives the focus back', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    await hierarchy.open(number('Site'));
    await hierarchy.tree.focus();
    await page.keyboard.press('Shift+F10');
    await expect(hierarchy.menu.getByRole('menuitem')).toHaveText([
      /^Open account\s*Enter$/,
      /^Open all below\s*\*$/,
      /^Copy link\s*CtrlShiftL$/,
      /^Preview Move…\s*F2$/,
      /^Cut\s*X$/,
      /^Paste below\s*Cut an account first\s*P$/,
      /^Remove From Hierarchy\s*Del$/,
    ]);
    await expect(hierarchy.menu.getByRole('menuitem').first()).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(hierarchy.menu).toBeHidden();
    await expect(hierarchy.tree).toBeFocused();
    await page.keyboard.press('ContextMenu');
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await expect(hierarchy.removal).toContainText(`${name} Site`);
  });

  test('pastes only what was cut', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    await hierarchy.open(number('Site'));
    await hierarchy.tree.focus();
    await page.keyboard.press('Shift+F10');
    const paste = hierarchy.menu.getByRole('menuitem', { name: 'Paste below' });
    await expect(paste).toHaveAttribute('aria-disabled', 'true');
    // Without force the press would wait until the entry can be used.
    await paste.click({ force: true });
    await expect(hierarchy.menu, 'it stays, and says why').toBeVisible();
    await expect(hierarchy.preview).toBeHidden();
  });

  test('opens under the pointer for the line that it is on', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    await hierarchy.open(number('Group'));
    await hierarchy.line(number('North')).getByText('North').click({ button: 'right' });
    await expect(hierarchy.line(number('North'))).toHaveAttribute('aria-selected', 'true');
    await hierarchy.menu.getByRole('menuitem', { name: /^Cut/ }).click();
    await expect(hierarchy.menu).toBeHidden();
    await hierarchy.line(number('South')).hover();
    await hierarchy.line(number('South')).locator('.tree-menu-sign').click();
    const paste = hierarchy.menu.getByRole('menuitem', { name: 'Paste below' });
    await expect(paste).not.toHaveAttribute('aria-disabled');
    await paste.click();
    await expect(hierarchy.preview.getByText(`moves from ${name} Group to ${name} South`, { exact: false })).toBeVisible();
  });

  test('its keys work without it', async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const hierarchy = new HierarchyPage(page);
    await hierarchy.open(number('Site'));
    await hierarchy.tree.focus();
    await page.keyboard.press('Control+Shift+L');
    await expect(page.getByText('is copied', { exact: false })).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(new RegExp(`/hierarchy/${number('Site')}$`));
    await page.keyboard.press('Delete');
    await expect(hierarchy.removal).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(hierarchy.removal).toBeHidden();
    await hierarchy.tree.focus();
    await page.keyboard.press('F2');
    await expect(hierarchy.preview).toBeVisible();
  });

  test('an account that was cut says so in a word, and Escape takes the cut back', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    await hierarchy.open(number('Site'));
    await hierarchy.tree.focus();
    await page.keyboard.press('x');
    const word = hierarchy.line(number('Site')).getByText('cut', { exact: true });
    await expect(word).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByText('Nothing is cut any more.')).toBeVisible();
    await expect(word).toHaveCount(0);
    await page.keyboard.press('End');
    await page.keyboard.press('p');
    await expect(hierarchy.preview).toBeHidden();
  });

  test('offers a CSR what a CSR may do', async ({ browser, sessionOf, baseURL }) => {
    const context = await browser.newContext({ baseURL, storageState: await sessionOf('csr') });
    const hierarchy = new HierarchyPage(await context.newPage());
    await hierarchy.open(number('Site'));
    await hierarchy.tree.focus();
    await hierarchy.page.keyboard.press('F2');
    await hierarchy.page.keyboard.press('Shift+F10');
    await expect(hierarchy.menu.getByRole('menuitem')).toHaveCount(3);
    await expect(hierarchy.preview).toBeHidden();
    await context.close();
  });

  test('a tree with the menu of a line open @look', async ({ page }) => {
    const hierarchy = new HierarchyPage(page);
    await hierarchy.open(number('North'));
    await hierarchy.tree.focus();
    await page.keyboard.press('Shift+F10');
    await expect(hierarchy.menu).toBeVisible();
  });
});

test('where nothing can be moved x is a letter like any other', async ({ page }) => {
  const name = ownWord('Letter ');
  const xenon = { ...part(name, 'Xenon', 'Group'), contact1_company: `Xenon of ${name}` };
  const numbers = await accountsImport([part(name, 'Group'), part(name, 'North', 'Group'), xenon]);
  const hierarchy = new HierarchyPage(page);
  await page.goto(`/hierarchy/${numbers.get(`${name} Group`)}?on=${dayIn(3)}`);
  await hydrated(page);
  await hierarchy.tree.focus();
  await page.keyboard.press('x');
  await expect(hierarchy.line(numbers.get(`${name} Xenon`) ?? '')).toHaveAttribute('aria-selected', 'true');
});

test('? lists the keys of the tree', async ({ page }) => {
  const name = ownWord('Keys ');
  const numbers = await accountsImport([part(name, 'Group'), part(name, 'North', 'Group')]);
  const hierarchy = new HierarchyPage(page);
  await hierarchy.open(numbers.get(`${name} Group`) ?? '');
  await hierarchy.tree.focus();
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keys' });
  await expect(help.getByRole('heading', { name: 'The tree' })).toBeVisible();
  await expect(help).toContainText('Paste what was cut below the line');
});

test('organizations are listed by name, page by page, and open', async ({ page }) => {
  // Before all others by name.
  const name = ownWord('0000 ');
  const groups = Array.from({ length: 51 }, (_, at) => `Group ${String(at).padStart(2, '0')}`);
  const numbers = await accountsImport(groups.flatMap((group) => [part(name, group), part(name, `${group} part`, group)]));
  await page.goto('/hierarchy');
  const table = page.getByRole('grid', { name: 'Organizations by name' });
  const row = table.getByRole('row').filter({ hasText: `${name} Group 00` });
  await expect(row).toContainText(numbers.get(`${name} Group 00`) ?? '');
  await expect(row.getByRole('gridcell').nth(4)).toHaveText('1');
  await expect(table.getByText(`${name} Group 00 part`)).toHaveCount(0);
  await hydrated(page);
  await page.getByRole('link', { name: 'Next page' }).click();
  await expect(page).toHaveURL(/after=A-\d+/);
  await expect(row).toHaveCount(0);
  await page.getByRole('link', { name: 'First page' }).click();
  await row.getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1, name: `${name} Group 00` })).toBeVisible();
});

test('organizations are listed before a script has run @without-javascript', async ({ page }) => {
  // Before those of the test above, whichever runs first.
  const name = ownWord('000 ');
  await accountsImport([part(name, 'Group'), part(name, 'Part', 'Group')]);
  await page.goto('/hierarchy');
  await page.getByRole('link', { name: `${name} Group` }).click();
  await expect(page.getByRole('row').filter({ hasText: `${name} Part` })).toBeVisible();
});

test('an account has a tab that leads to its line in the tree', async ({ page }) => {
  const name = ownWord('Tab ');
  const numbers = await accountsImport([part(name, 'Group'), part(name, 'North', 'Group')]);
  const north = numbers.get(`${name} North`) ?? '';
  await page.goto(`/accounts/${north}`);
  await hydrated(page);
  await page.getByRole('navigation', { name: `${name} North` }).getByRole('link', { name: 'Hierarchy' }).click();
  const hierarchy = new HierarchyPage(page);
  await expect(hierarchy.line(north)).toHaveAttribute('aria-selected', 'true');
  await expect(hierarchy.line(north)).toHaveAttribute('aria-level', '2');
});

test('the navigation says where one is on a page of what-if boards', async ({ page }) => {
  const here = page.getByRole('navigation', { name: 'Main' }).locator('[aria-current=page]');
  await page.goto('/what-if');
  await expect(here).toHaveText('What-if boards');
  await page.goto('/hierarchy');
  await expect(here).toHaveText('Hierarchy');
});

test('the amounts of the tree say as of when they are, and the tree of another day, which has none, does not', async ({ page }) => {
  const name = ownWord('Stamp ');
  const numbers = await accountsImport([part(name, 'Group'), part(name, 'North', 'Group')]);
  const group = numbers.get(`${name} Group`) ?? '';
  const hierarchy = new HierarchyPage(page);
  await hierarchy.open(group);
  const stamp = page.getByText(/^Amounts due as of \d{1,2} [A-Z][a-z]{2} \d{4}, \d{2}:\d{2} or later$/);
  await expect(stamp).toBeVisible();
  await page.goto(`/hierarchy/${group}?on=${dayIn(10)}`);
  await hydrated(page);
  await expect(hierarchy.line(numbers.get(`${name} North`) ?? '')).toBeVisible();
  await expect(stamp).toHaveCount(0);
});
