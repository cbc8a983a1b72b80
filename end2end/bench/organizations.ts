// Organizations that are made for a benchmark, by the product's own import.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { environment, program, running } from '../support/server';

/** An organization: how many accounts it has, and under which one each stands, the root being 0. */
export type Shape = { name: string; accounts: number; parent: (at: number) => number };

/** So many accounts, ten under each as long as there are any: 1,111,111 are seven levels. */
export function evenShape(accounts: number): Shape {
  return { name: `Tree${accounts}`, accounts, parent: (at) => Math.floor((at - 1) / 10) };
}

/** One chain: each account under the one before it. */
export function chainShape(accounts: number): Shape {
  return { name: `Chain${accounts}`, accounts, parent: (at) => at - 1 };
}

/** All under one. */
export function wideShape(accounts: number): Shape {
  return { name: `Wide${accounts}`, accounts, parent: () => 0 };
}

/** What an import took: seconds, and the most memory of the program in MB. */
export type Import = { seconds: number; megabytes: number };

/** Imports an organization. Its root has its name, the others are `Part 1` and so on. */
export async function organizationImport({ name, accounts, parent }: Shape): Promise<Import> {
  const folder = mkdtempSync(join(tmpdir(), 'canopy-tree-'));
  try {
    const path = join(folder, 'accounts.csv');
    const file = createWriteStream(path);
    file.write('key,currency,parent,contact1_company\n');
    for (let at = 0; at < accounts; at += 1) {
      const above = at === 0 ? '' : `${name}-${parent(at)}`;
      const line = `${name}-${at},EUR,${above},${at === 0 ? name : `Part ${at}`}\n`;
      if (!file.write(line)) await once(file, 'drain');
    }
    file.end();
    await once(file, 'finish');
    return await importRun(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Imports a file, all of it or nothing, and reads ten times a second how much memory that has taken. */
async function importRun(path: string): Promise<Import> {
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
export async function numberOf(page: Page, name: string): Promise<string> {
  const found = /A-\d{8,}/.exec(await (await page.request.get(`/search?q=${name}`)).text());
  if (!found) throw new Error(`${name} is not found`);
  return found[0];
}
