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
  let seen = 0;
  beforeAll(async () => void (states = await bringAbout(actors)));
  afterAll(() => {
    console.log(`${seen} combinations of state, language and colours were looked at`);
    if (seen < scaled(30, 150)) throw new Error('too few combinations were looked at');
  });

  it.each(LANGUAGES.slice(0, scaled(1, 4)))(
    'on any page in any state, light and dark, in %s',
    async (locale) => {
      const visitors = new Map<Name, Visitor>();
      const found: string[] = [];
      for (const { title, as, path, shows, pressing } of states) {
        const visitor = visitors.get(as) ?? (await Visitor.open(as, '/console/', { locale }));
        visitors.set(as, visitor);
        const { page } = visitor;
        // Nothing is answered, so the page stays as it is before it knows.
        const isUnknown = shows.includes('aria-busy');
        if (isUnknown) await page.route('**/console/api/**', () => undefined);
        await page.goto(path);
        await page.locator(shows).first().waitFor();
        await pressing?.(page);
        for (const scheme of SCHEMES) {
          await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
          for (const violation of await violationsOf(page)) found.push(`${title}, ${scheme}: ${violation}`);
          seen += 1;
        }
        await page.setViewportSize(NARROW);
        const width = await page.evaluate<number>('document.documentElement.scrollWidth');
        if (width > NARROW.width) found.push(`${title}: ${width} px wide at ${NARROW.width}`);
        await page.setViewportSize({ width: 1280, height: 900 });
        if (isUnknown) await page.unrouteAll({ behavior: 'ignoreErrors' });
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
      seen += 1;
    }
  });
});
