// Accounts for the tests that need many at once, brought in by `canopy import accounts` while the
// server runs: what comes in is judged by the same rules as the form.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { promisify } from 'node:util';
import { environment, program, running } from './server';

/** A row of the file, by the names of its columns (docs/import.md). */
export type Row = { key: string; currency: string } & Record<string, string>;

/** The exit code of an import that another one stands in the way of. */
const busy = 69;

/** Imports the rows and gives the account number of each key. */
export async function accountsImport(rows: Row[]): Promise<Map<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), 'canopy-import-'));
  try {
    const file = join(folder, 'accounts.csv');
    writeFileSync(file, csv(rows));
    while (!(await imported(file))) await after(200);
    const accounts = JSON.parse(await canopy('export', 'accounts', '--format', 'json')) as Row[];
    const keys = new Set(rows.map((row) => row.key));
    return new Map(accounts.filter(({ key }) => keys.has(key)).map(({ key, number }) => [key, number]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function imported(file: string): Promise<boolean> {
  try {
    await canopy('import', 'accounts', '--all-or-nothing', file);
    return true;
  } catch (error) {
    if ((error as { code?: number }).code === busy) return false;
    throw error;
  }
}

async function canopy(...args: string[]): Promise<string> {
  const options = { env: environment(running().data), encoding: 'utf8', maxBuffer: 1 << 26 } as const;
  return (await promisify(execFile)(program(), args, options)).stdout;
}

function csv(rows: Row[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cell = (text = '') => `"${text.replaceAll('"', '""')}"`;
  const lines = rows.map((row) => columns.map((column) => cell(row[column])).join(','));
  return [columns.join(','), ...lines, ''].join('\n');
}
