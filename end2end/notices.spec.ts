// Where notices stand: they say what happened and lie over nothing that is pressed next.
import type { Locator } from '@playwright/test';

import { ProfilePage } from './pages/account-form';
import { accountNew, ownWord } from './support/accounts';
import { expect, hydrated, test } from './support/test';

test.use({ role: 'csr' });

/** Whether the middle of an element is its own: nothing lies over it. */
function isOnTop(element: Locator): Promise<boolean> {
  return element.evaluate((own) => {
    const box = own.getBoundingClientRect();
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return top !== null && (own === top || own.contains(top));
  });
}

const windows = [
  { words: 'on a desk', width: 1280, height: 720 },
  { words: 'in a narrow window', width: 600, height: 700 },
  { words: 'at 200 %', width: 640, height: 360 },
];

for (const { words, ...size } of windows) {
  test(`a notice leaves the buttons of a form free ${words}`, async ({ page }) => {
    await page.setViewportSize(size);
    const number = await accountNew(page, { 'First name': 'Ana', 'Last name': 'Fox', Company: ownWord('Notice ') });
    await page.goto(`/accounts/${number}/profile`);
    await hydrated(page);
    const profile = new ProfilePage(page);
    await profile.contacts.fill(1, { City: 'Bergen' });
    expect(await isOnTop(profile.save), 'nothing of the frame lies over it').toBe(true);
    await profile.save.click();
    const notice = page.getByRole('region', { name: 'Notices' }).getByText('The profile is saved.');
    await expect(notice).toBeVisible();
    expect(await isOnTop(profile.save)).toBe(true);
    expect(await isOnTop(page.getByRole('button', { name: 'Discard changes' }))).toBe(true);
    expect(await isOnTop(notice)).toBe(true);
    // Nor where the form is scrolled to its end.
    await page.keyboard.press('Control+End');
    await expect(notice).toBeVisible();
    expect(await isOnTop(profile.save)).toBe(true);
  });
}
