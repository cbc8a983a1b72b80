// A slow network: an answer that comes when a test lets it.
import type { Page, Route } from '@playwright/test';

export type Held = { asked: Promise<void>; arrive: () => Promise<void>; lose: () => Promise<void> };

/** Holds back the next answer of a server function until it is to arrive, or to be lost. */
export async function held(page: Page, called: string): Promise<Held> {
  let decide: (isLost: boolean) => void = () => {};
  const decided = new Promise<boolean>((resolve) => (decide = resolve));
  let ask = () => {};
  const asked = new Promise<void>((resolve) => (ask = resolve));
  const hold = async (route: Route) => {
    ask();
    await ((await decided) ? route.abort() : route.continue());
  };
  await page.route(`**/api/${called}`, hold, { times: 1 });
  const end = async (isLost: boolean) => {
    await asked;
    decide(isLost);
  };
  return { asked, arrive: () => end(false), lose: () => end(true) };
}
