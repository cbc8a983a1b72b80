// T5: a tree of a million accounts on screen, at a quarter of this machine's speed, beside the same
// page with a thousand: how soon it answers, how many rows stand in the document, how long the longest
// frame takes while somebody opens and scrolls. `make bench-hierarchy`; TREE_ACCOUNTS makes it smaller.
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';
import { hydrated, test } from '../support/test';
import { canopy, running } from '../support/server';
import { HierarchyPage } from '../pages/hierarchy';
import { median, printBar, printTable } from './report';

const fanOut = 10;
/** Seven levels of a fan-out of ten. */
const many = Number(process.env.TREE_ACCOUNTS ?? 1_111_111);
const few = 1_111;
const rounds = 5;

/** What is done with the tree, one after the other. */
const parts = ['opening', 'wheel', 'keys'] as const;

/** When the page answered, the most rows in its document, and the longest frame of each part. */
type Seen = { opened: number; rows: number; longest: Record<(typeof parts)[number], number> };

/** Imports an organization with a fan-out of ten and gives the name of its root. */
async function organizationImport(accounts: number): Promise<string> {
  const name = `Tree${accounts}`;
  const folder = mkdtempSync(join(tmpdir(), 'canopy-tree-'));
  try {
    const path = join(folder, 'accounts.csv');
    const file = createWriteStream(path);
    file.write('key,currency,parent,contact1_company\n');
    for (let at = 0; at < accounts; at += 1) {
      const parent = at === 0 ? '' : `${name}-${Math.floor((at - 1) / fanOut)}`;
      const line = `${name}-${at},EUR,${parent},${at === 0 ? name : `Part ${at}`}\n`;
      if (!file.write(line)) await once(file, 'drain');
    }
    file.end();
    await once(file, 'finish');
    canopy(running().data, 'import', 'accounts', '--all-or-nothing', path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return name;
}

/** The account number of an account with a name that no other has. */
async function numberOf(page: Page, name: string): Promise<string> {
  const found = /A-\d{8,}/.exec(await (await page.request.get(`/search?q=${name}`)).text());
  if (!found) throw new Error(`${name} is not found`);
  return found[0];
}

/** Opens the tree, expands all below as far as that goes, scrolls to its end and back. */
async function look(context: BrowserContext, number: string): Promise<Seen> {
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await page.goto(`/hierarchy/${number}`);
  await hydrated(page);
  const opened = await page.evaluate(() => performance.now());
  const { tree } = new HierarchyPage(page);
  await tree.getByRole('gridcell').first().click();
  await page.evaluate(() => {
    const frames: number[] = [];
    let last = performance.now();
    const frame = (now: number) => {
      frames.push(now - last);
      last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    Object.assign(window, { frames });
  });
  /** The longest frame since it was asked for last. */
  const longest = () => page.evaluate(() => Math.max(...(window as unknown as { frames: number[] }).frames.splice(0)));
  let rows = 0;
  const count = async () => (rows = Math.max(rows, await tree.getByRole('row').count()));
  await page.keyboard.press('*');
  await page.waitForTimeout(1000);
  const opening = await longest();
  await count();
  await longest();
  for (let step = 0; step < 30; step += 1) {
    await page.mouse.wheel(0, 700);
    await page.waitForTimeout(50);
  }
  const wheel = await longest();
  await count();
  let keys = 0;
  for (const key of ['End', 'PageUp', 'PageUp', 'Home', 'PageDown', 'ArrowDown', 'ArrowDown']) {
    await longest();
    await page.keyboard.press(key);
    await page.waitForTimeout(400);
    keys = Math.max(keys, await longest());
    await count();
  }
  await page.close();
  return { opened, rows, longest: { opening, wheel, keys } };
}

test('a tree of a million accounts on screen (T5)', async ({ browser, sessionOf }) => {
  test.setTimeout(3_600_000);
  const context = await browser.newContext({ baseURL: running().address, storageState: await sessionOf('manager') });
  const page = await context.newPage();
  const numbers: string[] = [];
  for (const accounts of [few, many]) numbers.push(await numberOf(page, await organizationImport(accounts)));
  const seen: Seen[][] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    for (const at of [0, 1]) seen[at].push(await look(context, numbers[at]));
  }
  const longest = (list: Seen[], part: (typeof parts)[number]) => median(list.map((one) => one.longest[part]));
  const rows = (list: Seen[]) => Math.max(...list.map((one) => one.rows));
  printTable(
    'the tree on screen, CPU at a quarter: the longest frame in ms',
    ['accounts', 'answers after ms', 'most rows', ...parts],
    [few, many].map((accounts, at) => [
      accounts,
      median(seen[at].map(({ opened }) => opened)).toFixed(0),
      rows(seen[at]),
      ...parts.map((part) => longest(seen[at], part).toFixed(1)),
    ]),
  );
  printBar('T5 rows in the document', rows(seen[1]), 200);
  printBar('T5 longest frame', Math.max(...parts.map((part) => longest(seen[1], part))), 50);
  await context.close();
});
