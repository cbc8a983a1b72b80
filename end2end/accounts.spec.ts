import type { Page } from '@playwright/test';
import { CreatePage, ProfilePage } from './pages/account-form';
import { accountNew, colleagueSaves, ownWord } from './support/accounts';
import { held } from './support/held';
import { expect, hydrated, test } from './support/test';

test.use({ role: 'csr' });

test('creates an account, edits two contacts and sees the change in its history', async ({ page }) => {
  const company = ownWord('Fjord ');
  const number = await accountNew(page, { 'First name': 'Ana', 'Last name': 'Fox', Company: company });
  await expect(page.getByRole('heading', { level: 1, name: company })).toBeVisible();

  const profile = new ProfilePage(page);
  await page.goto(`/accounts/${number}/profile`);
  await hydrated(page);
  await profile.contacts.add();
  await profile.contacts.fill(2, { 'First name': 'Ben', 'Last name': 'Reed' });
  await profile.contacts.fill(1, { 'Last name': 'Foxe' });
  await profile.save.click();
  await expect(page.getByRole('status').filter({ hasText: /saved/i })).toBeVisible();

  await page.goto(`/accounts/${number}/history`);
  const main = page.getByRole('main');
  await expect(main).toContainText('Foxe');
  await expect(main).toContainText('Reed');
  await expect(main.locator('del', { hasText: /^Fox$/ }).first()).toBeAttached();
  await expect(main.locator('ins', { hasText: /^Foxe$/ }).first()).toBeAttached();
});

test('a double click makes one account', async ({ page }) => {
  const company = ownWord('Twice ');
  const create = new CreatePage(page);
  await page.goto('/accounts/new');
  await hydrated(page);
  await create.contacts.fill(1, { 'First name': 'Ana', 'Last name': 'Fox', Company: company });
  await create.submit.dblclick();
  await create.created();
  await page.goto(`/search?q=${encodeURIComponent(company)}`);
  await hydrated(page);
  await expect(page.getByRole('main').getByText(company).first()).toBeVisible();
  const links = page.getByRole('main').locator('a[href*="/accounts/A-"]', { hasText: company });
  expect(new Set(await links.evaluateAll((all) => all.map((a) => a.getAttribute('href')))).size).toBe(1);
});

test('what is wrong stands beside its field and nothing typed is lost', async ({ page }) => {
  const create = new CreatePage(page);
  await page.goto('/accounts/new');
  await hydrated(page);
  await create.contacts.fill(1, { 'First name': '<b>Ana</b> "☃"', 'E-mail': 'no address', 'Work phone': 'call me' });
  await create.submit.click();
  const email = create.contacts.field(1, 'E-mail');
  await expect(email).toHaveAttribute('aria-invalid', 'true');
  await expect(create.contacts.field(1, 'Work phone')).toHaveAttribute('aria-invalid', 'true');
  await expect(email).toHaveValue('no address');
  await expect(create.contacts.field(1, 'First name')).toHaveValue('<b>Ana</b> "☃"');
  await expect(page).toHaveURL(/\/accounts\/new$/);
});

test('a sentence goes once its field is corrected, beside it and above the form', async ({ page }) => {
  const create = new CreatePage(page);
  await page.goto('/accounts/new');
  await hydrated(page);
  await create.contacts.fill(1, { 'E-mail': 'no address', 'Work phone': 'call me' });
  await create.submit.click();
  const summary = page.getByRole('alert').filter({ hasText: 'Please correct what is marked' });
  const [email, phone] = [create.contacts.field(1, 'E-mail'), create.contacts.field(1, 'Work phone')];
  await expect(summary.getByRole('link', { name: 'Contact 1: Last name' })).toBeVisible();
  await email.fill('ana@fox.example');
  await expect(email).not.toHaveAttribute('aria-invalid', 'true');
  await expect(phone).toHaveAttribute('aria-invalid', 'true');
  await expect(summary.getByRole('link', { name: 'Contact 1: Work phone' })).toBeVisible();
  await expect(summary.getByRole('link', { name: 'Contact 1: E-mail' })).toBeHidden();
  await email.fill('no address');
  await expect(email).toHaveAttribute('aria-invalid', 'true');
  await email.fill('');
  await phone.fill('');
  // A company is a name too.
  await create.contacts.fill(1, { Company: ownWord('Corrected ') });
  await expect(summary).toBeHidden();
  await expect(create.errors).toHaveCount(0);
});

test('the second of two who edit the same is told field by field and loses nothing', async ({ page, browser, sessionOf, baseURL }) => {
  const number = await accountNew(page, { 'First name': 'Ana', 'Last name': 'Fox', Company: ownWord('Both ') });
  const address = `/accounts/${number}/profile`;
  const mine = new ProfilePage(page);
  await page.goto(address);
  await hydrated(page);
  await mine.contacts.fill(1, { 'Last name': 'Mine', City: 'Bergen' });

  const context = await browser.newContext({ baseURL, storageState: await sessionOf('manager') });
  const other = await context.newPage();
  const theirs = new ProfilePage(other);
  await other.goto(address);
  await hydrated(other);
  await theirs.contacts.fill(1, { 'Last name': 'Theirs' });
  await theirs.save.click();
  await expect(other.getByRole('status').filter({ hasText: /saved/i })).toBeVisible();
  await context.close();

  await mine.save.click();
  const row = mine.conflict.getByRole('row', { name: /Last name/ });
  await expect(row).toContainText('Fox');
  await expect(row).toContainText('Theirs');
  await expect(row).toContainText('Mine');
  await mine.conflict.getByRole('button', { name: 'Use these values' }).click();
  await expect(mine.contacts.field(1, 'City')).toHaveValue('Bergen');
  await mine.save.click();
  await expect(page.getByRole('status').filter({ hasText: /saved/i })).toBeVisible();
  await page.reload();
  await expect(mine.contacts.field(1, 'Last name')).toHaveValue('Mine');
});

test('the value that is chosen counts, also after saving once more without a word, and the work goes on at Save', async ({ page, browser, sessionOf, baseURL }) => {
  const number = await accountNew(page, { 'First name': 'Ana', 'Last name': 'Fox', Company: ownWord('Chosen ') });
  const mine = new ProfilePage(page);
  await page.goto(`/accounts/${number}/profile`);
  await hydrated(page);
  await mine.contacts.fill(1, { 'Last name': 'Mine', City: 'Bergen' });
  await colleagueSaves({ browser, baseURL, sessionOf }, number, (theirs) => theirs.contacts.fill(1, { 'Last name': 'Theirs' }));
  await mine.save.click();
  const theirs = mine.conflict.getByRole('row', { name: /Last name/ }).getByRole('radio', { name: /take theirs/ });
  await theirs.check();
  const again = page.waitForResponse('**/api/accounts/profile/save');
  await page.keyboard.press('Control+s');
  await again;
  await expect(mine.save).not.toHaveAttribute('aria-busy', 'true');
  await expect(theirs).toBeChecked();
  await mine.conflict.getByRole('button', { name: 'Use these values' }).click();
  await expect(mine.contacts.field(1, 'Last name')).toHaveValue('Theirs');
  await expect(mine.contacts.field(1, 'City')).toHaveValue('Bergen');
  await expect(mine.save).toBeFocused();
});

test('a contact that one removes and another makes primary is asked about', async ({ page, browser, sessionOf, baseURL }) => {
  const number = await accountNew(page, { 'First name': 'Ana', 'Last name': 'Fox', Company: ownWord('First ') });
  const mine = new ProfilePage(page);
  await page.goto(`/accounts/${number}/profile`);
  await hydrated(page);
  await mine.contacts.add();
  await mine.contacts.fill(2, { 'Last name': 'Heron' });
  await mine.save.click();
  await expect(page.getByRole('status').filter({ hasText: /saved/i })).toBeVisible();
  await mine.contacts.card(2).getByRole('button', { name: 'Remove' }).click();
  await colleagueSaves({ browser, baseURL, sessionOf }, number, (theirs) => theirs.contacts.card(2).getByRole('radio').check());
  await mine.save.click();
  const row = mine.conflict.getByRole('row', { name: /Contact Heron/ });
  await expect(row).toContainText('Heron (now primary)');
  await expect(row).toContainText('deleted');
  await row.getByRole('radio', { name: /take theirs/ }).check();
  await mine.conflict.getByRole('button', { name: 'Use these values' }).click();
  await expect(mine.contacts.field(2, 'Last name')).toHaveValue('Heron');
  await expect(mine.contacts.card(2).getByRole('radio')).toBeChecked();
});

test('what is typed while the profile is saved stays, and counts as unsaved', async ({ page }) => {
  const number = await accountNew(page, { 'First name': 'Ana', 'Last name': 'Fox', Company: ownWord('Slow ') });
  const profile = new ProfilePage(page);
  await page.goto(`/accounts/${number}/profile`);
  await hydrated(page);
  await profile.contacts.fill(1, { City: 'Bergen' });
  const answer = await held(page, 'accounts/profile/save');
  await page.keyboard.press('Control+s');
  await answer.asked;
  await profile.contacts.fill(1, { Street: 'Bryggen 7' });
  await answer.arrive();
  await expect(page.getByRole('status').filter({ hasText: 'What you typed since is not saved yet.' })).toBeVisible();
  await expect(profile.contacts.field(1, 'Street')).toHaveValue('Bryggen 7');
  await expect(profile.save).toBeEnabled();
  await page.keyboard.press('Control+s');
  await expect(profile.save).toBeDisabled();
  await page.reload();
  await expect(profile.contacts.field(1, 'City')).toHaveValue('Bergen');
  await expect(profile.contacts.field(1, 'Street')).toHaveValue('Bryggen 7');
});

test('whoever types in a new contact while it is saved goes on in it', async ({ page }) => {
  const number = await accountNew(page, { 'First name': 'Ana', 'Last name': 'Fox', Company: ownWord('Typing ') });
  const profile = new ProfilePage(page);
  await page.goto(`/accounts/${number}/profile`);
  await hydrated(page);
  await profile.contacts.add();
  await profile.contacts.fill(2, { 'Last name': 'Reed' });
  const answer = await held(page, 'accounts/profile/save');
  await page.keyboard.press('Control+s');
  await answer.asked;
  await profile.contacts.fill(2, { 'First name': 'Ben' });
  await answer.arrive();
  await expect(page.getByRole('status').filter({ hasText: 'What you typed since is not saved yet.' })).toBeVisible();
  await expect(profile.contacts.field(2, 'First name')).toBeFocused();
  await page.keyboard.press('Control+s');
  await expect(profile.save).toBeDisabled();
  await page.reload();
  await expect(profile.contacts.field(2, 'First name')).toHaveValue('Ben');
  await expect(profile.contacts.card(3)).toHaveCount(0);
});

test('an account without a company says so and blocks nothing', async ({ page }) => {
  const number = await accountNew(page, { 'First name': 'Ida', 'Last name': ownWord('Solo') });
  await page.goto(`/accounts/${number}`);
  await expect(page.getByText('The primary contact has no company name', { exact: false })).toBeVisible();
  await page.getByRole('link', { name: 'Add now' }).click();
  await expect(page).toHaveURL(/profile/);
});

test('the parent of a new account is found by searching, or typed', async ({ page }) => {
  const company = ownWord('Above ');
  const parent = await accountNew(page, { 'First name': 'Ana', 'Last name': 'Fox', Company: company });
  const create = new CreatePage(page);
  await page.goto('/accounts/new');
  await hydrated(page);
  await create.contacts.fill(1, { 'First name': 'Bo', 'Last name': ownWord('Below') });
  const box = page.getByRole('combobox', { name: 'Parent account' });
  await box.fill(company);
  await page.getByRole('option').filter({ hasText: parent }).click();
  await expect(box).toHaveValue(parent);
  await expect(page.getByRole('status').filter({ hasText: company })).toBeVisible();
  // What was typed and found nothing stays, with a sentence beside it.
  await box.fill('A-99999999');
  await create.submit.click();
  await expect(box).toHaveAttribute('aria-invalid', 'true');
  await expect(box).toHaveValue('A-99999999');
  await box.fill(parent);
  await create.submit.click();
  await create.created();
  await expect(page.getByRole('navigation', { name: 'Organization' })).toContainText(company);
});

test('an account that does not exist is answered with a sentence', async ({ page }) => {
  await page.goto('/accounts/A-99999999');
  await expect(page.getByRole('heading', { level: 2, name: 'No such account' })).toBeVisible();
});

for (const tab of ['', '/profile', '/billing', '/history']) {
  test(`the account page ${tab || '/home'} @look`, async ({ page, browser, sessionOf, baseURL }) => {
    const context = await browser.newContext({ baseURL, storageState: await sessionOf('csr') });
    const number = await accountNew(await context.newPage(), { 'First name': 'Ana', 'Last name': 'Fox', Company: ownWord('Look ') });
    await context.close();
    await page.goto(`/accounts/${number}${tab}`);
    await hydrated(page);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
  });
}

test('the page that creates an account @look', async ({ page }) => {
  await page.goto('/accounts/new');
  await hydrated(page);
  await expect(page.getByRole('button', { name: 'Create account' })).toBeVisible();
});

/** The form of a new account with Fox, and Heron and Otter of Bergen. */
async function threeContacts(page: Page): Promise<CreatePage> {
  const create = new CreatePage(page);
  await page.goto('/accounts/new');
  await hydrated(page);
  await create.contacts.fill(1, { 'Last name': 'Fox' });
  for (const [number, name] of [[2, 'Heron'], [3, 'Otter']] as const) {
    await create.contacts.add();
    await create.contacts.fill(number, { 'Last name': name, City: 'Bergen' });
  }
  return create;
}

test('who removes a contact goes on at the one beside it', async ({ page }) => {
  const create = await threeContacts(page);
  await create.contacts.card(2).getByRole('button', { name: 'Remove' }).click();
  await expect(create.contacts.field(2, 'Last name')).toHaveValue('Otter');
  await expect(create.contacts.field(2, 'First name')).toBeFocused();
  await create.contacts.card(2).getByRole('button', { name: 'Remove' }).click();
  await expect(create.contacts.card(2)).toHaveCount(0);
  await expect(create.contacts.field(1, 'First name')).toBeFocused();
});

test('a contact that was removed is brought back to its place by Undo', async ({ page }) => {
  const create = await threeContacts(page);
  await create.contacts.card(2).getByRole('button', { name: 'Remove' }).click();
  await expect(create.contacts.field(2, 'Last name')).toHaveValue('Otter');
  const notices = page.getByRole('region', { name: 'Notices' });
  await expect(notices).toContainText('Contact 2: Heron is removed from the form.');
  await notices.getByRole('button', { name: 'Undo' }).click();
  await expect(create.contacts.field(2, 'Last name')).toHaveValue('Heron');
  await expect(create.contacts.field(2, 'City')).toHaveValue('Bergen');
  await expect(create.contacts.field(3, 'Last name')).toHaveValue('Otter');
  await expect(create.contacts.field(2, 'First name')).toBeFocused();
});

test.describe('reading an account', () => {
  test('shows who it is and its tabs @without-javascript', async ({ page, browser, sessionOf, baseURL }) => {
    const company = ownWord('Read ');
    const context = await browser.newContext({ baseURL, storageState: await sessionOf('csr'), javaScriptEnabled: true });
    const number = await accountNew(await context.newPage(), { 'First name': 'Ana', 'Last name': 'Fox', Company: company });
    await context.close();
    await page.goto(`/accounts/${number}`);
    await expect(page.getByRole('heading', { level: 1, name: company })).toBeVisible();
    await expect(page.getByRole('heading', { name: 'Balances' })).toBeVisible();
    await page.getByRole('link', { name: 'Profile', exact: true }).click();
    await expect(page).toHaveURL(new RegExp(`${number}/profile$`));
    await expect(page.getByLabel('Last name').first()).toHaveValue('Fox');
  });
});

test('a new account is made without the program, after its mistakes were said @without-javascript', async ({ page }) => {
  const company = ownWord('Paper ');
  await page.goto('/accounts/new');
  const contact = page.getByRole('region', { name: /^Contact 1/ });
  await contact.getByLabel('Last name').fill('Fox');
  await contact.getByLabel('Company', { exact: true }).fill(company);
  await contact.getByLabel('E-mail').fill('ana at acme');
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page).toHaveURL(/\/accounts\/new$/);
  const email = page.getByRole('region', { name: /^Contact 1/ }).getByLabel('E-mail');
  await expect(email).toHaveAttribute('aria-invalid', 'true');
  await expect(email).toHaveValue('ana at acme');
  await expect(page.getByRole('main')).toContainText('An e-mail address looks like name@example.com.');
  await expect(page.getByRole('region', { name: /^Contact 1/ }).getByLabel('Company', { exact: true })).toHaveValue(company);
  await email.fill('ana@acme.example');
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByRole('heading', { level: 1, name: company })).toBeVisible();
});

test('what is typed and not saved is asked about before it is left, also by the palette and by Back', async ({ page }) => {
  const number = await accountNew(page, { 'First name': 'Ana', 'Last name': 'Fox', Company: ownWord('Stay ') });
  await page.getByRole('link', { name: 'Profile', exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`${number}/profile$`));
  const name = page.getByLabel('Account name');
  await name.fill('Not saved yet');
  const asked: string[] = [];
  let answer = false;
  page.on('dialog', (dialog) => {
    asked.push(dialog.message());
    return answer ? dialog.accept() : dialog.dismiss();
  });

  await page.keyboard.press('Control+k');
  await page.keyboard.type('create account');
  await page.keyboard.press('Enter');
  await expect.poll(() => asked.length).toBe(1);
  expect(asked[0]).toContain('not saved yet');
  await expect(page).toHaveURL(new RegExp(`${number}/profile$`));
  await expect(name).toHaveValue('Not saved yet');

  await page.evaluate(() => history.back());
  await expect.poll(() => asked.length).toBe(2);
  await expect(page).toHaveURL(new RegExp(`${number}/profile$`));
  await expect(name).toHaveValue('Not saved yet');

  answer = true;
  await page.evaluate(() => history.back());
  await expect(page).toHaveURL(new RegExp(`${number}$`));
});

/** What the Actions of an account offer to a role: just what it may do. */
const offered = {
  csr: ['Account Profile', 'Verify Caller', 'Bill Unit Setup', 'Payment Methods', 'Organization Hierarchy'],
  operations: ['Verify Caller'],
  administrator: ['Verify Caller', 'Organization Hierarchy'],
} as const;

for (const role of ['csr', 'operations', 'administrator'] as const) {
  test.describe(`Actions of an account for ${role}`, () => {
    test.use({ role });

    test(`offer what ${role} may do and nothing else`, async ({ page }) => {
      await page.goto('/search?q=nordlicht');
      await hydrated(page);
      await page.getByRole('main').locator('tbody a').first().click();
      await page.getByRole('button', { name: 'Actions' }).click();
      await expect(page.getByRole('menuitem')).toHaveText(offered[role].map((label) => new RegExp(label)));
    });
  });
}
