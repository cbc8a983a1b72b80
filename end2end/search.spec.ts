import { accountNew, ownWord } from './support/accounts';
import { expect, hydrated, test } from './support/test';

test.use({ role: 'csr' });

/** One account that every test of this file looks for. */
const company = ownWord('Kestrel ');
const street = `${ownWord('Storgata')} 17`;
const digits = String(Math.floor(Math.random() * 1e8)).padStart(8, '0');

/** The searches of the issue: what is typed finds the account. */
const findsBy: [string, (number: string) => string][] = [
  ['part of a company name with *', () => `*${company.slice(8, -2)}*`],
  ['the beginnings of words', () => company.slice(0, -3)],
  ['its address', () => street.slice(0, 14)],
  ['its account number', (number) => number],
  ['phone digits', () => digits],
];

test.describe('finds an account', () => {
  test.describe.configure({ mode: 'serial' });
  let number = '';

  test.beforeAll(async ({ browser, sessionOf, baseURL }) => {
    const context = await browser.newContext({ baseURL, storageState: await sessionOf('csr') });
    const page = await context.newPage();
    number = await accountNew(page, {
      'First name': 'Ana',
      'Last name': 'Kestrel',
      Company: company,
      Street: street,
      City: 'Oslo',
      'Work phone': `+47 ${digits}`,
    });
    await context.close();
  });

  for (const [what, query] of findsBy) {
    test(`by ${what}`, async ({ page }) => {
      await page.goto('/search');
      await hydrated(page);
      await page.keyboard.press('/');
      await expect(page.getByRole('searchbox', { name: 'Search accounts' })).toBeFocused();
      await page.keyboard.type(query(number));
      await expect(page.getByRole('main').getByText(number).filter({ visible: true }).first()).toBeVisible();
    });
  }

  test('with the keyboard alone: /, words, arrow, Enter', async ({ page }) => {
    await page.goto('/search');
    await hydrated(page);
    await page.keyboard.press('/');
    await page.keyboard.type(company);
    await expect(page).toHaveURL(/q=/);
    await expect(page.getByRole('main').getByText(number).filter({ visible: true }).first()).toBeVisible();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(new RegExp(`/accounts/${number}`));
    await page.goBack();
    await expect(page).toHaveURL(/\/search\?q=/);
    await expect(page.getByRole('searchbox', { name: 'Search accounts' })).toHaveValue(company);
    await expect(page.getByRole('main').getByText(number).filter({ visible: true }).first()).toBeVisible();
  });

  test('where nothing is found each word can be sought anywhere, within the filters', async ({ page }) => {
    const middle = company.slice(10, -2);
    await page.goto(`/search?q=${encodeURIComponent(`${middle} strel`)}&status=active`);
    await expect(page.getByText('No account found')).toBeVisible();
    await page.getByRole('link', { name: `Search *${middle}* *strel*` }).click();
    await expect(page).toHaveURL(/status=active/);
    await expect(page.getByRole('main').getByText(number).filter({ visible: true }).first()).toBeVisible();
  });

  test('where filters leave nothing the search is offered without them', async ({ page }) => {
    await page.goto(`/search?q=${encodeURIComponent(`${company} status:closed`)}`);
    await page.getByRole('link', { name: 'Search without filters' }).click();
    await expect(page.getByRole('searchbox', { name: 'Search accounts' })).toHaveValue(company);
    await expect(page.getByRole('main').getByText(number).filter({ visible: true }).first()).toBeVisible();
  });

  test('in one go: words, arrow and Enter wait for the answer to the words', async ({ page }) => {
    // Opened last, so that it stands first in the list until the answer comes.
    const other = await accountNew(page, { 'First name': 'Ben', 'Last name': 'Heron' });
    await page.route(/\/search\/accounts/, async (route) => {
      await new Promise((done) => setTimeout(done, 600));
      await route.continue();
    });
    await page.goto('/search');
    await hydrated(page);
    await expect(page.getByRole('main').locator('tbody tr').first()).toContainText(other);
    await page.keyboard.press('/');
    await page.keyboard.type(company);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(new RegExp(`/accounts/${number}`));
  });

  test('with the mouse, on a line that typing has just brought', async ({ page }) => {
    const broken: string[] = [];
    page.on('pageerror', (error) => broken.push(error.message));
    await page.goto('/search');
    await hydrated(page);
    await page.keyboard.press('/');
    await page.keyboard.type(company, { delay: 60 });
    await page.getByRole('main').getByRole('link', { name: company }).first().click();
    await expect(page).toHaveURL(new RegExp(`/accounts/${number}`));
    expect(broken).toEqual([]);
  });

  test('where Enter opened an account the focus is on its page, not in the box', async ({ page }) => {
    await page.goto(`/search?q=${encodeURIComponent(company)}`);
    await hydrated(page);
    await page.keyboard.press('/');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(new RegExp(`/accounts/${number}`));
    await expect(page.getByRole('main')).toBeFocused();
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog')).toBeVisible();
    await expect(page.getByRole('searchbox', { name: 'Search accounts' })).toHaveValue('');
  });

  test('on a phone a line found by its address shows it', async ({ page }) => {
    await page.setViewportSize({ width: 400, height: 800 });
    await page.goto(`/search?q=${encodeURIComponent(street)}`);
    const line = page.getByRole('main').locator('tbody tr').filter({ hasText: number });
    await expect(line.locator('small').filter({ hasText: street, visible: true })).toContainText('Oslo');
  });

  test('from another page: Enter in the box, arrow, Enter', async ({ page }) => {
    await page.goto('/accounts/new');
    await hydrated(page);
    await page.getByRole('searchbox', { name: 'Search accounts' }).fill(company);
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/q=/);
    await expect(page.getByRole('main').getByText(number).filter({ visible: true }).first()).toBeVisible();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(new RegExp(`/accounts/${number}`));
  });
});

test('Back finds the list as it was left: pages added, line chosen, place', async ({ page }) => {
  await page.goto('/search?q=a*');
  await hydrated(page);
  const lines = page.getByRole('main').locator('tbody tr');
  await expect(lines).toHaveCount(50);
  await page.getByRole('link', { name: 'Show more' }).click();
  await expect(lines).toHaveCount(100);
  const line = lines.nth(80);
  await line.scrollIntoViewIfNeeded();
  const key = await line.getAttribute('data-key');
  await line.getByRole('link').click();
  await expect(page).toHaveURL(/\/accounts\/A-/);
  await page.goBack();
  await expect(lines).toHaveCount(100);
  await expect(lines.nth(80)).toHaveAttribute('data-key', key ?? '');
  await expect(lines.nth(80)).toHaveAttribute('aria-selected', 'true');
  await expect(lines.nth(80)).toBeInViewport();
});

test('↓ on the last line brings the next page and goes on there', async ({ page }) => {
  await page.goto('/search?q=a*');
  await hydrated(page);
  const lines = page.getByRole('main').locator('tbody tr');
  await expect(lines).toHaveCount(50);
  await page.keyboard.press('/');
  for (let press = 0; press < 50; press += 1) {
    await page.keyboard.press('ArrowDown');
  }
  await expect(lines.nth(49)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowDown');
  await expect(lines).toHaveCount(100);
  await expect(lines.nth(50)).toHaveAttribute('aria-selected', 'true');
  await expect(lines.nth(50)).toBeInViewport();
});

test('the preview shows the first line from the start and stays beside a long list', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 800 });
  await page.goto('/search?q=a*');
  await hydrated(page);
  const line = page.getByRole('main').locator('tbody tr').first();
  const href = await line.getByRole('link').first().getAttribute('href');
  const shown = page.getByRole('complementary', { name: 'Preview' }).getByRole('heading', { level: 2 }).getByRole('link');
  await expect(shown).toHaveAttribute('href', href ?? '');
  await page.getByRole('link', { name: 'Show more' }).scrollIntoViewIfNeeded();
  await expect(shown).toBeInViewport();
});

test('filters narrow the list, chosen or typed, and stand in the address', async ({ page }) => {
  await page.goto('/search?q=a*');
  await hydrated(page);
  await page.getByRole('combobox', { name: 'Status', exact: true }).selectOption('closed');
  await expect(page).toHaveURL(/status=closed/);
  const main = page.getByRole('main');
  const statuses = main.locator('tbody tr .status');
  await expect(statuses.first()).toHaveText(/Closed/);
  expect(new Set(await statuses.allInnerTexts())).toEqual(new Set(['Closed']));
  await page.getByRole('combobox', { name: 'Customer type', exact: true }).selectOption('gold');
  await expect(page).toHaveURL(/customer=gold/);
  for (const chip of ['Status: Closed', 'Customer type: Gold']) {
    await expect(main.getByRole('link', { name: `Remove filter ${chip}` })).toBeVisible();
  }
  await page.getByRole('combobox', { name: 'Type', exact: true }).selectOption('site');
  await expect(page).toHaveURL(/type=site/);
  await page.goBack();
  await page.goBack();
  await expect(page).toHaveURL(/status=closed$/);
  for (const [filter, value] of [['Status', 'closed'], ['Customer type', ''], ['Type', '']]) {
    await expect(page.getByRole('combobox', { name: filter, exact: true })).toHaveValue(value);
  }
  await page.goto('/search?q=a*+status%3Aclosed');
  await expect(statuses.first()).toHaveText(/Closed/);
  expect(new Set(await statuses.allInnerTexts())).toEqual(new Set(['Closed']));
});

test('finds an account and reads it @without-javascript', async ({ page, browser, sessionOf, baseURL }) => {
  const own = ownWord('Plain ');
  const context = await browser.newContext({ baseURL, storageState: await sessionOf('csr'), javaScriptEnabled: true });
  const found = await accountNew(await context.newPage(), { 'First name': 'Ana', 'Last name': 'Fox', Company: own });
  await context.close();
  await page.goto('/search');
  const box = page.getByRole('searchbox', { name: 'Search accounts' });
  await box.fill(own);
  await box.press('Enter');
  await expect(page).toHaveURL(/q=/);
  await page.getByRole('main').locator(`a[href*="${found}"]`).first().click();
  await expect(page.getByRole('heading', { level: 1, name: own })).toBeVisible();
});

/** Whatever is typed, there is an answer or a plain sentence, and the page stays alive. */
const hostile = ['*', '%', '_', '\\', "' OR 1=1 --", '"', 'a*b*c*d*e*f*g*h*', '‮', '<script>alert(1)</script>', 'x'.repeat(2000)];

for (const typed of hostile) {
  test(`answers ${JSON.stringify(typed.slice(0, 24))}`, async ({ page }) => {
    const answer = await page.goto(`/search?q=${encodeURIComponent(typed)}`);
    expect(answer?.status()).toBeLessThan(500);
    await hydrated(page);
    await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
    await expect(page.getByRole('main')).not.toContainText(/name this number|went wrong/i);
  });
}

test('the search page @look', async ({ page }) => {
  await page.goto('/search?q=a');
  await hydrated(page);
  await expect(page.getByRole('main')).toBeVisible();
});

test('a card number is neither searched for nor kept in the address', async ({ page }) => {
  const sentence = page.getByText('This looks like a card number. No account is found by one', { exact: false });
  const box = page.getByRole('searchbox', { name: 'Search accounts' });
  await page.goto('/search');
  await hydrated(page);
  await box.fill('4111 1111 1111 1111 12/28 123');
  await expect(sentence).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(box).toHaveValue('4111 1111 1111 1111 12/28 123');
  expect(page.url()).not.toContain('4111');
  await box.fill(company);
  await expect(sentence).toHaveCount(0);
  await expect(page).toHaveURL(/q=Kestrel/);

  // From an address that somebody else wrote.
  await page.goto('/search?q=4111%201111%201111%201111');
  await hydrated(page);
  await expect(sentence).toBeVisible();
  await expect(page).toHaveURL(/\/search\?refused=card-number$/);

  // In the box of another page, and in the palette.
  await page.goto('/me');
  await hydrated(page);
  await box.fill('4111111111111111');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Notices' })).toContainText('This looks like a card number.');
  await expect(page).toHaveURL(/\/me$/);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Type a command or a name' }).fill('4111111111111111');
  await expect(page.getByRole('dialog').getByText('This looks like a card number.', { exact: false })).toBeVisible();
  await page.keyboard.press('Escape');
});

test('a card number stands in no address while it is typed', async ({ page }) => {
  const asked: string[] = [];
  page.on('framenavigated', (frame) => asked.push(new URL(frame.url()).searchParams.get('q') ?? ''));
  const box = page.getByRole('searchbox', { name: 'Search accounts' });
  await page.goto('/search');
  await hydrated(page);
  // Slowly: after each digit the address would follow.
  await box.pressSequentially('4111 1111 1111 1111', { delay: 250 });
  await expect(page.getByText('This looks like a card number.', { exact: false })).toBeVisible();
  await expect(box).toHaveValue('4111 1111 1111 1111');
  expect(asked).toContain('4111');
  expect(asked.filter((q) => q.replace(/\D/g, '').length >= 12)).toEqual([]);
  expect(page.url()).not.toContain('4111');
});

test('before anything is typed the accounts that were opened last are offered, the last one first', async ({ page }) => {
  const [first, last] = [
    await accountNew(page, { 'First name': 'Ana', 'Last name': ownWord('Early ') }),
    await accountNew(page, { 'First name': 'Ana', 'Last name': ownWord('Late ') }),
  ];
  for (const number of [first, last]) {
    await page.goto(`/accounts/${number}`);
    await hydrated(page);
  }
  await page.goto('/search');
  await hydrated(page);
  const list = page.getByRole('main');
  await expect(list.getByText('Recently opened')).toBeVisible();
  // Others of the same person may stand between them.
  await expect.poll(async () => {
    const words = await list.innerText();
    return [last, first].map((number) => words.indexOf(number)).every((at, i, all) => at > (all[i - 1] ?? -1));
  }).toBe(true);
});

test('a long phone number is found while it is typed, and stands in the address after Enter', async ({ page }) => {
  // As long as a card number, and none.
  const phone = '4915112345679';
  const number = await accountNew(page, { 'Last name': ownWord('Fox '), 'Work phone': `+${phone}` });
  const box = page.getByRole('searchbox', { name: 'Search accounts' });
  await page.goto('/search');
  await hydrated(page);
  await box.fill(phone);
  const found = page.getByRole('main').getByText(number).filter({ visible: true }).first();
  await expect(found).toBeVisible();
  expect(page.url()).not.toContain(phone);
  await box.press('Enter');
  await expect(page).toHaveURL(new RegExp(`q=${phone}`));
  await expect(found).toBeVisible();
});

test('a long phone number stands in the address for whoever presses Enter before typing has come to rest', async ({ page }) => {
  const phone = '4915112345680';
  const box = page.getByRole('searchbox', { name: 'Search accounts' });
  await page.goto('/search');
  await hydrated(page);
  await box.fill(phone);
  await box.press('Enter');
  await expect(page).toHaveURL(new RegExp(`q=${phone}`));
  // Longer than typing has to rest before it is searched for.
  await page.waitForTimeout(400);
  await expect(page).toHaveURL(new RegExp(`q=${phone}`));
});

test('a card number that the form sends is refused @without-javascript', async ({ page }) => {
  const box = page.getByRole('searchbox', { name: 'Search accounts' });
  await page.goto('/search');
  await box.fill('4111 1111 1111 1111');
  await box.press('Enter');
  await expect(page).toHaveURL(/\/search\?refused=card-number$/);
  await expect(page.getByText('This looks like a card number.', { exact: false })).toBeVisible();
  await expect(box).toHaveValue('');
});

test('a picker says of how many accounts it shows the first', async ({ page }) => {
  await page.goto('/accounts/new');
  await hydrated(page);
  const box = page.getByRole('combobox', { name: 'Parent account' });
  await box.fill('status:active');
  const options = page.getByRole('listbox', { name: 'Options' }).getByRole('option');
  await expect(options).toHaveCount(8);
  const words = /^8 of [\d,]+( and more)?: go on typing$/;
  // Below the list, and read out.
  await expect(page.getByRole('paragraph').filter({ hasText: words })).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: words })).toHaveCount(1);
  await box.fill('');
  await expect(options).toHaveCount(0);
});
