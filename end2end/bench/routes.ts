// The pages that are measured, and who looks at them.
import { organizationNew } from '../support/organization';
import type { Role } from '../support/test';

export type Measured = { name: string; path: string; role: Role | undefined };

/** The pages whose first load has a bar (T11), and every other page, over an organization of its own. */
export async function pagesMeasured(): Promise<{ first: Measured[]; others: Measured[] }> {
  const { group, site } = await organizationNew('Measured ');
  const page = (name: string, path: string, role: Role = 'manager'): Measured => ({ name, path, role });
  return {
    first: [
      { name: 'sign-in', path: '/sign-in', role: undefined },
      page('search', '/search?q=a', 'csr'),
      page('account', `/accounts/${site}`, 'csr'),
    ],
    others: [
      page('create account', '/accounts/new', 'csr'),
      page('profile', `/accounts/${site}/profile`, 'csr'),
      page('billing', `/accounts/${site}/billing`, 'csr'),
      page('history', `/accounts/${site}/history`, 'csr'),
      page('organizations', '/hierarchy'),
      page('organization', `/hierarchy/${group}`),
      page('payers', `/hierarchy/${group}?payers=1`),
      page('what-if boards', '/what-if'),
      page('scheduled', '/operations/scheduled', 'operations'),
      page('customer types', '/lists/customer-types', 'administrator'),
      page('staff', '/staff', 'administrator'),
      page('own sign-in', '/me', 'csr'),
      page('design system', '/ui', 'administrator'),
    ],
  };
}
