// The pages that are measured, and who looks at them.
import type { Browser } from '@playwright/test';
import { stepAdd } from '../pages/board';
import { HierarchyPage } from '../pages/hierarchy';
import { organizationNew } from '../support/organization';
import { running } from '../support/server';
import { hydrated, type Role, type StorageState } from '../support/test';

export type Measured = { name: string; path: string; role: Role | undefined };

/** The pages whose first load has a bar (T11), and every other page, over an organization of its own. */
export async function pagesMeasured(
  browser: Browser,
  sessionOf: (role: Role) => Promise<StorageState>,
): Promise<{ first: Measured[]; others: Measured[] }> {
  const { group, south, site } = await organizationNew('Measured ');
  const board = await boardWithStep(browser, await sessionOf('manager'), site, south);
  const page = (name: string, path: string, role: Role = 'manager'): Measured => ({ name, path, role });
  return {
    first: [
      { name: 'sign-in', path: '/sign-in', role: undefined },
      page('search', '/search?q=a', 'csr'),
      page('account', `/accounts/${site}`, 'csr'),
    ],
    others: [
      page('where one begins', '/'),
      page('create account', '/accounts/new', 'csr'),
      page('profile', `/accounts/${site}/profile`, 'csr'),
      page('billing', `/accounts/${site}/billing`, 'csr'),
      page('history', `/accounts/${site}/history`, 'csr'),
      page('organizations', '/hierarchy'),
      page('organization', `/hierarchy/${group}`),
      page('payers', `/hierarchy/${group}?payers=1`),
      page('what-if boards', '/what-if'),
      page('what-if board', board),
      page('scheduled', '/operations/scheduled', 'operations'),
      page('customer types', '/lists/customer-types', 'administrator'),
      page('staff', '/staff', 'administrator'),
      page('audit log', '/audit-log', 'administrator'),
      page('own sign-in', '/me', 'csr'),
      page('design system', '/ui', 'administrator'),
    ],
  };
}

/** A board with a move on it: its path. */
async function boardWithStep(
  browser: Browser,
  storageState: StorageState,
  account: string,
  to: string,
): Promise<string> {
  const context = await browser.newContext({ baseURL: running().address, storageState });
  const page = await context.newPage();
  await stepAdd(new HierarchyPage(page), account, to, { name: `Measured ${account}`, isNew: true });
  await page.goto('/what-if');
  await hydrated(page);
  const path = await page.getByRole('link', { name: `Measured ${account}` }).first().getAttribute('href');
  if (!path) throw new Error('the board is not listed');
  await context.close();
  return path;
}
