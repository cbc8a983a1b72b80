import { billUnit, payerChoose } from './pages/bill-unit';
import { accountNew, ownWord } from './support/accounts';
import { held } from './support/held';
import { expect, hydrated, test } from './support/test';

test.use({ role: 'csr' });

test('the cycles that a new billing day makes are shown before it is saved, and come about', async ({ page }) => {
  const number = await accountNew(page, { 'First name': 'Ana', 'Last name': 'Fox', Company: ownWord('Cycle ') });
  await billUnit(page, number);
  const panel = page.getByRole('dialog', { name: 'Change bill unit' });
  const cycles = panel.getByRole('table', { name: 'What this makes of the cycles to come' });
  await expect(cycles).toBeHidden();
  // A new account is billed on the 1st: sixteen days until the 17th make a short cycle.
  await panel.getByLabel('Billing day of month').fill('17');
  await expect(cycles.getByRole('row').nth(1)).toContainText('Running cycle, as before');
  await expect(cycles.getByRole('row').nth(2)).toContainText(/Short cycle, 16 of \d\d days/);
  await expect(cycles.getByRole('row').nth(3)).toContainText('Regular cycle');
  const first = await cycles.getByRole('row').nth(1).getByRole('cell').last().innerText();
  // Five days lengthen the cycle that follows.
  await panel.getByLabel('Billing day of month').fill('6');
  await expect(cycles.getByRole('row').nth(2)).toContainText(/Long cycle, 5 of \d\d days and a whole month/);
  // Nothing is shown of what does not hold, nor of what is as it was.
  await panel.getByLabel('Billing day of month').fill('32');
  await expect(cycles).toBeHidden();
  await panel.getByLabel('Billing day of month').fill('17');
  await panel.getByRole('button', { name: 'Save bill unit' }).click();
  await expect(panel).toBeHidden();
  const unit = page.getByRole('table', { name: 'Bill units' }).getByRole('row').nth(1);
  await expect(unit).toContainText('every month on the 17th');
  await expect(unit).toContainText(first);
  await expect(unit.getByRole('link').first()).toBeFocused();
});

test('a change of a bill unit is taken back by Undo', async ({ page }) => {
  const number = await accountNew(page, { 'First name': 'Ana', 'Last name': 'Fox', Company: ownWord('Undone ') });
  await billUnit(page, number);
  const panel = page.getByRole('dialog', { name: 'Change bill unit' });
  await panel.getByLabel('Billing day of month').fill('17');
  await panel.getByRole('button', { name: 'Save bill unit' }).click();
  await expect(panel).toBeHidden();
  const unit = page.getByRole('table', { name: 'Bill units' }).getByRole('row').nth(1);
  await expect(unit).toContainText('every month on the 17th');
  const notices = page.getByRole('region', { name: 'Notices' });
  await notices.getByRole('button', { name: 'Undo' }).click();
  await expect(notices).toContainText('The bill unit has its former settings again.');
  await expect(unit).toContainText('every month on the 1st');
});

test('Undo of a payer says in the history that the change is undone', async ({ page }) => {
  const payer = ownWord('Paying ');
  await accountNew(page, { 'First name': 'Ana', 'Last name': 'Fox', Company: payer });
  const number = await accountNew(page, { 'First name': 'Bo', 'Last name': 'Reed', Company: ownWord('Paid ') });
  await billUnit(page, number);
  await payerChoose(page, payer);
  await expect(page.getByRole('dialog', { name: 'Change bill unit' })).toBeHidden();
  const units = page.getByRole('table', { name: 'Bill units' });
  await expect(units.getByRole('link', { name: payer })).toBeVisible();
  const notices = page.getByRole('region', { name: 'Notices' });
  await notices.getByRole('button', { name: 'Undo' }).click();
  await expect(notices).toContainText('1 bill unit pays for itself again.');
  await expect(units.getByRole('link', { name: payer })).toHaveCount(0);
  await page.goto(`/accounts/${number}/history`);
  await expect(page.getByRole('heading', { name: 'Payer change undone' })).toBeVisible();
  await expect(page.getByRole('article').filter({ hasText: 'Bill unit changed' }).first()).not.toContainText('Cannot be undone');
});

test('nothing can be typed into a bill unit while it is saved, and who was in a field goes on there', async ({ page, complaints }) => {
  const number = await accountNew(page, { 'First name': 'Ana', 'Last name': 'Fox', Company: ownWord('Waits ') });
  await billUnit(page, number);
  const day = page.getByRole('dialog', { name: 'Change bill unit' }).getByLabel('Billing day of month');
  await day.fill('17');
  const answer = await held(page, 'accounts/bill-unit/save');
  await day.press('Enter');
  await answer.asked;
  await expect(day).toBeDisabled();
  await answer.lose();
  await expect(day).toBeEnabled();
  await expect(day).toBeFocused();
  await expect(day).toHaveValue('17');
  // The browser complains about the request.
  complaints.length = 0;
});

test('the panel with the cycles to come @look', async ({ page }) => {
  const number = await accountNew(page, { 'First name': 'Ana', 'Last name': 'Fox', Company: ownWord('Cycles ') });
  await billUnit(page, number);
  const panel = page.getByRole('dialog', { name: 'Change bill unit' });
  await panel.getByLabel('Billing day of month').fill('17');
  await expect(panel.getByRole('table', { name: 'What this makes of the cycles to come' })).toBeVisible();
});

test('a caller is asked for the security answer, and what came of it stands in the News Feed', async ({ page }) => {
  const company = ownWord('Caller ');
  await page.goto('/accounts/new');
  await hydrated(page);
  const contact = page.getByRole('region', { name: /^Contact 1/ });
  await contact.getByLabel('Last name').fill('Fox');
  await contact.getByLabel('Company', { exact: true }).fill(company);
  await page.getByLabel('Security hint').fill('First pet');
  await page.getByLabel('Security answer').fill('Rex the second');
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.waitForURL(/\/accounts\/A-\d+$/);

  await page.getByRole('button', { name: 'Actions' }).click();
  await page.getByRole('menuitem', { name: 'Verify Caller' }).click();
  const panel = page.getByRole('dialog', { name: 'Verify Caller' });
  await expect(panel).toContainText('First pet');
  await expect(page).toHaveURL(/panel=verify-caller/);
  const said = panel.getByLabel('What the caller says');
  // A slip of the hand is told beside the box and counts as no answer.
  await panel.getByRole('button', { name: 'Verify' }).click();
  await expect(said).toHaveAccessibleDescription(/An answer has at least 3 letters or digits\./);
  await said.fill('Bello');
  await panel.getByRole('button', { name: 'Verify' }).click();
  await expect(panel.getByRole('status')).toContainText('This is not the answer. 4 more can be tried.');
  await expect(said).toHaveValue('');
  await said.fill('rex, THE second!');
  await panel.getByRole('button', { name: 'Verify' }).click();
  await expect(panel.getByRole('status')).toContainText('the caller is verified');
  await panel.getByRole('button', { name: 'Close' }).click();
  await expect(page).toHaveURL(/\/accounts\/A-\d+$/);
  await expect(page.getByRole('main')).toContainText('Caller verified');
});

test('an account without a security answer says where one is set', async ({ page }) => {
  const number = await accountNew(page, { 'First name': 'Ana', 'Last name': 'Fox', Company: ownWord('Silent ') });
  await page.goto(`/accounts/${number}?panel=verify-caller`);
  const panel = page.getByRole('dialog', { name: 'Verify Caller' });
  await expect(panel).toContainText('This account has no security answer.');
  await expect(panel.getByRole('link', { name: 'Account Profile' })).toBeVisible();
});
