import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import type { Answer, Directory, Json } from './service-process.js';
import { embedded, ServiceProcess, temporaryDirectory } from './service-process.js';

const PUBLIC_URL = 'https://support.example.com';
const FORM = 'application/x-www-form-urlencoded';

let service: ServiceProcess;
let directory: Directory;
let sent = 0;

const start = (env: Record<string, string> = {}) =>
  ServiceProcess.start({ ...embedded(directory.path), PUBLIC_URL, ...env });

beforeAll(async () => {
  directory = await temporaryDirectory();
  service = await start();
});
afterAll(async () => {
  await service.stop();
  await directory.remove();
});

async function command(type: string, data: object): Promise<void> {
  const { body } = await service.command(`c${++sent}`, type, data);
  expect(body).toMatchObject({ outcome: 'accepted' });
}
const actor = { id: 'olivia' };
const grant = (workspaceId: string) => command('GrantSupportAccess', { workspaceId, actor });
const revoke = (workspaceId: string) => command('RevokeSupportAccess', { workspaceId, actor });

async function open(workspaceId: string): Promise<void> {
  await command('UpdateWorkspace', { workspaceId, tier: 'team', forcedSso: false, ownerIds: ['olivia'] });
  await grant(workspaceId);
}

/** A login as the engineer of the development tokens, `erin`. */
async function login(workspaceId: string): Promise<Json> {
  const path = `/v1/workspaces/${workspaceId}/support-logins`;
  const { status, body } = await service.post(path, '{}', service.token('engineer'));
  expect(status).toBe(201);
  return body;
}

const introspect = (token: string, role = 'service'): Promise<Answer> =>
  service.post(
    '/v1/sessions/introspect',
    new URLSearchParams({ token }).toString(),
    service.token(role),
    FORM,
  );

const question = (id: string, name: string, engineer = 'erin') => ({
  subject: { type: 'engineer', id: engineer },
  resource: { type: 'workspace', id },
  action: { name },
});

const ask = (path: string, body: object, headers: Record<string, string> = {}): Promise<Answer> =>
  service.send('POST', path, { token: service.token('service'), body, headers });
const evaluate = async (body: object, headers: Record<string, string> = {}): Promise<Json> => {
  const answer = await ask('/access/v1/evaluation', body, headers);
  expect(answer.status).toBe(200);
  return answer.body;
};

describe('the token of a session', () => {
  let opened: Json;

  beforeAll(async () => {
    await open('acme');
    opened = await login('acme');
  });

  it('is verified by whoever has the published keys', async () => {
    const keys = createRemoteJWKSet(new URL(`${service.address}/.well-known/jwks.json`));
    const { payload } = await jwtVerify(opened.token, keys, {
      issuer: PUBLIC_URL,
      audience: 'support-sessions',
      typ: 'support-session+jwt',
    });
    expect(payload).toMatchObject({
      sub: 'olivia',
      act: { sub: 'erin' },
      workspace: 'acme',
      grant: opened.grantId,
      sid: opened.sessionId,
      jti: opened.sessionId,
      exp: Math.floor(Date.parse(opened.sessionExpiresAt) / 1000),
    });
  });

  it('is active by introspection, with its claims', async () => {
    const { status, headers, body } = await introspect(opened.token);
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toEqual({ active: true, ...decodeJwt(opened.token) });
  });

  it('opens nothing here: no call takes it', async () => {
    for (const path of [
      '/v1/events',
      '/v1/workspaces/acme/support-access',
      '/v1/workspaces/acme/audit-trail',
    ])
      expect(await service.get(path, opened.token)).toMatchObject({
        status: 401,
        body: { code: 'UNAUTHENTICATED' },
      });
    const again = await service.post('/v1/workspaces/acme/support-logins', '{}', opened.token);
    expect(again.status).toBe(401);
    expect(again.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
  });

  it('outlives a restart', async () => {
    await service.stop();
    service = await start();
    expect((await introspect(opened.token)).body).toMatchObject({ active: true, sid: opened.sessionId });
  });

  it('means nothing from the moment of the revocation on, nor under the next grant', async () => {
    await revoke('acme');
    expect((await introspect(opened.token)).body).toEqual({ active: false });
    await grant('acme');
    expect((await introspect(opened.token)).body).toEqual({ active: false });
  });
});

describe('introspection', () => {
  it.each(['garbage', 'a.b.c', 'ä\u0000', 'x'.repeat(60_000)])(
    'of something else is inactive',
    async (token) => expect(await introspect(token)).toMatchObject({ status: 200, body: { active: false } }),
  );

  it("of a caller's own token is inactive", async () =>
    expect((await introspect(service.token('owner'))).body).toEqual({ active: false }));

  it('is for services', async () => {
    for (const role of ['owner', 'engineer', 'vendor-admin', 'auditor'])
      expect(await introspect('x', role)).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    expect((await service.post('/v1/sessions/introspect', 'token=x', undefined, FORM)).status).toBe(401);
  });

  it.each([[''], ['token='], ['tokens=x'], ['token=x&token=y']])('takes one token: not %j', async (form) =>
    expect(await service.post('/v1/sessions/introspect', form, service.token('service'), FORM)).toMatchObject(
      { status: 400, body: { code: 'MALFORMED', errors: [{ field: 'token' }] } },
    ),
  );

  it('takes a form, and nothing else does', async () => {
    const json = await service.post('/v1/sessions/introspect', '{"token":"x"}', service.token('service'));
    expect(json).toMatchObject({ status: 415, body: { code: 'UNSUPPORTED_MEDIA_TYPE' } });
    const form = await service.post('/v1/commands', 'token=x', service.token('service'), FORM);
    expect(form).toMatchObject({ status: 415, body: { code: 'UNSUPPORTED_MEDIA_TYPE' } });
  });
});

describe('the access check', () => {
  it('follows the story, each answer by all that was acknowledged before', async () => {
    expect(await evaluate(question('globex', 'login'))).toEqual({
      decision: false,
      context: { reason: 'UNKNOWN_WORKSPACE', position: expect.stringMatching(/^\d+$/) },
    });
    await open('globex');
    const told = {
      grantId: expect.any(String),
      expiresAt: expect.stringMatching(/^\d{4}-.*Z$/),
      position: expect.stringMatching(/^\d+$/),
    };
    expect(await evaluate(question('globex', 'login'))).toEqual({
      decision: true,
      context: { reason: 'ACTIVE_GRANT', ...told },
    });
    expect(await evaluate(question('globex', 'access'))).toEqual({
      decision: false,
      context: { reason: 'NO_LIVE_SESSION', ...told },
    });
    const { sessionId } = await login('globex');
    expect(await evaluate(question('globex', 'access'))).toEqual({
      decision: true,
      context: { reason: 'LIVE_SESSION', sessionId, ...told },
    });
    expect(await evaluate(question('globex', 'access', 'mel'))).toMatchObject({ decision: false });
    await revoke('globex');
    for (const headers of [{}, { 'X-Consistency': 'strong' }])
      for (const action of ['login', 'access'])
        expect(await evaluate(question('globex', action), headers)).toMatchObject({
          decision: false,
          context: { reason: 'NO_ACTIVE_GRANT' },
        });
  });

  it.each<[string, object]>([
    ['another subject', { subject: { type: 'user', id: 'erin' } }],
    ['another resource', { resource: { type: 'document', id: 'acme' } }],
    ['another action', { action: { name: 'read' } }],
  ])('%s is unsupported, and denied', async (_, change) =>
    expect(await evaluate({ ...question('acme', 'login'), ...change })).toEqual({
      decision: false,
      context: { reason: 'UNSUPPORTED', position: expect.stringMatching(/^\d+$/) },
    }),
  );

  it('is malformed when it is no question', async () => {
    expect(await ask('/access/v1/evaluation', { subject: {} })).toMatchObject({
      status: 400,
      body: { code: 'MALFORMED' },
    });
    expect(
      await ask('/access/v1/evaluation', question('acme', 'login'), { 'X-Consistency': 'weak' }),
    ).toMatchObject({ status: 400, body: { errors: [{ field: 'X-Consistency' }] } });
  });

  it('is for services', async () => {
    const body = JSON.stringify(question('acme', 'login'));
    for (const path of ['/access/v1/evaluation', '/access/v1/evaluations']) {
      for (const role of ['owner', 'engineer', 'vendor-admin', 'auditor'])
        expect((await service.post(path, body, service.token(role))).status).toBe(403);
      expect((await service.post(path, body)).status).toBe(401);
    }
  });

  it('waits for no position that the log does not have', async () =>
    expect(
      await ask('/access/v1/evaluation', question('acme', 'login'), { 'Min-Position': '999999' }),
    ).toMatchObject({ status: 503 }));

  it.each<[string, boolean[]]>([
    ['execute_all', [true, false, true, false]],
    ['deny_on_first_deny', [true, false]],
    ['permit_on_first_permit', [true]],
  ])('many at once: %s', async (semantic, expected) => {
    const { subject, resource, action } = question('acme', 'login');
    const { status, body } = await ask('/access/v1/evaluations', {
      subject,
      resource,
      action,
      evaluations: [{}, { action: { name: 'access' } }, { context: {} }, { resource: 'acme' }],
      options: { evaluations_semantic: semantic },
    });
    expect(status).toBe(200);
    expect(body.evaluations.map(({ decision }: Json) => decision)).toEqual(expected);
  });

  it('one among many that cannot be read is denied by itself, and told why', async () => {
    const { body } = await ask('/access/v1/evaluations', {
      evaluations: [question('acme', 'login'), { resource: 'acme' }],
    });
    expect(body.evaluations).toMatchObject([
      { decision: true },
      { decision: false, context: { reason: 'UNSUPPORTED', error: { status: 400 } } },
    ]);
  });

  it('without a list is answered as one', async () =>
    expect((await ask('/access/v1/evaluations', question('acme', 'login'))).body).toMatchObject({
      decision: true,
    }));

  it('says where it is', async () => {
    const { status, body } = await service.get('/.well-known/authzen-configuration');
    expect(status).toBe(200);
    expect(body).toEqual({
      policy_decision_point: PUBLIC_URL,
      access_evaluation_endpoint: `${PUBLIC_URL}/access/v1/evaluation`,
      access_evaluations_endpoint: `${PUBLIC_URL}/access/v1/evaluations`,
    });
  });
});

describe('while nothing projects', () => {
  it('every answer is as exact as ever', async () => {
    await service.stop();
    service = await start({ ROLES: 'api', PUBLIC_URL: '' });
    // Without PUBLIC_URL it is where it listens.
    expect((await service.get('/.well-known/authzen-configuration')).body).toMatchObject({
      policy_decision_point: service.address,
    });
    await open('initech');
    const { token, sessionId } = await login('initech');
    expect((await introspect(token)).body).toMatchObject({ active: true, iss: service.address });
    expect(await evaluate(question('initech', 'access'))).toMatchObject({
      decision: true,
      context: { sessionId },
    });
    await revoke('initech');
    expect((await introspect(token)).body).toEqual({ active: false });
    expect(await evaluate(question('initech', 'access'))).toMatchObject({
      decision: false,
      context: { reason: 'NO_ACTIVE_GRANT' },
    });
  });
});
