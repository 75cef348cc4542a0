import { ApiInProcess } from '../spec/api-in-process.js';

const path = '/v1/workspaces/acme/support-access';
let api: ApiInProcess;
let mallory: string;

beforeAll(async () => {
  api = await ApiInProcess.open();
  const body = { tier: 'business', forcedSso: false, ownerIds: ['olivia'] };
  await api.send('PUT', '/v1/workspaces/acme', { token: await api.token('service', 'crm'), body });
  mallory = await api.token('owner', 'mallory', { name: 'Call 555-0100', email: 'mallory@evil.example' });
});
afterAll(() => api.close());

const denialsOf = async (id: string) =>
  (await api.events()).flatMap(({ event }) =>
    event.type === 'SupportAccessDenied' && event.data.by.id === id ? [event.data] : [],
  );

// A stranger could write any text into the audit trail of any workspace whose id they knew, as often as they liked.
it("a stranger's denial has no words of theirs, and only ten of a day are recorded", async () => {
  const answers = new Set<string>();
  for (let n = 0; n < 12; n++) {
    const { status, text } = await api.send('DELETE', `${path}?reason=${encodeURIComponent('your fault')}`, {
      token: mallory,
    });
    answers.add(`${status} ${text}`);
  }
  for (let n = 0; n < 3; n++)
    await api.send('POST', path, { token: mallory, body: { reason: 'hello', ticketId: 'T-1' } });
  const unknown = await api.send('DELETE', '/v1/workspaces/nowhere/support-access', { token: mallory });
  expect([...answers]).toEqual([`404 ${unknown.text}`]);
  const denials = await denialsOf('mallory');
  expect(denials).toHaveLength(10);
  expect(JSON.stringify(denials)).not.toMatch(/fault|555-01|evil|hello/);
  expect(denials[0]).toMatchObject({ code: 'NOT_WORKSPACE_OWNER', by: { id: 'mallory', kind: 'user' } });
  expect(await api.metrics.metrics()).toMatch(/workspace_misses_total\{reason="foreign"\} 15/);
});

it('the same holds for every call that an owner makes of requests, extensions and sessions', async () => {
  const miriam = await api.token('owner', 'miriam', { name: 'Call 555-0100' });
  const workspace = (id: string) => `/v1/workspaces/${id}`;
  const body = { reason: 'hello' };
  for (const [method, rest, sent] of [
    ['POST', 'access-requests/r1/approval', body],
    ['POST', 'access-requests/r1/refusal', body],
    ['POST', 'support-access/extensions', { ...body, grantId: 'g1', additionalMinutes: 5 }],
    ['DELETE', 'support-sessions/s1?reason=hello', undefined],
    ['GET', 'access-requests', undefined],
  ] as const) {
    const given = { token: miriam, ...(sent && { body: sent }) };
    const foreign = await api.send(method, `${workspace('acme')}/${rest}`, given);
    const unknown = await api.send(method, `${workspace('nowhere')}/${rest}`, given);
    expect([rest, foreign.status, foreign.text]).toEqual([rest, 404, unknown.text]);
  }
  const denials = await denialsOf('miriam');
  expect(denials.map(({ attempted }) => attempted)).toEqual([
    'GrantSupportAccess',
    'DeclineSupportAccessRequest',
    'ExtendSupportAccess',
    'EndSupportSession',
  ]);
  expect(JSON.stringify(denials)).not.toMatch(/hello|555-01|"(?:requestId|sessionId|grantId)"/);
});

it('another stranger has ten of their own', async () => {
  await api.send('DELETE', path, { token: await api.token('owner', 'mallet') });
  expect(await denialsOf('mallet')).toHaveLength(1);
});

describe('the security log has one line', () => {
  const lineOf = async (act: () => Promise<unknown>) => {
    api.logged.length = 0;
    await act();
    return api.logged.flatMap(({ security }) => (security === undefined ? [] : [security]));
  };
  const address = '127.0.0.1';

  it('of a 401', async () =>
    expect(await lineOf(() => api.send('GET', '/v1/events?after=secret'))).toEqual([
      { route: 'GET /v1/events', address, status: 401, code: 'UNAUTHENTICATED' },
    ]));

  it('of a 403', async () =>
    expect(await lineOf(() => api.send('GET', '/v1/events', { token: mallory }))).toEqual([
      { subject: 'mallory', route: 'GET /v1/events', address, status: 403, code: 'FORBIDDEN' },
    ]));

  it('of a 404 that may hide a workspace, and of no other', async () => {
    const seen = await lineOf(async () => {
      await api.send('GET', path, { token: mallory });
      await api.send('GET', '/nothing/here', { token: mallory });
    });
    expect(seen).toEqual([
      {
        subject: 'mallory',
        route: 'GET /v1/workspaces/:workspaceId/support-access',
        address,
        status: 404,
        code: 'UNKNOWN_WORKSPACE',
      },
    ]);
  });

  it('of a 429', async () => {
    const nosy = await api.token('owner', 'nosy');
    const seen = await lineOf(async () => {
      for (let n = 0; n < 61; n++) await api.send('GET', path, { token: nosy });
    });
    expect(seen).toHaveLength(61);
    expect(seen.at(-1)).toMatchObject({ subject: 'nosy', status: 429, code: 'TOO_MANY_REQUESTS' });
  });
});

it('who handed a command in is recorded with what became of it', async () => {
  const [first, ...rest] = await api.events();
  expect(first!.metadata.source).toEqual({ kind: 'http', subject: 'crm' });
  expect(rest.at(-1)!.metadata.source).toEqual({ kind: 'http', subject: 'mallet' });
});
