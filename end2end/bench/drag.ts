// A part of an organization that is dragged onto another, moved and moved back, as a manager does it.
import type { Page } from '@playwright/test';
import { HierarchyPage } from '../pages/hierarchy';
import { expect, hydrated } from '../support/test';

/** From the drop to the preview, from the press on Move and from Undo to the notice that it is done: in ms. */
export type Dragged = { preview: number; move: number; undo: number };

/** Drags a child of the root onto another one, by their names. */
export async function drag(page: Page, root: string, [what, onto]: [string, string]): Promise<Dragged> {
  await page.goto(`/hierarchy/${root}`);
  await hydrated(page);
  const { tree, preview } = new HierarchyPage(page);
  const grip = async (name: string): Promise<[number, number]> => {
    const box = await tree.getByRole('row').filter({ has: page.getByText(name, { exact: true }) }).boundingBox();
    if (!box) throw new Error(`${name} is not in view`);
    return [box.x + 150, box.y + box.height / 2];
  };
  await page.mouse.move(...(await grip(what)));
  await page.mouse.down();
  await page.mouse.move(...(await grip(onto)), { steps: 8 });
  const since = async (begin: () => Promise<void>, end: () => Promise<void>) => {
    const begun = performance.now();
    await begin();
    await end();
    return performance.now() - begun;
  };
  const notices = page.getByRole('region', { name: 'Notices' });
  return {
    preview: await since(
      () => page.mouse.up(),
      () => preview.getByText(new RegExp(`^${what} .*moves from `)).waitFor(),
    ),
    move: await since(
      () => preview.getByRole('button', { name: /^Move [\d,]+ accounts?$/ }).click(),
      () => notices.getByText(new RegExp(`^${what} .*moved from `)).waitFor(),
    ),
    undo: await since(
      () => notices.getByRole('button', { name: 'Undo' }).click(),
      () => expect(notices).toContainText('is back under'),
    ),
  };
}
