// Nothing on any page may hinder a person: axe finds nothing.
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** Fails with what axe finds on the page as it stands, each with the elements it concerns. */
export async function expectAccessible(page: Page): Promise<void> {
  // No page of ours has frames: what would put their findings together opens a page of its own each time.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  const found = violations.map((violation) => ({
    rule: violation.id,
    help: violation.help,
    where: violation.nodes.map((node) => `${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
  }));
  expect(found, `axe on ${new URL(page.url()).pathname}`).toEqual([]);
}
