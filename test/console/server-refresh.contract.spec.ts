import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ConsoleInProcess } from './console-in-process.js';
import type { CookieBrowser } from './cookie-browser.js';

const REQUESTS = '/console/api/v1/access-requests';
const TOKEN_MS = 600_000;

let served: ConsoleInProcess;
beforeAll(async () => {
  served = await ConsoleInProcess.open({ accessTokenSeconds: TOKEN_MS / 1_000 });
});
afterAll(() => served.close());
beforeEach(() => {
  served.aheadMs = 0;
  served.provider.refreshes = served.provider.refusedRefreshes = 0;
});

/** Past the end of the access token, by the console's clock. */
const letTokenExpire = (): void => void (served.aheadMs += TOKEN_MS);

async function statusesOf(browsers: readonly CookieBrowser[]): Promise<number[]> {
  return Promise.all(
    browsers.map(async (browser) => {
      const response = await browser.call('GET', REQUESTS);
      await response.text();
      return response.status;
    }),
  );
}

const times = (n: number, browser: CookieBrowser): CookieBrowser[] =>
  Array.from({ length: n }, () => browser.copy());

describe('expired tokens', () => {
  it('are refreshed once for twenty calls at once, and the new ones are kept', async () => {
    const browser = await served.signedIn();
    letTokenExpire();
    const copies = times(20, browser);
    expect(new Set(await statusesOf(copies))).toEqual(new Set([200]));
    expect(served.provider.refreshes).toBe(1);
    for (const copy of copies)
      expect(copy.cookie('support-access')).not.toBe(browser.cookie('support-access'));
    served.aheadMs = 60_000;
    expect(await statusesOf(copies.slice(0, 3))).toEqual([200, 200, 200]);
    expect(served.provider.refreshes).toBe(1);
  });

  it('are refreshed half a minute early', async () => {
    const browser = await served.signedIn();
    served.aheadMs = TOKEN_MS - 45_000;
    await statusesOf([browser]);
    expect(served.provider.refreshes).toBe(0);
    served.aheadMs = TOKEN_MS - 20_000;
    expect(await statusesOf([browser])).toEqual([200]);
    expect(served.provider.refreshes).toBe(1);
  });

  it('do not end the session for a call that was under way with the cookie of before', async () => {
    const browser = await served.signedIn();
    letTokenExpire();
    const late = browser.copy();
    expect(await statusesOf([browser])).toEqual([200]);
    expect(await statusesOf([late])).toEqual([200]);
    expect(served.provider).toMatchObject({ refreshes: 1, refusedRefreshes: 0 });
  });

  it('are refreshed when a page is opened, too', async () => {
    const browser = await served.signedIn();
    letTokenExpire();
    expect((await browser.send('GET', '/console/desk')).status).toBe(200);
    expect(served.provider.refreshes).toBe(1);
  });

  it('rotate again and again', async () => {
    const browser = await served.signedIn();
    for (let n = 1; n <= 3; n++) {
      letTokenExpire();
      served.provider.accessTokenSeconds = (TOKEN_MS / 1_000) * (n + 1);
      // A page is input, too: the session does not end meanwhile.
      expect((await browser.send('GET', '/console/desk')).status).toBe(200);
      expect(await statusesOf([browser])).toEqual([200]);
      expect(served.provider.refreshes).toBe(n);
    }
    served.provider.accessTokenSeconds = TOKEN_MS / 1_000;
  });

  it('are not written back by what tells of input meanwhile', async () => {
    const browser = await served.signedIn();
    letTokenExpire();
    const [call, activity] = await Promise.all([
      browser.copy().call('GET', REQUESTS),
      browser.copy().call('POST', '/console/session/activity'),
    ]);
    await call.text();
    expect(activity.headers.getSetCookie().map((line) => line.split('=', 1)[0])).toEqual([
      'support-access-seen',
    ]);
  });
});

describe('a refresh that is refused', () => {
  /** Ends the session at the provider alone. */
  const revoked = async (): Promise<CookieBrowser> => {
    const browser = await served.signedIn();
    await browser.copy().go('/console/sign-out', {});
    return browser;
  };

  it('ends the session with 401, and pages lead to the sign-in', async () => {
    const browser = await revoked();
    letTokenExpire();
    const response = await browser.call('GET', REQUESTS);
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: 'UNAUTHENTICATED' });
    const page = await browser.send('GET', '/console/desk');
    expect(page.headers.get('location')).toBe('/console/sign-in?return=%2Fconsole%2Fdesk');
  });

  it('is asked for once', async () => {
    const browser = await revoked();
    letTokenExpire();
    expect(new Set(await statusesOf(times(10, browser)))).toEqual(new Set([401]));
    expect(served.provider.refusedRefreshes).toBe(1);
  });
});

it('answers 503 while the provider does not, and goes on afterwards', async () => {
  const other = await ConsoleInProcess.open({ accessTokenSeconds: TOKEN_MS / 1_000 });
  try {
    const browser = await other.signedIn();
    other.provider.pause();
    other.aheadMs = TOKEN_MS;
    const response = await browser.call('GET', REQUESTS);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
    expect(await response.json()).toMatchObject({ code: 'UNAVAILABLE' });
    const page = await browser.send('GET', '/console/desk');
    expect(page.status).toBe(503);
    expect(await page.text()).toContain('The identity provider does not answer');
    other.provider.resume();
    expect(await statusesOf([browser])).toEqual([200]);
  } finally {
    await other.close();
  }
});
