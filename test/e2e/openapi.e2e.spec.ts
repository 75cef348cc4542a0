import type { Documented } from '../../apps/service/openapi/spec/answer-validator.js';
import { answerValidator, documented } from '../../apps/service/openapi/spec/answer-validator.js';
import { eventually } from '../support/eventually.js';
import type { Answer, Sent } from './service-process.js';
import { service, withService } from './with-service.js';

let document: Documented;
let validator: ReturnType<typeof answerValidator>;
const seen = new Set<string>();

withService({ REQUIRE_TICKET: 'true', CHECKPOINT_SECONDS: '1' });
beforeAll(async () => {
  document = documented((await service.get('/openapi.json')).body);
  validator = answerValidator(document);
});

const inPath = (path: string, named: Record<string, string>): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => named[name] ?? '');

/** Asks as a role, and holds the answer against what the document says of this call and status. */
async function ask(
  call: string,
  role: string,
  status: number,
  sent: Sent & { query?: string; path?: Record<string, string> } = {},
): Promise<Answer> {
  const { query = '', path: named = {}, ...rest } = sent;
  const [method = '', path = ''] = call.split(' ');
  const answer = await service.send(method, inPath(path, { workspaceId: 'acme', ...named }) + query, {
    ...(role !== '' && { token: service.token(role) }),
    ...rest,
  });
  const type = answer.headers.get('content-type') ?? '';
  seen.add(`${call} ${status}`);
  expect({
    call,
    status: answer.status,
    errors: validator.errorsOfAnswer(call, answer.status, type, answer.body),
  }).toEqual({
    call,
    status,
    errors: [],
  });
  return answer;
}

const GRANT = 'POST /v1/workspaces/{workspaceId}/support-access';
const REVOKE = 'DELETE /v1/workspaces/{workspaceId}/support-access';
const LOGIN = 'POST /v1/workspaces/{workspaceId}/support-logins';
const ACCESS = 'GET /v1/workspaces/{workspaceId}/support-access';
const TRAIL = 'GET /v1/workspaces/{workspaceId}/audit-trail';
const UPDATE = 'PUT /v1/workspaces/{workspaceId}';

it('the document is served to everybody', async () => {
  const { status, headers, body } = await service.get('/openapi.json');
  expect({ status, openapi: body.openapi }).toEqual({ status: 200, openapi: '3.1.0' });
  expect(headers.get('content-type')).toMatch(/^application\/json/);
});

it('the page at /docs loads only what is served here', async () => {
  const { status, body } = await service.get('/docs');
  expect(status).toBe(200);
  const files = [...(body as string).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => file!);
  expect(files.length).toBeGreaterThan(3);
  for (const file of files) expect((await service.get(`/${file}`)).status).toBe(200);
  expect((await service.get('/docs/package.json')).status).toBe(404);
});

it('every answer of one grant’s story is as documented', async () => {
  await ask(GRANT, 'owner', 404);
  await ask(UPDATE, 'service', 200, {
    body: { name: 'Acme', tier: 'business', forcedSso: false, ownerIds: ['olivia'] },
  });
  await ask(UPDATE, 'service', 400, { body: { tier: 'gold' } });
  await ask(UPDATE, '', 401, { body: {} });
  await ask(LOGIN, 'engineer', 409);
  await ask(GRANT, 'engineer', 403);
  const { body: grant } = await ask(GRANT, 'owner', 201, {
    body: { durationMinutes: 60, ticketId: 'T-1', reason: 'exports fail' },
  });
  await ask(GRANT, 'owner', 409);
  await ask(LOGIN, 'engineer', 422);
  const { body: login } = await ask(LOGIN, 'engineer', 201, { body: { ticketId: 'T-1' } });
  expect((await ask(ACCESS, 'owner', 200)).body.sessions).toHaveLength(1);
  await ask(ACCESS, 'owner', 400, { query: '?asOf=yesterday' });
  const question = {
    subject: { type: 'engineer', id: login.engineer.id as string },
    action: { name: 'access' },
    resource: { type: 'workspace', id: 'acme' },
  };
  expect((await ask('POST /access/v1/evaluation', 'service', 200, { body: question })).body.decision).toBe(
    true,
  );
  const several = { ...question, evaluations: [{}, { action: { name: 'dance' } }, { subject: 1 }] };
  await ask('POST /access/v1/evaluations', 'service', 200, { body: several });
  await ask('POST /access/v1/evaluation', 'service', 400, { body: {} });
  const form = { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } };
  const introspect = (token: string) =>
    ask('POST /v1/sessions/introspect', 'service', 200, { ...form, body: `token=${token}` });
  expect((await introspect(login.token as string)).body.active).toBe(true);
  expect((await introspect('nonsense')).body).toEqual({ active: false });
  const { body: revoked } = await ask(REVOKE, 'owner', 200, {
    query: `?grantId=${grant.grantId}&reason=done`,
  });
  await ask(REVOKE, 'owner', 409);
  const later = { headers: { 'Min-Position': revoked.position as string } };
  expect((await ask('GET /v1/grants', 'auditor', 200, later)).body.grants).toHaveLength(1);
  expect((await ask(TRAIL, 'auditor', 200, later)).body.entries.length).toBeGreaterThan(5);
  await ask(TRAIL, 'owner', 200, { headers: { Accept: 'text/csv' } });
  const { body: text } = await ask(TRAIL, 'owner', 200, { headers: { Accept: 'application/x-ndjson' } });
  const lines = (text as string).trimEnd().split('\n');
  expect(lines.length).toBeGreaterThan(5);
  for (const line of lines)
    expect(validator.errorsOf({ $ref: '#/components/schemas/AuditEntry' }, JSON.parse(line))).toEqual([]);
  await ask(TRAIL, 'owner', 406, { headers: { Accept: 'image/png' } });
  await ask('GET /v1/events', 'auditor', 400, { query: '?after=99999' });
});

it('so are those to requests, extensions and ends of sessions, and every type of event', async () => {
  const REQUESTS = 'POST /v1/workspaces/{workspaceId}/access-requests';
  const OF_REQUEST = '/v1/workspaces/{workspaceId}/access-requests/{requestId}';
  const request = async (more: object = {}): Promise<{ path: { requestId: string } }> => {
    const terms = { reason: 'exports fail', ticketId: 'T-2', durationMinutes: 60, ...more };
    const { requestId } = (await ask(REQUESTS, 'engineer', 201, { body: terms })).body;
    return { path: { requestId } };
  };
  await ask(REQUESTS, 'engineer', 400, { body: {} });
  await ask(REQUESTS, 'engineer', 422, { body: { reason: 'r' } });
  await ask(`POST ${OF_REQUEST}/refusal`, 'owner', 200, await request());
  await ask(`DELETE ${OF_REQUEST}`, 'engineer', 200, { ...(await request()), query: '?reason=solved' });
  const approved = await request();
  await ask(REQUESTS, 'engineer', 409, { body: { reason: 'r', ticketId: 'T-2' } });
  await ask(ACCESS, 'owner', 200);
  const { grantId } = (await ask(`POST ${OF_REQUEST}/approval`, 'owner', 201, approved)).body;
  await ask(`POST ${OF_REQUEST}/approval`, 'owner', 409, approved);
  const EXTEND = `${GRANT}/extensions`;
  await ask(EXTEND, 'owner', 201, { body: { grantId, additionalMinutes: 5 } });
  await ask(EXTEND, 'owner', 409, { body: { grantId, additionalMinutes: 10_080 } });
  await ask(EXTEND, 'owner', 400, { body: { grantId } });
  await ask(`POST ${OF_REQUEST}/approval`, 'owner', 201, await request({ grantId }));
  await ask('GET /v1/workspaces/{workspaceId}/access-requests', 'owner', 200, { query: '?limit=2' });
  await ask('GET /v1/access-requests', 'auditor', 200, { query: '?status=approved' });
  const END = 'DELETE /v1/workspaces/{workspaceId}/support-sessions/{sessionId}';
  const login = async () => (await ask(LOGIN, 'engineer', 201, { body: { ticketId: 'T-2' } })).body;
  const { sessionId } = await login();
  await ask(END, 'engineer', 200, { path: { sessionId } });
  await ask(END, 'owner', 409, { path: { sessionId } });
  const form = { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } };
  const { token, engineer } = await login();
  await ask('POST /v1/sessions/revoke', 'service', 200, { ...form, body: `token=${token}` });
  await login();
  const CLOSE = 'POST /v1/engineers/{engineerId}/closures';
  const left = await ask(CLOSE, 'service', 200, { path: { engineerId: engineer.id }, body: {} });
  expect(left.body.results).toHaveLength(1);
  const TICKET = 'POST /v1/tickets/{ticketId}/closures';
  const closed = await ask(TICKET, 'service', 200, { path: { ticketId: 'T-2' }, body: { reason: 'solved' } });
  expect(closed.body.results).toHaveLength(1);
  await ask(TICKET, 'service', 400, { path: { ticketId: 'T-2' }, body: { workspaceIds: ['a b'] } });
  expect((await ask('GET /v1/support-sessions', 'auditor', 200)).body.sessions.length).toBeGreaterThan(2);
  const { body: page } = await ask('GET /v1/events', 'auditor', 200);
  const types = new Set((page.events as { type: string }[]).map(({ type }) => type));
  expect(types).toEqual(new Set((document.components['schemas']!['EventType'] as { enum: string[] }).enum));
});

it('so is a stream of changes, and its refusals', async () => {
  const CHANGES = 'GET /v1/changes';
  await ask(CHANGES, 'owner', 400);
  await ask(CHANGES, 'owner', 404, { query: '?workspaceId=nowhere' });
  await ask(CHANGES, 'auditor', 400, { headers: { 'Last-Event-ID': '999999999' } });
  await ask(CHANGES, 'auditor', 406, { headers: { Accept: 'application/json' } });
  await ask(CHANGES, '', 401);
  const headers = { Authorization: `Bearer ${service.token('owner')}` };
  const response = await fetch(`${service.address}/v1/changes?workspaceId=acme`, { headers });
  const { value } = await response.body!.getReader().read();
  const type = response.headers.get('content-type') ?? '';
  expect(validator.errorsOfAnswer(CHANGES, response.status, type, String(value))).toEqual([]);
  seen.add(`${CHANGES} ${response.status}`);
});

it('so are the answers to commands, whatever became of them', async () => {
  const command = (id: string, type: string, data: object) => ({
    body: { specversion: '1.0', id, source: 'e2e', type, data: { workspaceId: 'acme', ...data } },
  });
  const send = (status: number, sent: Sent) => ask('POST /v1/commands', 'service', status, sent);
  const grant = (minutes: number) =>
    command('c-1', 'GrantSupportAccess', { actor: { id: 'olivia' }, durationMinutes: minutes });
  expect((await send(200, grant(5))).body.outcome).toBe('accepted');
  expect((await send(200, grant(6))).body.code).toBe('COMMAND_ID_REUSED');
  const again = command('c-2', 'GrantSupportAccess', { actor: { id: 'olivia' } });
  expect((await send(200, again)).body.detail).toBeDefined();
  await send(400, { body: {} });
  await send(413, { body: 'x'.repeat(70_000) });
  await send(415, { body: '<a/>', headers: { 'Content-Type': 'text/xml' } });
});

it('so are checkpoints and proofs', async () => {
  await eventually('there is a checkpoint', async () => {
    const answer = await service.get('/v1/checkpoints/latest', service.token('service'));
    return answer.status === 200;
  });
  await ask('GET /v1/checkpoints/latest', 'service', 200);
  await ask('GET /v1/checkpoints', 'auditor', 200);
  await ask('GET /v1/checkpoints/consistency', 'auditor', 200, { query: '?from=1&to=2' });
  await ask('GET /v1/checkpoints/consistency', 'auditor', 400, { query: '?from=2&to=1' });
  const { events } = (await ask('GET /v1/events', 'auditor', 200)).body;
  const call = 'GET /v1/events/{eventId}/inclusion';
  const inclusion = { path: { eventId: events[1].id as string } };
  await ask(call, 'auditor', 200, { query: '?size=2', ...inclusion });
  await ask(call, 'auditor', 400, { query: '?size=1', ...inclusion });
  await ask(call, 'auditor', 404, { query: '?size=2', path: { eventId: 'none' } });
  expect((await ask(`${TRAIL}/checkpoint`, 'owner', 200)).body).toContain('/supportAccess-acme\n');
});

const OPEN = [
  '/.well-known/jwks.json',
  '/.well-known/openid-configuration',
  '/.well-known/authzen-configuration',
  '/.well-known/support-access-vkey',
  '/openapi.json',
  '/docs',
  '/health/live',
  '/health/ready',
  '/metrics',
];

it.each(OPEN)('so is %s, which is open to everybody', async (path) => {
  expect((await ask(`GET ${path}`, '', 200)).headers.get('x-request-id')).toBeTruthy();
});

it('no call was left out but the files of the page, which are asked for above', () => {
  const calls = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(calls.filter((call) => !seen.has(`${call} 200`) && !seen.has(`${call} 201`))).toEqual([
    'GET /docs/{file}',
  ]);
});

it('the validator sees an answer that is not as documented', async () => {
  const { body } = await ask(ACCESS, 'auditor', 200);
  const errorsOf = (answer: unknown) => validator.errorsOfAnswer(ACCESS, 200, 'application/json', answer);
  expect(errorsOf({ ...body, secret: 1 })).not.toEqual([]);
  expect(errorsOf({ ...body, position: undefined })).not.toEqual([]);
  expect(errorsOf({ ...body, asOf: 'noon' })).not.toEqual([]);
  expect(validator.errorsOfAnswer(ACCESS, 418, 'application/json', {})).not.toEqual([]);
});
