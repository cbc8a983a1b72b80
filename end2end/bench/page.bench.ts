// T11: what the first load of a page weighs, and how soon the page answers, against the same page
// as static HTML served by this process: both loaded and painted, ours taken over by its program.
import { createServer, get, type OutgoingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, constants } from 'node:zlib';
import type { BrowserContext } from '@playwright/test';
import { hydrated, test } from '../support/test';
import { running } from '../support/server';
import { median, printBar, printTable } from './report';
import { pagesMeasured } from './routes';

/** A minimal Leptos 0.8.23 application with router and one server function: bytes in brotli. */
const minimalBytes = 164_000;
const rounds = 9;

type Download = { kind: string; path: string; bytes: number };

/** Loads a page in a browser that has nothing cached and notes what came over the wire. */
async function downloads(context: BrowserContext, path: string): Promise<Download[]> {
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send('Network.enable');
  await cdp.send('Network.setCacheDisabled', { cacheDisabled: true });
  const urls = new Map<string, { url: string; kind: string }>();
  const bytes = new Map<string, number>();
  cdp.on('Network.responseReceived', ({ requestId, response, type }) =>
    urls.set(requestId, { url: response.url, kind: response.url.endsWith('.wasm') ? 'wasm' : type.toLowerCase() }),
  );
  // The page asks twice for what it preloads; the one with a body counts.
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => bytes.set(requestId, encodedDataLength));
  await page.goto(path);
  await hydrated(page);
  await page.waitForLoadState('networkidle');
  await page.close();
  const seen = new Map<string, Download>();
  for (const [id, { url, kind }] of urls) {
    const found = { kind, path: new URL(url).pathname, bytes: bytes.get(id) ?? 0 };
    const known = seen.get(found.path);
    if (!known || known.bytes < found.bytes) seen.set(found.path, found);
  }
  return [...seen.values()];
}

type Copy = { headers: OutgoingHttpHeaders; body: Buffer };

/** What the server under test answers, bytes and encoding as they come. */
function copied(path: string): Promise<Copy> {
  return new Promise((done, failed) => {
    get(running().address + path, { headers: { 'accept-encoding': 'br' } }, (answer) => {
      const parts: Buffer[] = [];
      const { 'content-type': type, 'content-encoding': encoding } = answer.headers;
      const headers = { 'content-type': type, ...(encoding && { 'content-encoding': encoding }) };
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => done({ headers, body: Buffer.concat(parts) }));
    }).on('error', failed);
  });
}

/** Serves a page as static HTML from memory: without its scripts, with its style, letters and icons. */
async function serveStatic(html: string): Promise<Server> {
  const plain = html
    .replace(/<script[\s\S]*?<\/script>/g, '')
    .replace(/<link[^>]*(modulepreload|\.wasm|\.js)[^>]*>/g, '');
  const body = brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  const headers = { 'content-type': 'text/html; charset=utf-8', 'content-encoding': 'br' };
  const files = new Map<string, Promise<Copy>>([['/', Promise.resolve({ headers, body })]]);
  const server = createServer(async ({ url = '/' }, response) => {
    // Asked for in the round that warms up, from memory in those that count.
    if (!files.has(url)) files.set(url, copied(url));
    const file = await files.get(url)!;
    response.writeHead(200, file.headers).end(file.body);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return server;
}

/**
 * Runs in the page: writes to its console after how many milliseconds it was loaded and painted and, with a
 * program, taken over by it. Asking from outside would run scripts of the measurement's in the midst of it.
 */
function answerTold(withProgram: boolean): void {
  const loaded = new Promise<number>((done) => addEventListener('load', () => done(performance.now())));
  const painted = new Promise<number>((done) =>
    new PerformanceObserver((entries) => {
      const [first] = entries.getEntriesByName('first-contentful-paint');
      if (first) done(first.startTime);
    }).observe({ type: 'paint', buffered: true }),
  );
  const taken = new Promise<number>((done) => {
    const look = () => {
      if (!withProgram || document.documentElement?.hasAttribute('data-ready')) done(performance.now());
    };
    new MutationObserver(look).observe(document, { subtree: true, attributeFilter: ['data-ready'] });
    addEventListener('DOMContentLoaded', look);
  });
  void Promise.all([loaded, painted, taken]).then((times) => console.debug(`answers at ${Math.max(...times)}`));
}

/** Milliseconds from the start of the navigation until the page answers. */
async function untilInteractive(context: BrowserContext, address: string, withProgram: boolean): Promise<number> {
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send('Network.setCacheDisabled', { cacheDisabled: true });
  await page.addInitScript(answerTold, withProgram);
  const told = page.waitForEvent('console', (message) => message.text().startsWith('answers at '));
  await page.goto(address, { waitUntil: 'commit' });
  const milliseconds = Number((await told).text().split(' ').at(-1));
  await page.close();
  return milliseconds;
}

test('first load of each page (T11)', async ({ browser, sessionOf }) => {
  const bars: [string, number, number][] = [];
  const weights: (string | number)[][] = [];
  const times: (string | number)[][] = [];
  for (const { name, path, role } of (await pagesMeasured(browser, sessionOf)).first) {
    const storageState = role ? await sessionOf(role) : undefined;
    const context = await browser.newContext({ baseURL: running().address, storageState });
    const got = await downloads(context, path);
    const sum = (...kinds: string[]) =>
      got.filter(({ kind }) => kinds.includes(kind)).reduce((total, { bytes }) => total + bytes, 0);
    const program = sum('wasm', 'script');
    weights.push([name, sum('wasm'), sum('script'), sum('stylesheet'), sum('document'), got.length]);
    bars.push([`T11 bytes ${name}`, program / minimalBytes, 1.35]);

    const server = await serveStatic(await (await context.request.get(path)).text());
    const still = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const ratios: number[] = [];
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let round = -1; round < rounds; round += 1) {
      const a = await untilInteractive(context, running().address + path, true);
      const b = await untilInteractive(context, still, false);
      if (round < 0) continue; // warm-up
      ratios.push(a / b);
      ours.push(a);
      theirs.push(b);
    }
    times.push([name, median(ours).toFixed(0), median(theirs).toFixed(0), median(ratios).toFixed(2)]);
    bars.push([`T11 interactive ${name}`, median(ratios), 1.5]);
    server.close();
    await context.close();
  }
  printTable('bytes over the wire, brotli', ['page', 'wasm', 'script', 'style', 'html', 'requests'], weights);
  printTable('milliseconds until interactive', ['page', 'Canopy', 'static', 'ratio'], times);
  console.log('');
  for (const [name, value, limit] of bars) printBar(name, value, limit);
});
