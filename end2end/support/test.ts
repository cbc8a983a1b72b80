// The test function of every spec: pages of the server under test, people with a role, and two
// promises that hold for each page that is left behind: axe finds nothing, the console is silent.
import { test as base, type Browser, type Page } from '@playwright/test';
import { expectAccessible } from './axe';
import { running, type SignIn } from './server';

/** The staff roles, by the logins of the demo. */
export type Role = 'csr' | 'manager' | 'operations' | 'administrator';

export type StorageState = Awaited<ReturnType<import('@playwright/test').BrowserContext['storageState']>>;

type Fixtures = {
  /** The role that the test's page is signed in with; none unless a test says so. */
  role: Role | undefined;
  /** What the page wrote to its console as an error, and what it threw. */
  complaints: string[];
};

type WorkerFixtures = {
  /** The session of a role, made once per worker. */
  sessionOf: (role: Role) => Promise<StorageState>;
};

/** Login and password of a role in the demo. */
export function signInOf(role: Role): SignIn {
  const found = running().signIns.find((signIn) => signIn.login === role);
  if (!found) throw new Error(`the server printed no sign-in for ${role}`);
  return found;
}

async function newSession(browser: Browser, role: Role): Promise<StorageState> {
  const context = await browser.newContext({ baseURL: running().address });
  const { login, password } = signInOf(role);
  // The plain form post, as a browser without JavaScript sends it.
  const answer = await context.request.post('/sign-in', {
    form: { login, password, next: '' },
    headers: { origin: running().address, 'sec-fetch-site': 'same-origin' },
    maxRedirects: 0,
  });
  if (answer.status() !== 303) throw new Error(`signing in as ${role} answered ${answer.status()}`);
  const state = await context.storageState();
  await context.close();
  return state;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  role: [undefined, { option: true }],

  sessionOf: [
    async ({ browser }, use) => {
      const sessions = new Map<Role, Promise<StorageState>>();
      await use((role) => {
        const known = sessions.get(role) ?? newSession(browser, role);
        sessions.set(role, known);
        return known;
      });
    },
    { scope: 'worker' },
  ],

  baseURL: async ({}, use) => use(running().address),

  storageState: async ({ role, sessionOf }, use) => use(role ? await sessionOf(role) : undefined),

  complaints: async ({}, use) => use([]),

  page: async ({ page, complaints, javaScriptEnabled }, use) => {
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      // A refused form answers 422: the browser reports it, and the test looks at the page.
      if (message.type() === 'error' && !message.text().includes('status of 4')) complaints.push(message.text());
    });
    await use(page);
    if (page.isClosed() || page.url() === 'about:blank') return;
    // axe is a script itself; the same pages are looked at where scripts run.
    if (javaScriptEnabled === false) return;
    await expectAccessible(page);
    base.expect(complaints, 'what the page complained about').toEqual([]);
  },
});

export const expect = test.expect;

/** Waits until the program has taken the page over, so that a click is answered by it. */
export async function hydrated(page: Page): Promise<void> {
  await page.locator('html[data-ready]').waitFor({ state: 'attached' });
}
