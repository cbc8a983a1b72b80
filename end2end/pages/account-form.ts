import type { Locator, Page } from '@playwright/test';

/** What a test types for a contact, by the labels of its fields. */
export type ContactValues = Partial<Record<'First name' | 'Last name' | 'Company' | 'E-mail' | 'Street' | 'City' | 'Work phone' | 'Mobile phone', string>>;

/** The contacts of a form, each a group under its heading. */
export class ContactList {
  constructor(readonly page: Page) {}

  /** The contact with this number, from 1. */
  card(number: number): Locator {
    return this.page.getByRole('region', { name: new RegExp(`^Contact ${number}(:|$)`) });
  }

  async add(): Promise<void> {
    await this.page.getByRole('button', { name: 'Add contact' }).click();
  }

  async fill(number: number, values: ContactValues): Promise<void> {
    for (const [label, value] of Object.entries(values)) {
      await this.card(number).getByLabel(label, { exact: true }).fill(value);
    }
  }

  field(number: number, label: keyof ContactValues): Locator {
    return this.card(number).getByLabel(label, { exact: true });
  }
}

/** Create account. */
export class CreatePage {
  readonly contacts: ContactList;
  readonly submit: Locator;
  readonly errors: Locator;

  constructor(readonly page: Page) {
    this.contacts = new ContactList(page);
    this.submit = page.getByRole('button', { name: 'Create account' });
    this.errors = page.locator('.field-error');
  }

  /** The number of an account that was created, from the address it leads to. */
  async created(): Promise<string> {
    await this.page.waitForURL(/\/accounts\/A-\d+$/);
    return this.page.url().split('/').pop() ?? '';
  }
}

/** Account Profile. */
export class ProfilePage {
  readonly contacts: ContactList;
  readonly save: Locator;
  readonly conflict: Locator;

  constructor(readonly page: Page) {
    this.contacts = new ContactList(page);
    this.save = page.getByRole('button', { name: 'Save profile' });
    this.conflict = page.getByRole('region', { name: /changed (this|the same fields) meanwhile|saved this meanwhile/ });
  }
}
