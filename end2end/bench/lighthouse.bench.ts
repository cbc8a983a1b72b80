// Lighthouse gives every page 95 or more for performance, accessibility and best practices.
import { chromium, type BrowserContext } from '@playwright/test';
import { createServer } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from '../support/test';
import { running } from '../support/server';
import { printBar, printTable } from './report';
import { pagesMeasured } from './routes';

const categories = ['performance', 'accessibility', 'best-practices'] as const;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}

/** Scores of one address, 0 to 100 by category, and the ids of audits that lost points. */
async function scores(address: string, port: number): Promise<{ points: number[]; lost: string[] }> {
  const { default: lighthouse } = await import('lighthouse');
  const desktop = (await import('lighthouse/core/config/desktop-config.js')).default;
  const flags = { port, disableStorageReset: true, onlyCategories: [...categories], logLevel: 'error' as const };
  const result = await lighthouse(address, flags, desktop);
  if (!result) throw new Error(`Lighthouse gave no result for ${address}`);
  const { lhr } = result;
  const points = categories.map((category) => Math.round((lhr.categories[category]?.score ?? 0) * 100));
  const lost = Object.values(lhr.audits)
    .filter(({ score, scoreDisplayMode }) => score !== null && score < 0.9 && scoreDisplayMode !== 'informative')
    .map(({ id }) => id);
  return { points, lost };
}

test('Lighthouse on each page', async ({ browser, sessionOf, launchOptions }) => {
  const { first, others } = await pagesMeasured(browser, sessionOf);
  const profile = mkdtempSync(join(tmpdir(), 'canopy-lighthouse-'));
  const port = await freePort();
  const context: BrowserContext = await chromium.launchPersistentContext(profile, {
    ...launchOptions,
    args: [...(launchOptions.args ?? []), `--remote-debugging-port=${port}`],
  });
  const rows: (string | number)[][] = [];
  for (const { name, path, role } of [...first, ...others]) {
    await context.clearCookies();
    if (role) await context.addCookies((await sessionOf(role))?.cookies ?? []);
    const { points, lost } = await scores(running().address + path, port);
    rows.push([name, ...points, lost.join(' ')]);
  }
  await context.close();
  rmSync(profile, { recursive: true, force: true });
  printTable('Lighthouse, desktop', ['page', ...categories, 'lost points'], rows);
  console.log('');
  for (const row of rows) {
    categories.forEach((category, at) => printBar(`Lighthouse ${category} ${row[0]}`, Number(row[at + 1]), 95, '>='));
  }
});
