// Starts Canopy for the tests: the release build, a private database in a folder that is thrown
// away, a port that is free, the demo sign-ins.
import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const root = resolve(__dirname, '../..');
const startWithin = 60_000;
/** What the server of the tests logs, to be read after them. */
const logFile = join(root, 'target/end2end/server.log');

/** A role's login and password, as the server prints them. */
export type SignIn = { login: string; password: string };

/** What the tests have to know about the server that was started for them. */
export type Running = { address: string; signIns: SignIn[]; data: string };

/** The server that the global set-up started. */
export function running(): Running {
  const told = process.env.CANOPY_RUNNING;
  if (!told) throw new Error('the global set-up has not started a server');
  return JSON.parse(told) as Running;
}

/** The program that was built: beside the clone where CARGO_TARGET_DIR says so. */
export function program(): string {
  const path = join(resolve(root, process.env.CARGO_TARGET_DIR ?? 'target'), 'release/canopy');
  if (!existsSync(path)) throw new Error(`${path} is missing: run make build`);
  return path;
}

/** What the program is started with: nothing of this shell's configuration of Canopy. */
export function environment(data: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(CANOPY_|DATABASE_URL|LEPTOS_)/.test(name));
  return {
    ...Object.fromEntries(kept),
    CANOPY_DATA: data,
    LEPTOS_SITE_ROOT: join(root, 'target/site'),
    CANOPY_LOG_FORMAT: 'json',
  };
}

/** A new folder for a private database, which the user of PostgreSQL can also get into. */
export function newDataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'canopy-end2end-'));
  chmodSync(folder, 0o755);
  return folder;
}

/** Serves the database in a folder and waits until the address is printed. */
export async function serve(data: string, ...args: string[]): Promise<{ process: ChildProcess } & Running> {
  const child = spawn(program(), ['serve', '--listen', '127.0.0.1:0', ...args], { env: environment(data) });
  let printed = '';
  let log = '';
  child.stderr.on('data', (chunk) => {
    log = (log + chunk).slice(-4000);
    appendFileSync(logFile, chunk);
  });
  const told = await new Promise<Running>((done, fail) => {
    const timer = setTimeout(() => fail(new Error(`no address after ${startWithin} ms:\n${log}`)), startWithin);
    child.once('exit', (code) => fail(new Error(`canopy ended with ${code}:\n${printed}${log}`)));
    child.stdout.on('data', (chunk) => {
      printed += chunk;
      const found = read(data, printed);
      if (!found) return;
      clearTimeout(timer);
      // The sign-ins come right after the address; let the rest of the lines arrive.
      setTimeout(() => done(read(data, printed) ?? found), 300);
    });
  });
  child.removeAllListeners('exit');
  return { process: child, ...told };
}

/** Asks the server to stop and waits until it and its database are gone. */
export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((done) => child.once('exit', done));
  child.kill('SIGINT');
  await ended;
}

function read(data: string, printed: string): Running | undefined {
  const address = /serves (http:\/\/\S+)/.exec(printed)?.[1];
  if (!address) return undefined;
  const signIns = [...printed.matchAll(/^ {2}(\S+) +(\S+) {2}\S.*$/gm)].map((match) => ({
    login: match[1],
    password: match[2],
  }));
  return { address: address.replace(/\/$/, ''), signIns, data };
}

/** Called by Playwright before all tests; what it returns is called after them. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  rmSync(logFile, { force: true });
  mkdirSync(dirname(logFile), { recursive: true });
  const data = newDataFolder();
  const server = await serve(data, '--demo');
  const { address, signIns } = server;
  process.env.CANOPY_RUNNING = JSON.stringify({ address, signIns, data });
  return async () => {
    await stop(server.process);
    rmSync(data, { recursive: true, force: true });
    // A test that fails may not know why: what went wrong in the server is said beside it.
    const errors = readFileSync(logFile, 'utf8').split('\n').filter((line) => line.includes('"level":"ERROR"'));
    if (errors.length > 0) console.log(`errors of the server, of all that ${logFile} says:\n${errors.slice(0, 20).join('\n')}`);
  };
}
