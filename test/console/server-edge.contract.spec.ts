import { describe, expect, it } from '@jest/globals';
import { CookieBrowser } from './cookie-browser.js';
import { api, browserOf, withDevelopmentConsole } from './development-console.js';
import { rawRequest } from './raw-request.js';

const API = '/console/api/v1';

withDevelopmentConsole();

const ELSEWHERE = { Origin: 'http://localhost:4000' };

describe('a forged request', () => {
  const json = { 'Content-Type': 'application/json' };
  const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
  const text = { 'Content-Type': 'text/plain' };
  const grant = `${API}/workspaces/acme/support-access`;
  const kinds: [string, string, string, Record<string, string>][] = [
    ['a call of another site', 'POST', grant, { ...json, 'Sec-Fetch-Site': 'cross-site', 'X-Console': '1' }],
    ['a call of a sibling site', 'POST', grant, { ...json, 'Sec-Fetch-Site': 'same-site', 'X-Console': '1' }],
    ['a call of nobody’s', 'POST', grant, { ...json, 'Sec-Fetch-Site': 'none', 'X-Console': '1' }],
    ['a call without a site', 'POST', grant, { ...json, 'X-Console': '1' }],
    ['a call without a site of another origin', 'POST', grant, { ...json, ...ELSEWHERE, 'X-Console': '1' }],
    ['a call without a site of no origin', 'POST', grant, { ...json, Origin: 'null', 'X-Console': '1' }],
    ['a sign-in without a site of another origin', 'POST', '/console/sign-in', { ...form, ...ELSEWHERE }],
    ['a sign-in without a site of no origin', 'POST', '/console/sign-in', { ...form, Origin: 'null' }],
    ['a call without our header', 'POST', grant, { ...json, 'Sec-Fetch-Site': 'same-origin' }],
    [
      'a call with another header',
      'POST',
      grant,
      { ...json, 'Sec-Fetch-Site': 'same-origin', 'X-Console': '0' },
    ],
    [
      'a call with two sites',
      'POST',
      grant,
      { ...json, 'Sec-Fetch-Site': 'same-origin, cross-site', 'X-Console': '1' },
    ],
    ['a form', 'POST', grant, { ...form, 'Sec-Fetch-Site': 'cross-site' }],
    ['a form of our own site', 'POST', grant, { ...form, 'Sec-Fetch-Site': 'same-origin' }],
    ['a form as text', 'POST', grant, { ...text, 'Sec-Fetch-Site': 'cross-site' }],
    ['a revocation', 'DELETE', grant, { 'Sec-Fetch-Site': 'cross-site', 'X-Console': '1' }],
    ['a revocation without a site', 'DELETE', grant, { 'X-Console': '1' }],
    ['a revocation without our header', 'DELETE', grant, { 'Sec-Fetch-Site': 'same-origin' }],
    ['a put', 'PUT', `${API}/workspaces/acme`, { ...json, 'Sec-Fetch-Site': 'cross-site', 'X-Console': '1' }],
    ['a read', 'GET', grant, { 'Sec-Fetch-Site': 'cross-site' }],
    ['a read of a sibling site', 'GET', grant, { 'Sec-Fetch-Site': 'same-site' }],
    ['a preflight’s look', 'HEAD', grant, { 'Sec-Fetch-Site': 'cross-site' }],
    ['input', 'POST', '/console/session/activity', { 'Sec-Fetch-Site': 'cross-site', 'X-Console': '1' }],
    ['input without our header', 'POST', '/console/session/activity', { 'Sec-Fetch-Site': 'same-origin' }],
    ['a sign-out', 'POST', '/console/sign-out', { ...form, 'Sec-Fetch-Site': 'cross-site' }],
    ['a sign-out without a site', 'POST', '/console/sign-out', form],
    ['a sign-in as somebody', 'POST', '/console/sign-in', { ...form, 'Sec-Fetch-Site': 'cross-site' }],
    ['an example', 'POST', '/console/sign-in/example', { ...form, 'Sec-Fetch-Site': 'same-site' }],
  ];

  it.each(kinds)('is refused: %s', async (_, method, path, headers) => {
    const before = (await api.events()).length;
    const olivia = await browserOf('owner:olivia');
    const had = olivia.names;
    const body = method === 'POST' || method === 'PUT' ? '{"durationMinutes":60}' : undefined;
    const response = await olivia.send(method, path, { headers, ...(body !== undefined && { body }) });
    expect(response.status).toBe(403);
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(olivia.names).toEqual(had);
    expect(await api.events()).toHaveLength(before);
  });

  it('is not what a browser sends that tells its origin and no site, as Safari does over plain HTTP', async () => {
    const olivia = await browserOf('owner:olivia');
    const headers = { ...json, 'X-Console': '1', Origin: api.address };
    const path = '/console/session/activity';
    expect((await olivia.send('POST', path, { headers })).status).toBe(204);
    const elsewhere = { ...headers, 'Sec-Fetch-Site': 'cross-site' };
    expect((await olivia.send('POST', path, { headers: elsewhere })).status).toBe(403);
  });

  it('gets no leave from a preflight, nor may another origin read', async () => {
    const preflight = await fetch(api.address + grant, {
      method: 'OPTIONS',
      headers: {
        Origin: 'https://app.example',
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'x-console',
      },
    });
    expect(preflight.headers.get('access-control-allow-headers') ?? '').not.toMatch(/x-console/i);
    expect(preflight.headers.get('access-control-allow-credentials')).toBeNull();
  });
});

describe('the page of development people', () => {
  it('is for this machine, by its own names', async () => {
    const { port } = new URL(api.address);
    for (const host of ['localhost', '127.0.0.1', 'olivia.localhost', '[::1]'])
      expect(
        await rawRequest(api.address, { path: '/console/sign-in', headers: { Host: `${host}:${port}` } }),
      ).toMatchObject({
        status: 200,
      });
    for (const host of ['evil.example', 'localhost.evil.example', '192.168.0.1', 'evillocalhost'])
      for (const path of ['/console/sign-in', '/console/desk', `${API}/grants`])
        expect(
          await rawRequest(api.address, {
            path,
            headers: { Host: `${host}:${port}`, 'X-Forwarded-Host': 'localhost' },
          }),
        ).toMatchObject({ status: 403 });
  });

  it('signs in whom it offers, and someone else', async () => {
    for (const [form, id] of [
      [{ person: 'vendor-admin:victor' }, 'victor'],
      [{ role: 'owner', id: 'otto', name: '' }, 'otto'],
    ] as const) {
      const browser = new CookieBrowser(api.address);
      await browser.go('/console/sign-in', { ...form, return: '/console/desk' });
      expect((await browser.go('/console/desk')).text).toContain(`"id":"${id}"`);
    }
    const nobody = new CookieBrowser(api.address);
    expect((await nobody.go('/console/sign-in', { role: 'king', id: 'otto' })).status).toBe(400);
  });

  it('shows names as text', async () => {
    const browser = new CookieBrowser(api.address);
    const name = '</script><script>alert(1)</script>';
    await browser.go('/console/sign-in', { role: 'owner', id: 'otto', name, return: '/console/' });
    expect((await browser.go('/console/desk')).text).not.toContain('<script>alert');
    const picker = await browser.go(`/console/sign-in?return=${encodeURIComponent('/console/w/"><b>/x')}`);
    expect(picker.text).not.toContain('"><b>');
  });
});

describe('headers', () => {
  const POLICY =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
    "connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; " +
    "require-trusted-types-for 'script'; trusted-types lit-html";

  it.each([
    ['/console/', POLICY],
    ['/console/w/acme/support-access', POLICY],
    ['/console/w/acme/audit-trail', POLICY],
    ['/console/desk', POLICY.replace("form-action 'self'", "form-action 'self' http://localhost:4000")],
    ['/console/sign-in', POLICY],
    ['/console/signed-out', POLICY],
  ])('of %s', async (path, policy) => {
    const browser = await browserOf('owner:olivia');
    const response = await browser.send('GET', path);
    await response.text();
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
      'cache-control': 'no-store',
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
  });

  it('let files of the pages be kept for ever, and no other name be taken for one', async () => {
    const browser = await browserOf('owner:olivia');
    const page = await browser.go('/console/desk');
    const [, script = ''] = /src="([^"]+)"/.exec(page.text) ?? [];
    const file = await browser.send('GET', script);
    expect(file.status).toBe(200);
    expect(file.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(file.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    for (const path of ['manifest.json', '../../../package.json', 'pages', '__proto__'])
      expect((await rawRequest(api.address, { path: `/console/assets/${path}` })).status).toBe(404);
  });
});
