import { SignInPage } from './pages/sign-in';
import { type Role, expect, signInOf, test } from './support/test';

const roles: Role[] = ['csr', 'manager', 'operations', 'administrator'];

for (const role of roles) {
  test(`a ${role} signs in and out`, async ({ page }) => {
    const signIn = new SignInPage(page);
    await signIn.open();
    await signIn.enter(signInOf(role));
    await expect(page).not.toHaveURL(/sign-in/);
    await page.getByRole('button', { name: 'your settings' }).click();
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await expect(page).toHaveURL(/sign-in/);
    await page.goto('/');
    await expect(page).toHaveURL(/sign-in/);
  });
}

test('a wrong password is refused beside the form and the login stays', async ({ page }) => {
  const signIn = new SignInPage(page);
  await signIn.open();
  await signIn.enter({ login: 'csr-nobody', password: 'not the password' });
  await expect(signIn.refusal).toContainText('do not belong together');
  await expect(signIn.login).toHaveValue('csr-nobody');
  await expect(signIn.password).toHaveValue('');
});

test('nothing typed stands in the address', async ({ page }) => {
  const signIn = new SignInPage(page);
  await signIn.open();
  await signIn.enter({ login: 'someone-typed', password: 'secret-typed' });
  await expect(signIn.refusal).toBeVisible();
  expect(page.url()).not.toMatch(/typed/);
});

test('who is sent to sign in comes back to where they wanted to go', async ({ page }) => {
  await page.goto('/accounts/new');
  await expect(page).toHaveURL(/sign-in/);
  await new SignInPage(page).enter(signInOf('csr'));
  await expect(page).toHaveURL(/\/accounts\/new$/);
});

test('signs in @without-javascript', async ({ page }) => {
  const signIn = new SignInPage(page);
  await signIn.open();
  await signIn.enter(signInOf('csr'));
  await expect(page).not.toHaveURL(/sign-in/);
  await expect(page.getByRole('main')).toBeVisible();
});

test('the sign-in page @look', async ({ page }) => {
  await new SignInPage(page).open();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
});
