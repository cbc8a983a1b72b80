// How a tree answers on screen, at a quarter of this machine's speed (T5).
import type { BrowserContext } from '@playwright/test';
import { HierarchyPage } from '../pages/hierarchy';
import { hydrated } from '../support/test';

/** What is done with the tree, one after the other. */
export const parts = ['opening', 'wheel', 'keys'] as const;

/** When the page answered, the most rows in its document, and the longest frame of each part. */
export type Seen = { opened: number; rows: number; longest: Record<(typeof parts)[number], number> };

/** Opens the tree, expands all below as far as that goes, scrolls to its end and back. */
export async function look(context: BrowserContext, number: string): Promise<Seen> {
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
  const count = async () => {
    rows = Math.max(rows, await tree.getByRole('row').count());
    // Counting takes a frame too, which is nobody's who looks at the tree.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  };
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
