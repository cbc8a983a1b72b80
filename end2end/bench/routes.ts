// The pages that are measured, and who looks at them.
import type { Role } from '../support/test';

export type Measured = { name: string; path: string; role: Role | undefined };

/** The pages whose first load has a bar (T11). */
export const routes: Measured[] = [
  { name: 'sign-in', path: '/sign-in', role: undefined },
  { name: 'search', path: '/search?q=a', role: 'csr' },
  { name: 'create account', path: '/accounts/new', role: 'csr' },
];
