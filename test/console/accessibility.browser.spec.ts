import { expect, it } from '@jest/globals';
import { describeWith } from '../engines/engines.js';
import { scaled } from '../support/test-scale.js';
import { violationsOf } from './axe.js';
import { withBrowser } from './browser.js';
import type { Name } from './cast.js';
import { actors, withConsole } from './console-under-test.js';
import type { State } from './states.js';
import { bringAbout } from './states.js';
import { Visitor, visitorsLeave } from './visitor.js';
import { widerThan } from './whole-page.js';

/** English and German, and the two made-up ones: 40 % longer, and right to left. */
const LANGUAGES = ['en', 'de', 'en-XA', 'ar-XB'];
const SCHEMES = ['light', 'dark'] as const;
/** WCAG 1.4.10: nothing scrolls sideways at this width, tables aside. */
const NARROW = { width: 320, height: 800 };

describeWith(['chromium'], 'axe-core finds nothing', () => {
  withConsole();
  withBrowser();
  visitorsLeave();
  let states: readonly State[];
  beforeAll(async () => void (states = await bringAbout(actors)));
  it('in at least 150 combinations of state, language and colours', () => {
    expect(states.length * LANGUAGES.length * SCHEMES.length).toBeGreaterThanOrEqual(150);
  });

  it.each(LANGUAGES.slice(0, scaled(1, 4)))(
    'on any page in any state, light and dark, in %s',
    async (locale) => {
      const visitors = new Map<Name, Visitor>();
      const found: string[] = [];
      for (const { title, as, path, shows, api, pressing } of states) {
        const visitor = visitors.get(as) ?? (await Visitor.open(as, '/console/', { locale }));
        visitors.set(as, visitor);
        const { page } = visitor;
        if (api !== undefined)
          await page.route('**/console/api/**', (route) => (api === 'away' ? route.abort() : undefined));
        await page.goto(path);
        await page.locator(shows).first().waitFor();
        await pressing?.(page);
        for (const scheme of SCHEMES) {
          await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
          for (const violation of await violationsOf(page)) found.push(`${title}, ${scheme}: ${violation}`);
        }
        await page.setViewportSize(NARROW);
        for (const what of await widerThan(page, NARROW.width)) found.push(`${title}, 320 px wide: ${what}`);
        await page.setViewportSize({ width: 1280, height: 900 });
        if (api !== undefined) await page.unrouteAll({ behavior: 'ignoreErrors' });
      }
      expect(found).toEqual([]);
    },
  );

  it.each(['/console/sign-in', '/console/signed-out'])('on %s', async (path) => {
    const { page } = await Visitor.open('olivia', '/console/');
    await page.goto(path);
    for (const scheme of SCHEMES) {
      await page.emulateMedia({ colorScheme: scheme });
      expect(await violationsOf(page)).toEqual([]);
    }
  });
});
