import { randomBytes } from 'node:crypto';
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

describe('a session', () => {
  it('ends half an hour after the last input', async () => {
    const browser = await served.signedIn();
    served.aheadMs = 29 * MINUTE;
    expect((await browser.call('POST', '/console/session/activity')).status).toBe(204);
    served.aheadMs = 58 * MINUTE;
    expect(await statusOf(browser)).toBe(200);
    served.aheadMs = 59 * MINUTE;
    expect(await statusOf(browser)).toBe(401);
    expect((await browser.call('POST', '/console/session/activity')).status).toBe(401);
    expect((await browser.send('GET', '/console/desk')).status).toBe(303);
  });

  it('is for browsers that say from which site a decision comes; the origin is not enough', async () => {
    const browser = await served.signedIn();
    const headers = { 'X-Console': '1', Origin: served.origin };
    expect((await browser.send('POST', '/console/session/activity', { headers })).status).toBe(403);
    expect((await browser.send('POST', '/console/sign-out', { headers })).status).toBe(403);
  });

  it('is not kept alive by what a page does by itself', async () => {
    const browser = await served.signedIn();
    served.aheadMs = 29 * MINUTE;
    expect(await statusOf(browser)).toBe(200);
    served.aheadMs = 30 * MINUTE;
    expect(await statusOf(browser)).toBe(401);
  });

  it('is not begun anew by a page that nobody used, nor kept', async () => {
    const browser = await served.signedIn();
    const closed = '/console/signed-out?return=%2Fconsole%2Fdesk';
    served.aheadMs = 29 * MINUTE;
    const still = await browser.go(closed);
    expect(still.text).toContain('You are still signed in');
    expect(still.text).toContain('href="/console/desk"');
    served.aheadMs = 30 * MINUTE;
    const over = await browser.go(closed);
    expect(over.text).toContain('You are signed out');
    expect(over.text).toContain('href="/console/sign-in?return=%2Fconsole%2Fdesk"');
    const elsewhere = await browser.go('/console/signed-out?return=//evil.example/');
    expect(elsewhere.text).not.toContain('evil');
  });

  it('ends twelve hours after the sign-in, whatever happens', async () => {
    const browser = await served.signedIn();
    for (let minutes = 20; minutes < 720; minutes += 20) {
      served.aheadMs = minutes * MINUTE;
      expect((await browser.call('POST', '/console/session/activity')).status).toBe(204);
    }
    served.aheadMs = 720 * MINUTE;
    expect(await statusOf(browser)).toBe(401);
  });

  it('ends with the sign-out, here and at the provider', async () => {
    const browser = await served.signedIn();
    const stolen = browser.copy();
    const page = await browser.go('/console/sign-out', {});
    const [, next = ''] = /http-equiv="refresh" content="0; url=([^"]+)"/.exec(page.text) ?? [];
    const end = new URL(next.replaceAll('&amp;', '&'));
    expect(end.origin).toBe(served.provider.issuer);
    expect(end.searchParams.get('post_logout_redirect_uri')).toBe(`${served.origin}/console/signed-out`);
    expect(end.searchParams.has('id_token_hint')).toBe(false);
    expect(browser.names).toEqual([]);
    expect((await browser.go('/console/signed-out')).text).toContain('You are signed out');
    // The refresh token was taken back: who has the cookie keeps the access token, for as long as that is good.
    served.aheadMs = 20 * MINUTE;
    expect(await statusOf(stolen)).toBe(401);
  });

  it('is over when a cookie is missing, changed, or of another session', async () => {
    const [browser, other] = [await served.signedIn('erin'), await served.signedIn('erin')];
    const host = new URL(served.origin).host;
    for (const name of ['support-access', 'support-access-seen']) {
      const value = browser.cookie(name)!;
      const without = browser.copy();
      without.cookies.get(host)!.delete(name);
      const changed = browser.copy();
      changed.cookies.get(host)!.set(name, value.slice(0, -2) + (value.endsWith('AA') ? 'BB' : 'AA'));
      const mixed = browser.copy();
      mixed.cookies.get(host)!.set(name, other.cookie(name)!);
      const swapped = browser.copy();
      swapped.cookies.get(host)!.set('support-access', browser.cookie('support-access-seen')!);
      for (const each of [without, changed, mixed, swapped]) expect(await statusOf(each)).toBe(401);
    }
    expect(await statusOf(browser)).toBe(200);
  });

  it('is kept under names that only this host can set, and sent over HTTPS alone', async () => {
    const other = await ConsoleInProcess.open({ publicUrl: 'https://support.example' });
    try {
      const browser = await other.signedIn();
      expect(browser.names).toEqual(['__Host-support-access', '__Host-support-access-seen']);
      expect(await statusOf(browser)).toBe(200);
      const page = await browser.send('GET', '/console/desk');
      expect(page.headers.get('strict-transport-security')).toBe('max-age=31536000');
      const [begun, ended] = [
        await browser.send('GET', '/console/sign-in'),
        await browser.send('POST', '/console/sign-out', { headers: { 'Sec-Fetch-Site': 'same-origin' } }),
      ];
      const lines = [page, begun, ended].flatMap(({ headers }) => headers.getSetCookie());
      expect(lines.length).toBeGreaterThanOrEqual(5);
      for (const line of lines) {
        expect(line).toMatch(/^__Host-support-access/);
        for (const attribute of ['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax'])
          expect(line.split('; ')).toContain(attribute);
        expect(line).not.toMatch(/domain/i);
      }
    } finally {
      await other.close();
    }
  });

  it('fits into two cookies with a token of 6 KB', async () => {
    const other = await ConsoleInProcess.open({ padding: 4_100 });
    try {
      const browser = await other.signedIn();
      expect(browser.names).toEqual(['support-access', 'support-access-2', 'support-access-seen']);
      for (const name of browser.names)
        expect(
          `__Host-${name}=${browser.cookie(name)}; Path=/; HttpOnly; Secure; SameSite=Lax`.length,
        ).toBeLessThan(4_096);
      expect(await statusOf(browser)).toBe(200);
      // And is gone from both when it is over.
      await browser.go('/console/sign-out', {});
      expect(browser.names).toEqual([]);
    } finally {
      await other.close();
    }
  });

  it('says so when its tokens do not fit', async () => {
    const other = await ConsoleInProcess.open({ padding: 9_000 });
    try {
      const browser = other.browser();
      const page = await browser.signIn('erin');
      expect(page.status).toBe(400);
      expect(page.text).toContain('too long to be kept');
      expect(browser.names).toEqual([]);
    } finally {
      await other.close();
    }
  });

  it('lives through a change of the cookie keys', async () => {
    const [old, next] = ['old', 'next'].map((name) =>
      served.file(name, randomBytes(32).toString('base64')),
    ) as [string, string];
    await served.restart({ CONSOLE_COOKIE_KEYS: old });
    const browser = await served.signedIn();
    await served.restart({ CONSOLE_COOKIE_KEYS: `${old},${next}` });
    const later = await served.signedIn();
    await served.restart({ CONSOLE_COOKIE_KEYS: `${next},${old}` });
    expect([await statusOf(browser), await statusOf(later)]).toEqual([200, 200]);
    const newest = await served.signedIn();
    await served.restart({ CONSOLE_COOKIE_KEYS: next });
    expect([await statusOf(browser), await statusOf(newest)]).toEqual([401, 200]);
    await served.restart({});
  });
});
