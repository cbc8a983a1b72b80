// T5: trees on screen, at a quarter of this machine's speed, a million accounts beside the same page with a
// thousand: how soon it answers, how many rows stand in the document, how long the longest frame takes while
// somebody opens and scrolls; the same of a chain of 5,000 levels and of 200,000 children of one parent. Also
// what the import of the million takes, and how long its ninth takes to be dragged elsewhere, at full speed.
// `make bench-hierarchy`; TREE_ACCOUNTS makes it smaller.
import type { BrowserContext } from '@playwright/test';
import { test } from '../support/test';
import { running } from '../support/server';
import { drag, type Dragged } from './drag';
import { look, parts, type Seen } from './look';
import { chainShape, evenShape, numberOf, organizationImport, wideShape } from './organizations';
import { median, printBar, printTable } from './report';

const many = Number(process.env.TREE_ACCOUNTS ?? 1_111_111);
/** The first two are compared. */
const shapes = [evenShape(1_111), evenShape(many), chainShape(5_000), wideShape(200_000)];
const rounds = 5;

test('trees of any size and shape on screen (T5)', async ({ browser, sessionOf }) => {
  test.setTimeout(3_600_000);
  const context = await browser.newContext({ baseURL: running().address, storageState: await sessionOf('manager') });
  const numbers = await imported(context);
  const seen: Seen[][] = shapes.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [at, number] of numbers.entries()) seen[at].push(await look(context, number));
  }
  lookReport(seen);
  const page = await context.newPage();
  const dragged: Dragged[] = [];
  for (let round = 0; round < rounds; round += 1) dragged.push(await drag(page, numbers[1], ['Part 2', 'Part 3']));
  const ms = (part: keyof Dragged) => median(dragged.map((one) => one[part])).toFixed(0);
  printTable(
    'a tenth of the tree dragged onto another part and back, at full speed: ms',
    ['accounts', 'drop to preview', 'Move to done', 'Undo to done'],
    [[Math.floor(many / 10), ms('preview'), ms('move'), ms('undo')]],
  );
  await context.close();
});

/** Imports the organizations, and answers with the numbers of their roots. */
async function imported(context: BrowserContext): Promise<string[]> {
  const page = await context.newPage();
  const numbers: string[] = [];
  for (const shape of shapes) {
    const { seconds, megabytes } = await organizationImport(shape);
    numbers.push(await numberOf(page, shape.name));
    if (shape !== shapes[1]) continue;
    printTable('the import of the tree', ['accounts', 'seconds', 'most MB'], [[many, seconds.toFixed(1), megabytes.toFixed(0)]]);
    printBar('import memory, MB', megabytes, 200);
  }
  await page.close();
  return numbers;
}

function lookReport(seen: Seen[][]): void {
  const longest = (list: Seen[], part: (typeof parts)[number]) => median(list.map((one) => one.longest[part]));
  const rows = (list: Seen[]) => Math.max(...list.map((one) => one.rows));
  printTable(
    'the tree on screen, CPU at a quarter: the longest frame in ms',
    ['tree', 'answers after ms', 'most rows', ...parts],
    shapes.map(({ name }, at) => [
      name,
      median(seen[at].map(({ opened }) => opened)).toFixed(0),
      rows(seen[at]),
      ...parts.map((part) => longest(seen[at], part).toFixed(1)),
    ]),
  );
  printBar('T5 rows in the document', Math.max(...seen.map(rows)), 200);
  printBar('T5 longest frame', Math.max(...parts.map((part) => longest(seen[1], part))), 50);
}
