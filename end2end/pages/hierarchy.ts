// The hierarchy page: the tree, Preview Move, Remove From Hierarchy.
import { expect, type Locator, type Page } from '@playwright/test';
import { hydrated } from '../support/test';

export class HierarchyPage {
  readonly tree: Locator;
  readonly preview: Locator;
  readonly removal: Locator;
  /** What the lines say whose account is not read yet. */
  readonly unread: Locator;
  /** The menu of a line. */
  readonly menu: Locator;

  constructor(readonly page: Page) {
    this.tree = page.getByRole('treegrid');
    this.unread = this.tree.locator('.tree-line.unread:visible .tree-words');
    this.preview = page.getByRole('dialog', { name: 'Preview Move' });
    this.removal = page.getByRole('dialog', { name: 'Remove From Hierarchy' });
    this.menu = page.getByRole('menu', { name: 'Actions for the account' });
  }

  /** Opens the organization that holds an account. */
  async open(number: string): Promise<void> {
    await this.page.goto(`/hierarchy/${number}`);
    await hydrated(this.page);
  }

  /** The line of an account, by its number. */
  line(number: string): Locator {
    return this.tree.getByRole('row').filter({ has: this.page.locator(`a[href$="/accounts/${number}"]`) });
  }

  /** Chooses an entry of the menu of actions for the account of a line. */
  async act(number: string, entry: string): Promise<void> {
    await this.line(number).getByRole('gridcell').first().click();
    await expect(this.line(number)).toHaveAttribute('aria-selected', 'true');
    await this.page.getByRole('button', { name: 'Actions' }).click();
    await this.page.getByRole('menuitem', { name: entry }).click();
  }

  /** Moves an account with all below it, now. */
  async moveNow(account: string, to: string): Promise<void> {
    await this.open(account);
    await this.act(account, 'Move…');
    await this.parentChoose(to);
    await this.confirm(/^Move \d/).click();
    await expect(this.preview).toBeHidden();
  }

  /** Chooses the new parent in Preview Move. */
  async parentChoose(number: string): Promise<void> {
    const box = this.preview.getByRole('combobox', { name: /New parent/ });
    await box.fill(number);
    await this.preview.getByRole('option').filter({ hasText: number }).click();
  }

  /** Chooses who is to pay for what stays while its payer goes. */
  async handOver(dialog: Locator, number: string): Promise<void> {
    const box = dialog.getByRole('combobox', { name: 'Hand over to another paying account' });
    await box.fill(number);
    await dialog.getByRole('option').filter({ hasText: number }).click();
  }

  /** The button that does what the preview shows. */
  confirm(name: string | RegExp): Locator {
    return this.preview.getByRole('button', { name });
  }
}
