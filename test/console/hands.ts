import type { Locator, Page } from 'playwright-core';

/** How somebody uses a page. */
export type Hand = {
  press(target: Locator): Promise<void>;
  write(field: Locator, text: string): Promise<void>;
};

export const mouse: Hand = {
  press: (target) => target.click(),
  write: (field, text) => field.fill(text),
};

/** More elements than any page of the console can be tabbed through. */
const MAX_TABS = 150;

/** Tab, Enter and letters, and nothing else. */
export const keyboard: Hand = {
  async press(target) {
    await reach(target);
    await target.page().keyboard.press('Enter');
  },
  async write(field, text) {
    await reach(field);
    await field.page().keyboard.press('ControlOrMeta+A');
    await field.page().keyboard.type(text);
  },
};

/** @throws when Tab does not lead there */
async function reach(target: Locator): Promise<void> {
  await target.waitFor();
  const page = target.page();
  for (let tabs = 0; tabs < MAX_TABS; tabs++) {
    if (await isFocused(target)) return expectRing(page);
    await page.keyboard.press('Tab');
  }
  throw new Error(`the keyboard does not reach ${String(target)}`);
}

const isFocused = (target: Locator): Promise<boolean> =>
  target.evaluate((element) => Boolean(element.matches(':focus')));

/** Whoever uses the keyboard must see where they are. */
async function expectRing(page: Page): Promise<void> {
  const isSeen = await page.evaluate<boolean>(`(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    const drawn = (one) => one !== null && one !== undefined && getComputedStyle(one).outlineStyle !== 'none';
    return drawn(element) || drawn(element?.nextElementSibling);
  })()`);
  if (!isSeen) throw new Error('the focus is not to be seen');
}
