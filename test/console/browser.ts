import { afterAll, beforeAll } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { chromium } from 'playwright-core';
import { CHROMIUM } from '../engines/engines.js';

/** Of the suite that imports it: see {@link withBrowser}. */
export let browser: Browser;

/** One Chromium for all tests of a suite; people get a context each. */
export function withBrowser(): void {
  beforeAll(async () => void (browser = await launchChromium()));
  afterAll(() => browser?.close());
}

/** The browser of {@link CHROMIUM}. It refuses to run as root with its sandbox. */
export const launchChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: CHROMIUM,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
