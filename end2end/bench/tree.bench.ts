// T5: a tree of a million accounts on screen, at a quarter of this machine's speed, beside the same
// page with a thousand: how soon it answers, how many rows stand in the document, how long the longest
// frame takes while somebody opens and scrolls; and what the import that makes it takes. `make
// bench-hierarchy`; TREE_ACCOUNTS makes it smaller.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';
import { hydrated, test } from '../support/test';
import { environment, program, running } from '../support/server';
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

/** What an import took: seconds, and the most memory of the program in MB. */
type Import = { name: string; seconds: number; megabytes: number };

/** Imports an organization with a fan-out of ten, by the name of its root. */
async function organizationImport(accounts: number): Promise<Import> {
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
    return { name, ...(await importRun(path)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Imports a file, all of it or nothing, and reads ten times a second how much memory that has taken. */
async function importRun(path: string): Promise<Omit<Import, 'name'>> {
  const begun = performance.now();
  const child = spawn(program(), ['import', 'accounts', '--all-or-nothing', path], {
    env: environment(running().data),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  let kilobytes = 0;
  const timer = setInterval(() => {
    try {
      const most = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'));
      kilobytes = Math.max(kilobytes, Number(most?.[1] ?? 0));
    } catch {
      // It has just ended.
    }
  }, 100);
  const [code] = (await once(child, 'exit')) as [number | null];
  clearInterval(timer);
  if (code !== 0) throw new Error(`the import ended with ${code}`);
  return { seconds: (performance.now() - begun) / 1000, megabytes: kilobytes / 1024 };
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
  const imports = [await organizationImport(few), await organizationImport(many)];
  const numbers: string[] = [];
  for (const { name } of imports) numbers.push(await numberOf(page, name));
  printTable(
    'the import of the tree',
    ['accounts', 'seconds', 'most MB'],
    imports.map(({ seconds, megabytes }, at) => [[few, many][at], seconds.toFixed(1), megabytes.toFixed(0)]),
  );
  printBar('import memory, MB', imports[1].megabytes, 200);
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
