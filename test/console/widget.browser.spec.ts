import { expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { describeWith } from '../engines/engines.js';
import { violationsOf } from './axe.js';
import { browser, withBrowser } from './browser.js';
import { actors, service, vendorSite, withConsole } from './console-under-test.js';
import { contentsOf } from './whole-page.js';

const KB = 1_024;
/** All that a page loads for it in English, whatever the state. */
const MOST_OF_A_WIDGET_BYTES = 20 * KB;
/** The words that a page in German loads besides. */
const MOST_OF_WORDS_BYTES = 3 * KB;
const WIDGETS = ['/console/widget/1.0.0.js', '/console/widget/1.0.0/session-banner.js'];

type PageOptions = { lang?: string; integrity?: string };

/** A page of the vendor's with the owner's widget. @param script sets `element.getToken`, at once or later */
const pageWith = (
  workspaceId: string,
  script: string,
  { lang = 'en', integrity = '' }: PageOptions,
): string => `<!doctype html>
<html lang="${lang}"><head><meta charset="utf-8"><title>Settings</title>
<style>
  support-access-settings { --sa-accent: rgb(122, 62, 0); --sa-radius: 3px; }
  support-access-settings::part(primary) { text-transform: uppercase; }
</style></head><body><main><h1>Settings</h1>
<support-access-settings workspace="${workspaceId}" api="${service.url}"></support-access-settings></main>
<script>
  globalThis.asked = 0;
  globalThis.changes = [];
  const element = document.querySelector('support-access-settings');
  element.addEventListener('support-access-changed', ({ detail }) => changes.push(detail.status));
  const token = async () => { asked += 1; return (await fetch('/support-token')).text(); };
  ${script}
</script>
<script type="module" crossorigin integrity="${integrity}" src="${service.url}${WIDGETS[0]}"></script></body></html>`;

/** Such as a vendor pins it. */
const integrityOf = (body: Buffer): string => `sha384-${createHash('sha384').update(body).digest('base64')}`;
const bodyOf = async (path: string): Promise<Buffer> =>
  Buffer.from(await (await fetch(service.url + path)).arrayBuffer());

describeWith(['chromium'], 'the widgets on a page of another origin', () => {
  withConsole();
  withBrowser();
  let page: Page;
  const errors: string[] = [];
  beforeEach(async () => {
    const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Berlin' });
    context.setDefaultTimeout(20_000);
    page = await context.newPage();
    page.on('pageerror', ({ message }) => errors.push(message));
    vendorSite.serve('/support-token', await actors.token('olivia'), 'text/plain');
  });
  afterEach(async () => {
    await page.context().close();
    if (errors.length > 0) throw new Error(errors.splice(0).join('\n'));
  });

  const open = async (
    workspaceId: string,
    script: string,
    { origin = vendorSite.origin, ...options }: PageOptions & { origin?: string } = {},
  ): Promise<void> => {
    await actors.describe(workspaceId);
    vendorSite.serve('/settings', pageWith(workspaceId, script, options));
    await page.goto(`${origin}/settings`);
  };

  /** The files of the widget that the page loads from now on. */
  const loadedFiles = (): Map<string, number> => {
    const files = new Map<string, number>();
    page.on('response', async (response) => {
      const { pathname } = new URL(response.url());
      if (pathname.startsWith('/console/')) files.set(pathname, gzipSync(await response.body()).length);
    });
    return files;
  };

  it.each([
    ['before the element is defined', 'element.getToken = token;'],
    ['long after it', 'setTimeout(() => (element.getToken = token), 700);'],
  ])('the page may say how a token is got %s', async (_when, script) => {
    await open('early', script);
    await page.getByText('Support access is off').waitFor();
    expect(await page.evaluate('asked')).toBe(1);
  });

  it('an owner lets somebody in and ends it there; the page is told, and keeps no token', async () => {
    await open('embedded', 'element.getToken = token;');
    await page.getByRole('button', { name: 'Grant access for 1 day' }).click();
    await page.getByText('Support access is on until').waitFor();
    expect(await actors.as('erin').access('embedded')).toMatchObject({ status: 'active' });
    await page.getByRole('button', { name: 'Revoke access' }).click();
    await page.getByText('Support access is off').waitFor();
    expect(await actors.as('erin').access('embedded')).toMatchObject({ status: 'none' });
    expect(await page.evaluate('changes.slice(-2)')).toEqual(['active', 'none']);
    const kept = `${await contentsOf(page)} ${await page.evaluate<string>('JSON.stringify([localStorage, sessionStorage])')}`;
    expect(kept).not.toContain(await actors.token('olivia').then((token) => token.slice(0, 40)));
    expect(kept).not.toMatch(/eyJ[\w-]+\.[\w-]+\./);
  });

  it('sees what others do without reloading', async () => {
    await open('watched', 'element.getToken = token;');
    await page.getByText('Support access is off').waitFor();
    await actors.as('erin').requests.ask('watched', { reason: 'The export fails' });
    await page.getByText('asks for access').waitFor();
    expect(await page.getByText('The export fails').count()).toBe(1);
  });

  it('asks for another token when one is refused, once', async () => {
    await open('refused', `element.getToken = async () => (asked > 0 ? token() : (asked += 1, 'old'));`);
    await page.getByText('Support access is off').waitFor();
    expect(await page.evaluate('asked')).toBe(2);
  });

  it('does nothing on a page of an origin that is not allowed', async () => {
    await open('foreign', 'element.getToken = token;', { origin: vendorSite.originOnSameSite });
    await page.getByRole('alert').waitFor();
    expect(await page.getByText('Support access is off').count()).toBe(0);
  });

  it('takes the colours, the corners and the parts of the page', async () => {
    await open('themed', 'element.getToken = token;');
    const grant = page.getByRole('button', { name: 'Grant access' });
    await grant.waitFor();
    const style = await page.evaluate(`(() => {
      const primaryIn = (root) => root.querySelector('[part~=primary]') ??
        [...root.querySelectorAll('*')].map(({ shadowRoot }) => shadowRoot && primaryIn(shadowRoot)).find(Boolean);
      const { backgroundColor, textTransform } = getComputedStyle(primaryIn(element.shadowRoot));
      return { backgroundColor, textTransform };
    })()`);
    expect(style).toEqual({ backgroundColor: 'rgb(122, 62, 0)', textTransform: 'uppercase' });
  });

  it('axe-core finds nothing, light and dark, in four languages', async () => {
    await open('axe', 'element.getToken = token;');
    await actors.as('olivia').grant('axe', {});
    await actors.as('erin').logIn('axe');
    for (const locale of ['en', 'de', 'en-XA', 'ar-XB']) {
      await page.evaluate(`element.setAttribute('locale', '${locale}')`);
      await page.getByText('Erin Doyle').first().waitFor();
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect({ locale, colorScheme, found: await violationsOf(page) }).toEqual({
          locale,
          colorScheme,
          found: [],
        });
      }
    }
  });

  it('the example: both widgets; the banner says where one is, counts down, and leads out', async () => {
    await actors.describe('acme');
    const example = readFileSync('examples/embed/index.html', 'utf8').replaceAll('{SUPPORT}', service.url);
    vendorSite.serve('/', example);
    await page.clock.install();
    await page.goto(vendorSite.origin);
    await page.getByText('Support access is off').waitFor();
    await page.getByText('You are in Acme').waitFor();
    await page.getByText('41 min').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.evaluate(
      `document.querySelector('support-session-banner').addEventListener('support-session-over', () => (globalThis.isOver = true))`,
    );
    await page.clock.fastForward('41:05');
    expect(await page.evaluate('isOver')).toBe(true);
    const landed = vendorSite.landed.length;
    await page.reload();
    await page.getByRole('button', { name: 'Leave' }).click();
    await page.getByText('In the workspace').waitFor();
    expect(vendorSite.landed.length).toBe(landed + 1);
  });

  it('one file is all that a page in English loads, at most 20 KB compressed, until it is live, off and on', async () => {
    const files = loadedFiles();
    await open('sized', 'element.getToken = token;');
    await page.getByText('Support access is off').waitFor();
    await actors.as('olivia').grant('sized', {});
    await page.getByText('Support access is on until').waitFor();
    await page.getByText('Live').waitFor();
    console.log(`English: ${JSON.stringify(Object.fromEntries(files))}`);
    expect([...files.keys()]).toEqual([WIDGETS[0]]);
    expect(files.get(WIDGETS[0]!)).toBeLessThanOrEqual(MOST_OF_A_WIDGET_BYTES);
  });

  it('a page in German loads its words besides, once and for ever', async () => {
    const files = loadedFiles();
    await open('deutsch', 'element.getToken = token;', { lang: 'de' });
    await page.getByText('Support-Zugriff ist aus').waitFor();
    console.log(`German: ${JSON.stringify(Object.fromEntries(files))}`);
    const [, words] = [...files.keys()];
    expect(files.size).toBe(2);
    expect(words).toMatch(/^\/console\/widget\/de-[\w-]{10}\.json$/);
    expect(files.get(words!)).toBeLessThanOrEqual(MOST_OF_WORDS_BYTES);
    const { headers } = await fetch(service.url + words);
    expect(headers.get('cache-control')).toContain('immutable');
    expect(await page.evaluate('getComputedStyle(element).direction + element.lang')).toBe('ltrde');
  });

  it.each([
    ['is changed on the way', { body: '{"settings":{"title":"<b>"}}' }],
    ['is not there', { status: 404 }],
  ])('says in English what it has to say where the file with German words %s', async (_what, answer) => {
    const headers = { 'Access-Control-Allow-Origin': '*' };
    await page.route('**/de-*.json', (route) => route.fulfill({ ...answer, headers }));
    await open('deutsch', 'element.getToken = token;', { lang: 'de' });
    await page.getByText('Support access is off').waitFor();
    expect(await page.evaluate('element.lang')).toBe('en');
  });

  it('a page may pin the bytes of the script; other bytes do not run', async () => {
    const integrity = integrityOf(await bodyOf(WIDGETS[0]!));
    await open('pinned', 'element.getToken = token;', { lang: 'de', integrity });
    await page.getByText('Support-Zugriff ist aus').waitFor();
    await open('pinned', 'element.getToken = token;', { integrity: integrityOf(Buffer.from('other')) });
    await page.waitForLoadState('load');
    expect(await page.evaluate(`customElements.get('support-access-settings')`)).toBeUndefined();
  });

  it('the banner is at most 20 KB, compressed', async () => {
    const bytes = gzipSync(await bodyOf(WIDGETS[1]!)).length;
    console.log(`${WIDGETS[1]}: ${(bytes / KB).toFixed(1)} KB gzip`);
    expect(bytes).toBeLessThanOrEqual(MOST_OF_A_WIDGET_BYTES);
  });
});
