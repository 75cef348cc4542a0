import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ConsoleInProcess } from './console-in-process.js';
import type { CookieBrowser } from './cookie-browser.js';

/** A call that every engineer may send. */
const REQUESTS = '/console/api/v1/access-requests';
const MINUTE = 60_000;

let served: ConsoleInProcess;
beforeAll(async () => void (served = await ConsoleInProcess.open()));
afterAll(() => served.close());
beforeEach(() => void (served.aheadMs = 0));

const statusOf = async (browser: CookieBrowser, path = REQUESTS): Promise<number> => {
  const response = await browser.call('GET', path);
  await response.text();
  return response.status;
};

/** The provider's answer to a sign-in, as the URL of the callback, which nobody has followed yet. */
async function callbackOf(
  browser: CookieBrowser,
  path = '/console/desk',
  change: (toProvider: URL) => void = () => undefined,
): Promise<URL> {
  const begun = await browser.send('GET', `/console/sign-in?return=${encodeURIComponent(path)}`);
  let url = new URL(begun.headers.get('location')!);
  change(url);
  for (let n = 0; n < 20; n++) {
    if (url.pathname === '/console/callback') return url;
    let response = await browser.send('GET', url.href);
    const page = await response.text();
    const action = /action="([^"]+)"/.exec(page)?.[1];
    if (action !== undefined)
      response = await browser.send('POST', new URL(action, url).href, {
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
        body: `prompt=${page.includes('value="login"') ? 'login&login=erin&password=x' : 'consent'}`,
      });
    url = new URL(response.headers.get('location')!, url);
  }
  throw new Error('the provider does not come to an end');
}

describe('a sign-in', () => {
  it('comes back to the page, with what the token says of the person', async () => {
    const browser = served.browser();
    const page = await browser.signIn('olivia', '/console/w/acme/support-access?x=1');
    expect(page).toMatchObject({ status: 200, url: `${served.origin}/console/w/acme/support-access?x=1` });
    const [, facts = ''] = /id="console">(.*)<\/script>/.exec(page.text) ?? [];
    expect(JSON.parse(facts)).toMatchObject({
      brand: 'Support',
      user: { id: 'olivia', name: 'Olivia Hart', email: 'olivia@acme.example', roles: ['owner'] },
      workspaceId: 'acme',
    });
  });

  it('is where every page leads that nobody is signed in for', async () => {
    for (const path of ['/console/', '/console/desk', '/console/w/acme/audit-trail?event=SupportLogin']) {
      const response = await served.browser().send('GET', path);
      expect(response.status).toBe(303);
      expect(response.headers.get('location')).toBe(`/console/sign-in?return=${encodeURIComponent(path)}`);
    }
    expect(await statusOf(served.browser())).toBe(401);
  });

  it('shows the browser no token: not in a page, not in a header, not in a URL', async () => {
    const browser = await served.signedIn('erin');
    for (const path of ['/console/', '/console/desk', REQUESTS]) await browser.go(path);
    const text = browser.seen.join('\n');
    expect(text).toContain('Erin Doyle');
    expect(text).not.toMatch(/eyJ[\w-]{10,}\.[\w-]+\.[\w-]+/);
  });

  it('may be under way in several tabs', async () => {
    const browser = served.browser();
    const [one, two] = [await callbackOf(browser, '/console/desk'), await callbackOf(browser, '/console/')];
    for (const [callback, path] of [
      [two, '/console/'],
      [one, '/console/desk'],
    ] as const)
      expect((await browser.send('GET', callback.href)).headers.get('location')).toBe(path);
  });

  it('keeps no more than a few unfinished ones', async () => {
    const browser = served.browser();
    for (let n = 0; n < 30; n++) await browser.send('GET', '/console/sign-in');
    expect(browser.names.length).toBeLessThanOrEqual(6);
  });

  it('works for a client without a secret', async () => {
    const other = await ConsoleInProcess.open({ isPublic: true });
    try {
      expect(await statusOf(await other.signedIn())).toBe(200);
    } finally {
      await other.close();
    }
  });
});

it('is not begun without end from one address', async () => {
  const other = await ConsoleInProcess.open();
  try {
    const begin = async (): Promise<number> => (await other.browser().send('GET', '/console/sign-in')).status;
    const before = await Promise.all(Array.from({ length: 600 }, begin));
    expect(new Set(before)).toEqual(new Set([303]));
    expect(await begin()).toBe(429);
    expect((await other.browser().send('GET', '/console/callback?state=x')).status).toBe(429);
    expect((await other.browser().send('GET', '/console/desk')).status).toBe(303);
  } finally {
    await other.close();
  }
});

describe('a callback is refused', () => {
  /** What comes of a callback. */
  const answerTo = async (browser: CookieBrowser, callback: URL) => {
    const response = await browser.send('GET', callback.href);
    return {
      status: response.status,
      location: response.headers.get('location'),
      says: /<h1>([^<]*)/.exec(await response.text())?.[1],
      session: browser.cookie('support-access'),
    };
  };
  const REFUSED = { status: 400, location: null, says: 'You could not be signed in', session: undefined };

  it('with another state', async () => {
    const browser = served.browser();
    const callback = await callbackOf(browser);
    const state = callback.searchParams.get('state')!;
    callback.searchParams.set('state', `${state.slice(0, -1)}${state.endsWith('a') ? 'b' : 'a'}`);
    expect(await answerTo(browser, callback)).toEqual(REFUSED);
  });

  it('without a state, and with two', async () => {
    const browser = served.browser();
    const callback = await callbackOf(browser);
    const twice = new URL(`${callback.href}&state=x`);
    callback.searchParams.delete('state');
    expect(await answerTo(browser, callback)).toEqual(REFUSED);
    expect(await answerTo(browser, twice)).toEqual(REFUSED);
  });

  it('when its nonce is not the one that was sent', async () => {
    const browser = served.browser();
    const change = (url: URL): void => url.searchParams.set('nonce', 'another');
    expect(await answerTo(browser, await callbackOf(browser, undefined, change))).toEqual(REFUSED);
  });

  it('when its challenge is not the one that was sent', async () => {
    const browser = served.browser();
    const change = (url: URL): void => url.searchParams.set('code_challenge', 'x'.repeat(43));
    expect(await answerTo(browser, await callbackOf(browser, undefined, change))).toEqual(REFUSED);
  });

  it('when its code is of another sign-in', async () => {
    const [browser, other] = [served.browser(), served.browser()];
    const [callback, others] = [await callbackOf(browser), await callbackOf(other)];
    callback.searchParams.set('code', others.searchParams.get('code')!);
    expect(await answerTo(browser, callback)).toEqual(REFUSED);
  });

  it('in a browser that did not begin it', async () => {
    const callback = await callbackOf(served.browser());
    expect(await answerTo(served.browser(), callback)).toEqual(REFUSED);
  });

  it('the second time, and with the cookie of before', async () => {
    const browser = served.browser();
    const callback = await callbackOf(browser);
    const before = browser.copy();
    expect((await browser.send('GET', callback.href)).status).toBe(303);
    browser.cookies.get(new URL(served.origin).host)!.delete('support-access');
    expect(await answerTo(browser, callback)).toEqual(REFUSED);
    expect(await answerTo(before, callback)).toEqual(REFUSED);
  });

  it('after ten minutes', async () => {
    const browser = served.browser();
    const callback = await callbackOf(browser);
    served.aheadMs = 10 * MINUTE;
    expect(await answerTo(browser, callback)).toEqual(REFUSED);
  });

  it('when the provider says no', async () => {
    const browser = served.browser();
    const callback = await callbackOf(browser);
    callback.searchParams.delete('code');
    callback.searchParams.set('error', 'access_denied');
    expect(await answerTo(browser, callback)).toEqual(REFUSED);
  });

  it('when the token is not for the API, and operators are told why', async () => {
    const other = await ConsoleInProcess.open({ env: { AUTH_AUDIENCE: 'another' } });
    try {
      const browser = other.browser();
      expect((await browser.signIn('erin')).status).toBe(400);
      expect(other.api.logged.map(({ err }) => (err as { code?: string } | undefined)?.code)).toContain(
        'UNSUITABLE_TOKEN',
      );
    } finally {
      await other.close();
    }
  });
});

describe('after the sign-in one does not leave the console', () => {
  const elsewhere = [
    'https://evil.example/',
    '//evil.example/console/',
    '/\\evil.example',
    '/console//evil.example',
    '/console/\\evil.example',
    'javascript:alert(1)',
    '/console/../evil',
    '/console/%2e%2e/evil',
    '/console/%2f%2fevil.example',
    '/\t/evil.example',
    '/consolevil',
    'http:console',
    '/console/sign-in',
    '/console/api/v1/grants',
    '/console/callback?code=x',
  ];
  it.each(elsewhere)('for %j', async (path) => {
    const browser = served.browser();
    const callback = await callbackOf(browser, path);
    expect((await browser.send('GET', callback.href)).headers.get('location')).toBe('/console/');
  });
});
