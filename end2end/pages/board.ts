// What-if boards: moves that are collected on them, and who else opens them.
import { expect, type Browser, type BrowserContextOptions, type Page } from '@playwright/test';
import { hydrated, type Role } from '../support/test';
import type { HierarchyPage } from './hierarchy';

/** Puts a move onto a board from Preview Move: onto a new one of this name, or the one that has it. */
export async function stepAdd(hierarchy: HierarchyPage, account: string, to: string, board: { name: string; isNew: boolean }): Promise<void> {
  await hierarchy.open(account);
  await hierarchy.act(account, 'Move…');
  await hierarchy.parentChoose(to);
  await hierarchy.preview.getByRole('radio', { name: 'On a what-if board' }).check();
  const choice = hierarchy.preview.getByRole('combobox', { name: 'What-if board' });
  await choice.selectOption({ label: board.isNew ? 'A new board' : board.name });
  if (board.isNew) await hierarchy.preview.getByRole('textbox', { name: /Name of the board/ }).fill(board.name);
  await hierarchy.confirm('Add to board').click();
  await expect(hierarchy.preview).toBeHidden();
}

/** Opens a board from the list, which the navigation leads to. */
export async function boardOpen(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: 'What-if boards', exact: true }).click();
  await page.getByRole('link', { name, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
}

export type SessionOf = (role: Role) => Promise<BrowserContextOptions['storageState']>;

/** Somebody else opens the board that the page shows, by its link, and does something with it. */
export async function byAnother(page: Page, browser: Browser, sessionOf: SessionOf, deed: (other: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ storageState: await sessionOf('administrator') });
  const other = await context.newPage();
  await other.goto(page.url());
  await hydrated(other);
  await deed(other);
  await context.close();
}

/** Somebody else approves the board that the page shows. */
export async function approvedByAnother(page: Page, browser: Browser, sessionOf: SessionOf): Promise<void> {
  await expect(page.getByText('Another manager approves it', { exact: false })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Approve' })).toHaveCount(0);
  await byAnother(page, browser, sessionOf, async (other) => {
    await other.getByRole('button', { name: 'Approve' }).click();
    await expect(other.getByRole('button', { name: 'Apply now…' })).toBeVisible();
  });
  await page.reload();
  await hydrated(page);
  await expect(page.getByText('approved by', { exact: false }).first()).toBeVisible();
}
