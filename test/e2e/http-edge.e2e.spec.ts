import { request as httpRequest } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { Answer, Sent } from './service-process.js';
import { service, withService } from './with-service.js';

const ORIGIN = 'https://console.example.com';

withService({ CORS_ORIGINS: ORIGIN, REQUESTS_PER_MINUTE: '40' });
beforeAll(async () => {
  for (const n of Array(12).keys())
    await as('service', 'PUT', '/v1/workspaces/acme', {
      body: { name: `Acme ${n}`, tier: 'business', forcedSso: false, ownerIds: ['olivia'] },
    });
});

const as = (role: string, method: string, path: string, sent: Sent = {}): Promise<Answer> =>
  service.send(method, path, { token: service.token(role), ...sent });

/** Without what fetch does by itself: the bytes as they came. */
function raw(
  path: string,
  headers: Record<string, string>,
): Promise<{ headers: IncomingHttpHeaders; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(service.address + path, { headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(chunks) }));
    });
    sent.on('error', reject).end();
  });
}

describe('what a write may not say', () => {
  const path = '/v1/workspaces/acme/support-access';
  it.each<[string, string, string, Sent, string[]]>([
    ['who acts', 'owner', path, { body: { actor: { id: 'someone-else' } } }, ['actor']],
    ['which workspace', 'owner', path, { body: { workspaceId: 'other' } }, ['workspaceId']],
    ['a prototype', 'owner', path, { body: '{"__proto__": {"x": 1}}' }, ['__proto__']],
    ['more than seven days', 'owner', path, { body: { durationMinutes: 10_081 } }, ['durationMinutes']],
    ['a list', 'owner', path, { body: [] }, ['']],
    ['no JSON', 'owner', path, { body: '{' }, ['']],
    [
      'where it comes from, or who enters',
      'engineer',
      '/v1/workspaces/acme/support-logins',
      { body: { ipAddress: '10.0.0.1', engineer: { id: 'x' } } },
      ['ipAddress', 'engineer'],
    ],
    ['a key of the saga', 'owner', path, { headers: { 'Idempotency-Key': 'expire-1' } }, ['Idempotency-Key']],
    ['two keys', 'owner', path, { headers: { 'Idempotency-Key': 'a, b' } }, ['Idempotency-Key']],
    ['a workspace that is no id', 'owner', '/v1/workspaces/a%20b/support-access', {}, ['workspaceId']],
  ])('%s', async (_, role, to, sent, fields) => {
    const { status, body } = await as(role, 'POST', to, sent);
    expect({ status, fields: body.errors?.map(({ field }: { field: string }) => field) }).toEqual({
      status: 400,
      fields,
    });
  });

  it('anything in the body of a DELETE, or a parameter that it does not take', async () => {
    expect(await as('owner', 'DELETE', path, { body: { grantId: 'g' } })).toMatchObject({ status: 400 });
    const { body } = await as('owner', 'DELETE', `${path}?grant=g&grantId=a%20b`);
    expect(body).toMatchObject({ status: 400, errors: [{ field: 'grant' }] });
  });

  it('NUL in a path or a parameter', async () => {
    for (const to of ['/v1/workspaces/a%00/audit-trail', '/v1/grants?ticketId=a%00'])
      expect(await as('auditor', 'GET', to)).toMatchObject({ status: 400, body: { code: 'MALFORMED' } });
  });

  it('a body that is packed', async () => {
    const headers = { 'Content-Encoding': 'gzip' };
    const { status, body } = await as('owner', 'POST', path, { body: '{}', headers });
    expect({ status, code: body.code }).toEqual({ status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' });
  });

  it('and nothing of it was recorded', async () => {
    const { body } = await service.get('/v1/events', service.token('auditor'));
    expect(new Set(body.events.map(({ type }: { type: string }) => type))).toEqual(
      new Set(['WorkspaceUpdated']),
    );
  });
});

describe('every answer', () => {
  it.each(['/health/live', '/v1/events', '/nowhere'])(
    '%s is nothing that a browser could run',
    async (path) => {
      const { headers } = await service.get(path);
      expect(Object.fromEntries(headers)).toMatchObject({
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
      });
    },
  );

  // Found by the fuzz tier: what is refused before any hook, or by the first of them, went out without.
  it.each<[string, Record<string, string>, number, string]>([
    ['/v1/workspaces/%ff', {}, 400, 'MALFORMED'],
    [`/v1/workspaces/${'x'.repeat(600)}?reason=secret`, {}, 414, 'REFUSED'],
    ['/health/live', { 'Content-Encoding': 'gzip' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ])('that refuses %s %j has them too', async (path, sent, status, code) => {
    const { headers, body } = await raw(path, { ...sent, 'X-Request-Id': 'r-0' });
    expect(headers).toMatchObject({
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'x-request-id': 'r-0',
      'content-type': expect.stringMatching(/^application\/problem\+json/),
    });
    expect(JSON.parse(body.toString())).toMatchObject({ status, code });
    expect(body.toString()).not.toContain('secret');
  });

  // Node by itself answers 417 without a body.
  it('to an expectation that nobody knows is the answer to the request', async () => {
    const { headers, body } = await raw('/health/live', { Expect: 'a-miracle' });
    expect(JSON.parse(body.toString())).toEqual({ status: 'live' });
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it('has a request id: the one that it came with, if that is one', async () => {
    const named = await service.get('/health/live', undefined, { 'X-Request-Id': 'r-1' });
    expect(named.headers.get('x-request-id')).toBe('r-1');
    for (const given of [undefined, 'a b', 'x'.repeat(257)]) {
      const headers = given === undefined ? {} : { 'X-Request-Id': given };
      const { headers: answered } = await service.get('/health/live', undefined, headers);
      expect(answered.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it('that was recorded carries it as the correlation id, and a traceparent if it is one', async () => {
    const headers = { 'X-Request-Id': 'r-2', traceparent: 'nonsense' };
    const body = { tier: 'business', forcedSso: false, ownerIds: ['olivia'] };
    await as('service', 'PUT', '/v1/workspaces/acme', { body, headers });
    const { body: log } = await service.get('/v1/events?limit=1000', service.token('auditor'));
    expect(log.events.at(-1)).toMatchObject({ correlationid: 'r-2' });
    expect(log.events.at(-1)).not.toHaveProperty('traceparent');
  });

  it('is compressed when it is large and the client takes gzip, with one tag either way', async () => {
    const authorization = { Authorization: `Bearer ${service.token('auditor')}` };
    const plain = await raw('/v1/events', authorization);
    const zipped = await raw('/v1/events', { ...authorization, 'Accept-Encoding': 'gzip' });
    expect(plain.headers).not.toHaveProperty('content-encoding');
    expect(zipped.headers).toMatchObject({
      'content-encoding': 'gzip',
      vary: expect.stringMatching(/accept-encoding/i),
    });
    expect(zipped.body.length).toBeLessThan(plain.body.length / 2);
    expect(gunzipSync(zipped.body)).toEqual(plain.body);
    expect(zipped.headers.etag).toBe(plain.headers.etag);
    const small = await raw('/health/live', { 'Accept-Encoding': 'gzip' });
    expect(small.headers).not.toHaveProperty('content-encoding');
  });

  it('to a read is tagged, and 304 to whoever has it', async () => {
    const first = await as('auditor', 'GET', '/v1/events');
    const etag = first.headers.get('etag')!;
    expect(etag).toMatch(/^W\/"[\w-]{27}"$/);
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    const again = await as('auditor', 'GET', '/v1/events', { headers: { 'If-None-Match': `"x", ${etag}` } });
    expect({ status: again.status, body: again.body }).toEqual({ status: 304, body: '' });
    const other = await as('auditor', 'GET', '/v1/events?limit=1', { headers: { 'If-None-Match': etag } });
    expect(other.status).toBe(200);
  });

  it('to the same access is the same, whenever it is asked', async () => {
    const path = '/v1/workspaces/acme/support-access';
    const read = async (etag?: string) => {
      const answer = await as('auditor', 'GET', path, { headers: etag ? { 'If-None-Match': etag } : {} });
      return { status: answer.status, etag: answer.headers.get('etag')!, asOf: answer.body.asOf };
    };
    const first = await read();
    const later = await read();
    expect(later.asOf).not.toBe(first.asOf);
    expect(later.etag).toBe(first.etag);
    expect((await read(first.etag)).status).toBe(304);
    await as('owner', 'DELETE', path);
    await as('owner', 'POST', path);
    expect((await read(first.etag)).status).toBe(200);
    await as('owner', 'DELETE', path);
  });

  it('to a write, and every refusal, is kept by nobody', async () => {
    const answers = [
      await as('owner', 'POST', '/v1/workspaces/acme/support-access'),
      await service.get('/v1/events'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([201, 401]);
    for (const { headers } of answers) {
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('etag')).toBeNull();
    }
  });
});

it('a page of a named origin may call, and read what it needs; one of another origin may not', async () => {
  const preflight = (origin: string) =>
    fetch(`${service.address}/v1/workspaces/acme/support-access`, {
      method: 'OPTIONS',
      headers: {
        Origin: origin,
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'authorization, idempotency-key',
      },
    });
  const allowed = (await preflight(ORIGIN)).headers;
  expect(allowed.get('access-control-allow-origin')).toBe(ORIGIN);
  expect(allowed.get('access-control-allow-headers')).toMatch(/Idempotency-Key/);
  const { headers } = await service.get('/health/live', undefined, { Origin: ORIGIN });
  expect(headers.get('access-control-expose-headers')).toMatch(/Location/);
  expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).not.toBe(
    'https://evil.example',
  );
});

it('who asks too often is told to wait; others, and programs, are not', async () => {
  const ask = (role: string) => as(role, 'GET', '/v1/workspaces/acme/support-access');
  const statuses: number[] = [];
  for (let i = 0; i < 45; i++) statuses.push((await ask('vendor-admin')).status);
  expect(statuses).toEqual([...Array(40).fill(200), ...Array(5).fill(429)]);
  const { headers, body } = await ask('vendor-admin');
  expect(headers.get('retry-after')).toMatch(/^[1-9]\d?$/);
  expect(body).toMatchObject({ status: 429, code: 'TOO_MANY_REQUESTS' });
  expect((await ask('engineer')).status).toBe(200);
  for (let i = 0; i < 45; i++) expect((await ask('service')).status).toBe(200);
});
