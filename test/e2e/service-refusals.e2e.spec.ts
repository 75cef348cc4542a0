import { connect } from 'node:net';
import { once } from 'node:events';
import type { Answer } from './service-process.js';
import { embedded } from './service-process.js';
import { directory, service, withService } from './with-service.js';
import { admin } from '../support/admin.js';

withService();

const someText: unknown = expect.any(String);

/** RFC 9457 with our code, whoever made the answer: we or the framework. */
function expectProblem(answer: Answer, status: number, code: string, fields?: string[]): void {
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect({ status: answer.status, ...answer.body }).toMatchObject({ status, code });
  expect(answer.body).toEqual({
    type: expect.stringMatching(/^urn:support-access:problem:[a-z-]+$/),
    title: expect.any(String),
    status,
    detail: expect.any(String),
    code,
    ...(fields && { errors: fields.map((field) => ({ field, message: someText })) }),
  });
}

const grant = {
  specversion: '1.0',
  id: 'c1',
  source: 'e2e',
  type: 'GrantSupportAccess',
  data: { workspaceId: 'w', actor: { id: 'a' } },
};
const send = (event: unknown, type = 'application/json') =>
  service.post('/v1/commands', JSON.stringify(event), service.token('service'), type);

describe('a malformed command names the field', () => {
  it.each<[string, unknown, string[]]>([
    ['no object', [], ['']],
    ['another version', { ...grant, specversion: '2.0' }, ['specversion']],
    ['no id', { ...grant, id: undefined }, ['id']],
    ["the saga's id", { ...grant, id: 'expire-x' }, ['id']],
    ['an unknown type', { ...grant, type: 'Nope' }, ['type']],
    ['the internal type', { ...grant, type: 'ExpireSupportAccess' }, ['type']],
    ['no data', { ...grant, data: undefined }, ['data']],
    ['an unknown field', { ...grant, data: { ...grant.data, x: 1 } }, ['data.x']],
    ['a list for a person', { ...grant, data: { ...grant.data, actor: [] } }, ['data.actor']],
    [
      'a duration past seven days',
      { ...grant, data: { ...grant.data, durationMinutes: 10_081 } },
      ['data.durationMinutes'],
    ],
    ['another subject', { ...grant, subject: 'other' }, ['subject']],
  ])('%s', async (_, event, fields) => expectProblem(await send(event), 400, 'MALFORMED', fields));

  it.each<[string, string]>([
    ['nothing', ''],
    ['no JSON', '{"a":'],
    ['a NUL', '\0'],
  ])('%s', async (_, body) =>
    expectProblem(await service.post('/v1/commands', body, service.token('service')), 400, 'MALFORMED', ['']),
  );

  it('records nothing', async () => {
    const { body } = await service.get('/v1/events', service.token('service'));
    expect(body).toEqual({ events: [], next: '0', caughtUp: true });
  });
});

describe('malformed reads name the parameter', () => {
  it.each<[string, string[]]>([
    ['/v1/workspaces/w/support-access?asOf=yesterday', ['asOf']],
    ['/v1/workspaces/w/support-access?asOf=2020-01-01T00:00:00Z&asOf=2021-01-01T00:00:00Z', ['asOf']],
    ['/v1/workspaces/w/audit-trail?limit=0&order=up&from=1', ['from', 'order', 'limit']],
    ['/v1/workspaces/w/audit-trail?types=SupportLogin', ['types']],
    ['/v1/events?after=-1&limit=1001', ['after', 'limit']],
  ])('%s', async (path, fields) =>
    expectProblem(await service.get(path, service.token('auditor')), 400, 'MALFORMED', fields),
  );

  it.each(['actor', 'code', 'cursor', 'from', 'grantId', 'limit', 'order', 'ticketId', 'type'])(
    'an empty %s',
    async (name) => {
      const path = `/v1/workspaces/w/audit-trail?${name}=`;
      const { body } = await service.get(path, service.token('auditor'));
      const message = 'must not be empty: give it a value or leave it out';
      expect(body.errors).toEqual([{ field: name, message }]);
    },
  );

  it('an empty Last-Event-ID is none, and no fault', async () => {
    const { status } = await service.get('/v1/events', service.token('auditor'), { 'Last-Event-ID': '' });
    expect(status).toBe(200);
  });

  it('a Min-Position that is no position', async () =>
    expectProblem(
      await service.get('/v1/events', service.token('auditor'), { 'Min-Position': 'x' }),
      400,
      'MALFORMED',
      ['Min-Position'],
    ));

  it('a cursor of someone else', async () => {
    await send({
      ...grant,
      id: 'u',
      type: 'UpdateWorkspace',
      data: { workspaceId: 'w', tier: 'free', forcedSso: false, ownerIds: [] },
    });
    const path = '/v1/workspaces/w/audit-trail?cursor=abc';
    expectProblem(await service.get(path, service.token('auditor')), 400, 'MALFORMED', ['cursor']);
  });

  // The moment that counts is the workspace's: it is asked about only where the workspace is known, as since just now.
  it('an instant in the future', async () => {
    const path = '/v1/workspaces/w/support-access?asOf=2999-01-01T00:00:00Z';
    expectProblem(await service.get(path, service.token('auditor')), 400, 'MALFORMED', ['asOf']);
  });

  it('a position that this log has not reached', async () =>
    expectProblem(
      await service.get('/v1/events?after=999', service.token('auditor')),
      400,
      'POSITION_UNKNOWN',
    ));

  it('Min-Position is waited for five seconds, then 503 with Retry-After', async () => {
    const since = performance.now();
    const answer = await service.get('/v1/workspaces/w/support-access', service.token('auditor'), {
      'Min-Position': '999',
    });
    expectProblem(answer, 503, 'UNAVAILABLE');
    expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(performance.now() - since).toBeGreaterThan(4_900);
  });
});

describe('who calls', () => {
  const paths = ['/v1/events', '/v1/workspaces/w/support-access', '/v1/workspaces/w/audit-trail'];

  it.each(paths)('%s needs a token', async (path) => {
    const answer = await service.get(path);
    expectProblem(answer, 401, 'UNAUTHENTICATED');
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  it.each(paths)('%s takes no forged token', async (path) => {
    const [header, payload] = service.token('auditor').split('.');
    for (const forged of [`${header}.${payload}.AAAA`, 'x', `eyJhbGciOiJub25lIn0.${payload}.`]) {
      const answer = await service.get(path, forged);
      expectProblem(answer, 401, 'UNAUTHENTICATED');
      expect(answer.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
    }
  });

  it('a token in the URL is none', async () =>
    expectProblem(
      await service.get(`/v1/events?access_token=${service.token('auditor')}`),
      401,
      'UNAUTHENTICATED',
    ));

  it.each([
    ['owner', '/v1/events'],
    ['engineer', '/v1/events'],
    ['vendor-admin', '/v1/events'],
    ['engineer', '/v1/workspaces/w/audit-trail'],
    ['vendor-admin', '/v1/workspaces/w/audit-trail'],
    ['service', '/v1/workspaces/w/audit-trail'],
  ])('%s may not read %s', async (role, path) =>
    expectProblem(await service.get(path, service.token(role)), 403, 'FORBIDDEN'),
  );

  it.each(['owner', 'engineer', 'vendor-admin', 'auditor'])('%s may not send commands', async (role) =>
    expectProblem(await service.post('/v1/commands', '{}', service.token(role)), 403, 'FORBIDDEN'),
  );

  it('`npm run token` prints a token for anybody', async () => {
    const { code, stdout } = await admin(['token', 'auditor', 'x'], embedded(directory.path));
    expect(code).toBe(0);
    expect((await service.get('/v1/events', stdout.trim())).status).toBe(200);
  });
});

describe("the framework's own refusals are problems too", () => {
  it('404', async () => expectProblem(await service.get('/nowhere'), 404, 'NOT_FOUND'));

  it('405, with what is allowed', async () => {
    const answer = await service.get('/v1/commands', service.token('service'));
    expectProblem(answer, 405, 'METHOD_NOT_ALLOWED');
    expect(answer.headers.get('allow')).toBe('POST');
  });

  it('413, with the limit', async () => {
    const answer = await service.post('/v1/commands', Buffer.alloc(65_537, ' '), service.token('service'));
    expectProblem(answer, 413, 'PAYLOAD_TOO_LARGE');
    expect(answer.body.detail).toBe('the body is larger than 65536 bytes');
  });

  it.each([
    ['/v1/commands', 'text/plain', 'application/json or application/cloudevents+json'],
    [
      '/v1/commands',
      'application/cloudevents-batch+json',
      'application/json or application/cloudevents+json',
    ],
    ['/v1/commands', 'application/x-www-form-urlencoded', 'application/json or application/cloudevents+json'],
    ['/v1/sessions/introspect', 'text/plain', 'application/x-www-form-urlencoded'],
  ])('415, %s sent %s, with the types that it takes', async (path, type, taken) => {
    const answer = await service.post(path, 'a=b', service.token('service'), type);
    expectProblem(answer, 415, 'UNSUPPORTED_MEDIA_TYPE');
    expect(answer.body.detail).toBe(`this call takes ${taken}`);
  });

  it('a CloudEvent in binary mode is told the mode that is taken', async () => {
    const { data, ...attributes } = grant;
    const headers = Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [`ce-${name}`, value]),
    );
    const token = service.token('service');
    const answer = await service.send('POST', '/v1/commands', { token, body: data, headers });
    expectProblem(answer, 415, 'UNSUPPORTED_MEDIA_TYPE');
    expect(answer.body.detail).toContain('send it in structured mode, as application/cloudevents+json');
  });

  it('a path that cannot be decoded', async () =>
    expectProblem(await service.get('/v1/%zz'), 400, 'MALFORMED'));

  it('bytes that are no HTTP', async () => {
    const { port } = new URL(service.address);
    const socket = connect(Number(port), '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.write('NONSENSE\r\n\r\n');
    await once(socket, 'close');
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\nContent-Type: application\/problem\+json\r\n/);
    expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({ status: 400, code: 'MALFORMED' });
  });
});

describe('operations', () => {
  it('is live and ready, and names its parts', async () => {
    expect(await service.get('/health/live')).toMatchObject({ status: 200, body: { status: 'live' } });
    const { status, body } = await service.get('/health/ready');
    expect({ status, names: Object.keys(body.components).sort() }).toEqual({
      status: 200,
      names: [
        'disk reserve',
        'event store',
        'evidence',
        'expiry',
        'log',
        'log identity',
        'projections',
        'read models',
      ],
    });
  });

  it('metrics are open on loopback, and not to whom a proxy speaks for', async () => {
    const { status, body } = await service.get('/metrics');
    expect(status).toBe(200);
    expect(body).toMatch(/^support_access_commands_total\{.*outcome="accepted".*\} 1$/m);
    expectProblem(
      await service.get('/metrics', undefined, { 'X-Forwarded-For': '10.0.0.1' }),
      401,
      'UNAUTHENTICATED',
    );
  });

  it('what was refused left no trace of a token in the log', () => {
    const [, log = ''] = service.output.stdout.split('Listening on');
    expect(log).not.toContain(service.token('auditor').slice(-20));
  });
});
