import { describe, expect, it } from '@jest/globals';
import { ApiInProcess } from '../../apps/service/spec/api-in-process.js';
import { CookieBrowser } from './cookie-browser.js';
import { api, browserOf, desk, withDevelopmentConsole } from './development-console.js';
import { rawRequest } from './raw-request.js';

const API = '/console/api/v1';
const OWN = { 'Sec-Fetch-Site': 'same-origin', 'X-Console': '1' };

withDevelopmentConsole();

describe('a call of a page', () => {
  it('reaches the API as the person who is signed in, and its links lead through the console', async () => {
    const olivia = await browserOf('owner:olivia');
    const granted = await olivia.call('POST', `${API}/workspaces/acme/support-access`, {
      body: JSON.stringify({ durationMinutes: 60 }),
    });
    expect(granted.status).toBe(201);
    expect(granted.headers.get('location')).toBe(`${API}/workspaces/acme/support-access`);
    expect(granted.headers.get('cache-control')).toBe('no-store');
    expect(await granted.json()).toMatchObject({ grantedBy: { id: 'olivia', name: 'Olivia' } });
    await api.follow();
    await olivia.call('DELETE', `${API}/workspaces/acme/support-access`);
    await api.follow();
    const trail = await olivia.call('GET', `${API}/workspaces/acme/audit-trail?limit=1`);
    expect(trail.headers.get('link')).toMatch(/^<\/console\/api\/v1\/workspaces\/acme\/audit-trail\?/);
  });

  it('has the answers of the API, refusals and all', async () => {
    const erin = await browserOf('engineer:erin');
    const refused = await erin.call('POST', `${API}/workspaces/acme/support-access`, { body: '{}' });
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ code: 'FORBIDDEN' });
    const malformed = await erin.call('POST', `${API}/workspaces/acme/access-requests`, { body: '{' });
    expect(malformed.status).toBe(400);
    const missing = await erin.call('GET', `${API}/nothing`);
    expect(missing.status).toBe(404);
  });

  it('repeated with its key has one effect', async () => {
    const erin = await browserOf('engineer:erin');
    const ask = async (): Promise<Response> =>
      erin.call('POST', `${API}/workspaces/acme/access-requests`, {
        headers: { 'Idempotency-Key': 'once' },
        body: JSON.stringify({ reason: 'exports fail' }),
      });
    const [first, second] = [await ask(), await ask()];
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(((await second.json()) as { requestId: string }).requestId).toBe(
      ((await first.json()) as { requestId: string }).requestId,
    );
  });

  it.each([
    ['csv', 'text/csv; charset=utf-8', /^\uFEFFat,label,type,.*\r\n.*Support Access Requested/s],
    ['ndjson', 'application/x-ndjson; charset=utf-8', /^\{.*"label":"Support Access Requested".*\}\n$/],
  ])('has the trail as a file that a link leads to: %s', async (ending, type, content) => {
    const olivia = await browserOf('owner:olivia');
    await api.follow();
    const bom = ending === 'csv' ? '&bom=true' : '';
    const path = `/console/w/acme/audit-trail.${ending}?type=SupportAccessRequested&limit=1${bom}`;
    const headers = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
    const file = await olivia.call('GET', path, { headers });
    expect(file.headers.get('content-type')).toBe(type);
    expect(file.headers.get('content-disposition')).toBe(`attachment; filename="audit-trail.${ending}"`);
    expect(Buffer.from(await file.arrayBuffer()).toString()).toMatch(content);
    const foreign = await olivia.call('GET', path, {
      headers: { ...headers, 'Sec-Fetch-Site': 'cross-site' },
    });
    expect(foreign.status).toBe(403);
  });

  it('is compressed for who takes that', async () => {
    const audrey = await browserOf('auditor:audrey');
    const answer = await audrey.call('GET', `${API}/events?limit=50`, {
      headers: { 'Accept-Encoding': 'gzip' },
    });
    expect(answer.headers.get('content-encoding')).toBe('gzip');
    expect(((await answer.json()) as { events: unknown[] }).events.length).toBeGreaterThan(2);
  });

  it('streams as it happens', async () => {
    const audrey = await browserOf('auditor:audrey');
    const head = (await api.events()).at(-1)!;
    const stream = await audrey.call('GET', `${API}/events`, {
      headers: { Accept: 'text/event-stream', 'Last-Event-ID': String(head.position) },
    });
    expect(Object.fromEntries(stream.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    });
    expect(stream.headers.get('x-accel-buffering')).toBe('no');
    const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
    let seen = '';
    const until = async (text: string): Promise<number> => {
      while (!seen.includes(text)) {
        const { done, value = '' } = await reader.read();
        if (done) throw new Error(`the stream ended after ${seen}`);
        seen += value;
      }
      return performance.now();
    };
    await until(':');
    const started = performance.now();
    const [written, arrived] = await Promise.all([
      desk.grant().then(() => performance.now()),
      until('SupportAccessGranted'),
    ]);
    expect(arrived - Math.min(written, arrived)).toBeLessThan(1_000);
    expect(arrived - started).toBeLessThan(5_000);
    await reader.cancel();
    await desk.revoke();
  });

  it('leaves the caller’s cookies and tokens at the console', async () => {
    const seen: Record<string, unknown>[] = [];
    const { createServer } = await import('node:http');
    const upstream = createServer((request, response) => {
      seen.push({ ...request.headers, url: request.url });
      response
        .writeHead(200, {
          'Content-Type': 'application/json',
          'Set-Cookie': 'planted=1',
          'Access-Control-Allow-Origin': '*',
          'X-Internal': 'secret',
          'Content-Security-Policy': 'default-src *',
        })
        .end('{}');
    });
    await new Promise<void>((resolve) => void upstream.listen(0, '127.0.0.1', resolve));
    const { port } = upstream.address() as { port: number };
    const other = await ApiInProcess.open(
      { CONSOLE_API_URL: `http://127.0.0.1:${port}/below` },
      { now: () => Date.now() },
    );
    try {
      const browser = new CookieBrowser(other.address);
      await browser.go('/console/sign-in', { person: 'engineer:erin' });
      seen.length = 0;
      const answer = await browser.call('GET', `${API}/access-requests?status=pending`, {
        headers: {
          Authorization: 'Bearer forged',
          'X-Forwarded-For': '6.6.6.6',
          Forwarded: 'for=6.6.6.6',
          'X-Console-Address': 'x 6.6.6.6',
          'Proxy-Authorization': 'Basic x',
        },
      });
      expect(answer.status).toBe(200);
      expect(seen).toEqual([
        expect.objectContaining({
          url: '/below/v1/access-requests?status=pending',
          authorization: expect.stringMatching(/^Bearer eyJ/),
          'x-forwarded-for': '127.0.0.1',
          'x-request-id': answer.headers.get('x-request-id'),
        }),
      ]);
      for (const name of ['cookie', 'forwarded', 'x-console-address', 'proxy-authorization', 'x-console'])
        expect(seen[0]).not.toHaveProperty([name]);
      expect(answer.headers.getSetCookie()).toEqual([]);
      expect(answer.headers.get('x-internal')).toBeNull();
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
      expect(answer.headers.get('content-security-policy')).toBe(
        "default-src 'none'; frame-ancestors 'none'",
      );
      upstream.closeAllConnections();
      await new Promise((resolve) => upstream.close(resolve));
      const silent = await browser.call('GET', `${API}/access-requests`);
      expect(silent.status).toBe(503);
      expect(await silent.json()).toMatchObject({ code: 'UNAVAILABLE' });
    } finally {
      await other.close();
    }
  });

  it.each([
    '/console/api/metrics',
    '/console/api/v1/../metrics',
    '/console/api/v1/%2e%2e/metrics',
    '/console/api/v1/.%2E/metrics',
    '/console/api/v1/..%2fmetrics',
    '/console/api/v1\\..\\metrics',
    '/console/api//evil.example/v1/x',
    '/console/api/@evil.example/v1/x',
    '/console/api/access/v1/evaluation',
    '/console/api/openapi.json',
  ])('does not reach beside the API: %s', async (path) => {
    const browser = await browserOf('auditor:audrey');
    const cookies = browser.names.map((name) => `${name}=${browser.cookie(name)}`).join('; ');
    const { status, text } = await rawRequest(api.address, { path, headers: { ...OWN, Cookie: cookies } });
    expect([400, 404]).toContain(status);
    expect(text).not.toContain('support_access_http');
  });
});

describe('the address that is recorded for a login', () => {
  const recorded = async (headers: Record<string, string>): Promise<unknown> => {
    await desk.grant();
    const erin = await browserOf('engineer:erin');
    const login = await erin.call('POST', `${API}/workspaces/acme/support-logins`, { body: '{}', headers });
    expect(login.status).toBe(201);
    const [event] = await desk.newest();
    await desk.revoke();
    return (event!.data as { ipAddress?: string }).ipAddress;
  };

  it('is the browser’s, as the console saw it', async () => {
    expect(await recorded({})).toBe('127.0.0.1');
    // The test is the proxy that TRUST_PROXY names.
    expect(await recorded({ 'X-Forwarded-For': '203.0.113.7' })).toBe('203.0.113.7');
    expect(await recorded({ 'X-Forwarded-For': '203.0.113.7, 2001:db8::1' })).toBe('2001:db8::1');
  });

  it('cannot be said in the console’s own words by anybody else', async () => {
    expect(await recorded({ 'X-Console-Address': 'x 6.6.6.6' })).toBe('127.0.0.1');
    await desk.grant();
    const token = await api.token('engineer', 'erin');
    for (const key of ['', 'x', 'x'.repeat(43)])
      await api.send('POST', desk.path('support-logins'), {
        token,
        body: {},
        headers: { 'X-Console-Address': `${key} 6.6.6.6` },
      });
    const addresses = (await desk.newest(3)).map(({ data }) => (data as { ipAddress?: string }).ipAddress);
    expect(addresses).toEqual(['127.0.0.1', '127.0.0.1', '127.0.0.1']);
  });
});
