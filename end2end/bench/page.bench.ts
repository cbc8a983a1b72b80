// T11: what the first load of a page weighs, and how soon the page answers, against the same page
// as static HTML served by this process.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, constants } from 'node:zlib';
import type { Browser, BrowserContext, Page } from '@playwright/test';
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

/** Serves the HTML of a page as a file: compressed, without its scripts, style included. */
async function serveStatic(html: string, css: string): Promise<Server> {
  const plain = html
    .replace(/<script[\s\S]*?<\/script>/g, '')
    .replace(/<link[^>]*(modulepreload|\.wasm|\.js)[^>]*>/g, '');
  const pack = (text: string) =>
    brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  const files: Record<string, [string, Buffer]> = { '/': ['text/html; charset=utf-8', pack(plain)] };
  const sheet = /href="([^"]+\.css)"/.exec(plain)?.[1];
  if (sheet) files[sheet] = ['text/css', pack(css)];
  const server = createServer((request, response) => {
    const file = files[request.url ?? ''];
    if (!file) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': file[0], 'content-encoding': 'br' }).end(file[1]);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return server;
}

/** Milliseconds from the start of the navigation until the page answers. */
async function untilInteractive(browser: Browser, context: BrowserContext, address: string, ready: (page: Page) => Promise<void>): Promise<number> {
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send('Network.setCacheDisabled', { cacheDisabled: true });
  await page.goto(address, { waitUntil: 'load' });
  await ready(page);
  const milliseconds = await page.evaluate(() => performance.now());
  await page.close();
  return milliseconds;
}

test('first load of each page (T11)', async ({ browser, sessionOf }) => {
  const bars: [string, number, number][] = [];
  const weights: (string | number)[][] = [];
  const times: (string | number)[][] = [];
  for (const { name, path, role } of (await pagesMeasured()).first) {
    const storageState = role ? await sessionOf(role) : undefined;
    const context = await browser.newContext({ baseURL: running().address, storageState });
    const got = await downloads(context, path);
    const sum = (...kinds: string[]) =>
      got.filter(({ kind }) => kinds.includes(kind)).reduce((total, { bytes }) => total + bytes, 0);
    const program = sum('wasm', 'script');
    weights.push([name, sum('wasm'), sum('script'), sum('stylesheet'), sum('document'), got.length]);
    bars.push([`T11 bytes ${name}`, program / minimalBytes, 1.35]);

    const html = await (await context.request.get(path)).text();
    const sheet = /href="([^"]+\.css)"/.exec(html)?.[1];
    const css = sheet ? await (await context.request.get(sheet)).text() : '';
    const server = await serveStatic(html, css);
    const still = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const ratios: number[] = [];
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let round = -1; round < rounds; round += 1) {
      const a = await untilInteractive(browser, context, running().address + path, hydrated);
      const b = await untilInteractive(browser, context, still, async () => {});
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
