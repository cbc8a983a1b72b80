// What the browser does again when something changes: counted, since it takes the time of every page (T5).
import type { Browser } from '@playwright/test';

import { expect, hydrated, test } from './support/test';

test.use({ role: 'csr' });

test.beforeEach(async ({ page }) => {
  await page.goto('/');
  await hydrated(page);
});

/** How many elements the browser styles anew because of a deed. */
async function styled(browser: Browser, deed: () => Promise<void>): Promise<number> {
  const cdp = await browser.newBrowserCDPSession();
  let elements = 0;
  cdp.on('Tracing.dataCollected', ({ value }) => {
    for (const event of value as unknown as { name: string; args?: { elementCount?: number } }[]) {
      if (event.name === 'UpdateLayoutTree') elements += event.args?.elementCount ?? 0;
    }
  });
  const ended = new Promise((resolve) => cdp.once('Tracing.tracingComplete', resolve));
  await cdp.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: ['devtools.timeline'] } });
  await deed();
  await cdp.send('Tracing.end');
  await ended;
  await cdp.detach();
  return elements;
}

test('what is added to a page has no other element styled anew', async ({ page, browser }) => {
  const add = () =>
    page.evaluate(() => {
      const main = document.querySelector('main');
      main?.append(document.createElement('span'));
      main?.getBoundingClientRect();
    });
  // The first look has everything that is still to come in it.
  await styled(browser, add);
  expect(await page.locator('body *').count(), 'there are others').toBeGreaterThan(100);
  const elements = await styled(browser, add);
  expect(elements).toBeGreaterThan(0);
  expect(elements).toBeLessThan(10);
});

test('where no motion is wanted a change of an element is not run as one', async ({ page }) => {
  const moving = await page.evaluate(() => {
    const main = document.querySelector('main');
    main?.getBoundingClientRect();
    main?.style.setProperty('outline-offset', '3px');
    main?.getBoundingClientRect();
    return document.getAnimations().filter((one) => one instanceof CSSTransition).length;
  });
  expect(moving).toBe(0);
});
