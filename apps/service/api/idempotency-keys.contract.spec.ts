import { ApiInProcess } from '../spec/api-in-process.js';

const path = '/v1/workspaces/acme/support-access';
let api: ApiInProcess;
let crm: string;
let olivia: string;

beforeAll(async () => {
  api = await ApiInProcess.open();
  crm = await api.token('service', 'crm');
  olivia = await api.token('owner', 'olivia');
  const body = { tier: 'business', forcedSso: false, ownerIds: ['olivia', 'oscar'] };
  await api.send('PUT', '/v1/workspaces/acme', { token: crm, body });
});
afterAll(() => api.close());

const withKey = (token: string, key: string, rest = {}) => ({
  token,
  headers: { 'idempotency-key': key },
  ...rest,
});

describe("a person's Idempotency-Key is that person's (I3)", () => {
  beforeEach(async () => {
    await api.send('POST', path, { token: olivia, body: {} });
  });

  // An owner's revocation was refused with 409 because somebody else had used its key first.
  it.each([
    [
      "a stranger's denied revocation",
      'DELETE',
      `${path}?reason=hello`,
      ['owner', 'mallory'],
      undefined,
      404,
    ],
    ["an engineer's login", 'POST', '/v1/workspaces/acme/support-logins', ['engineer', 'erin'], {}, 201],
    ["another owner's grant", 'POST', path, ['owner', 'oscar'], {}, 409],
  ] as const)(
    '%s does not use up the key of a revocation',
    async (_, method, url, [role, sub], body, status) => {
      const key = `revoke-T-42-${sub}`;
      const first = await api.send(method, url, withKey(await api.token(role, sub), key, body && { body }));
      expect(first.status).toBe(status);
      const revoked = await api.send('DELETE', path, withKey(olivia, key));
      expect(revoked).toMatchObject({ status: 200, body: { outcome: 'accepted' } });
    },
  );

  it("nor does a service's command of that id", async () => {
    const command = {
      specversion: '1.0',
      id: 'shared-key',
      source: 'crm',
      type: 'GrantSupportAccess',
      data: { workspaceId: 'acme', actor: { id: 'olivia' } },
    };
    const headers = { 'Content-Type': 'application/cloudevents+json' };
    const sent = await api.send('POST', '/v1/commands', { token: crm, headers, body: command });
    expect(sent.body).toMatchObject({ commandId: 'shared-key', code: 'ALREADY_GRANTED' });
    expect(await api.send('DELETE', path, withKey(olivia, 'shared-key'))).toMatchObject({ status: 200 });
  });

  it('and nobody can send an id of that form from outside', async () => {
    const { body } = await api.send('DELETE', path, withKey(olivia, 'mine'));
    expect(body.commandId).toMatch(/^~[A-Za-z0-9_-]{22}\.mine$/);
    const stolen = await api.send('DELETE', path, withKey(olivia, body.commandId));
    expect(stolen).toMatchObject({ status: 400, body: { code: 'MALFORMED' } });
    const update = { tier: 'team', forcedSso: false, ownerIds: ['olivia', 'oscar'] };
    const put = await api.send('PUT', '/v1/workspaces/acme', withKey(crm, body.commandId, { body: update }));
    expect(put).toMatchObject({ status: 400, body: { code: 'MALFORMED' } });
  });

  it("a service's key stays the command id", async () => {
    const update = { tier: 'business', forcedSso: false, ownerIds: ['olivia', 'oscar'] };
    const { body } = await api.send('PUT', '/v1/workspaces/acme', withKey(crm, 'put-1', { body: update }));
    expect(body).toMatchObject({ commandId: 'put-1', outcome: 'accepted' });
  });
});

describe('an answer that repeats an earlier one says so (I4)', () => {
  const revoke = (key: string) => api.send('DELETE', path, withKey(olivia, key));
  const replayed = ({ headers }: Awaited<ReturnType<typeof revoke>>) => headers.get('idempotent-replayed');

  beforeEach(async () => {
    await api.send('DELETE', path, { token: olivia });
  });

  // It was answered "accepted", word for word as the first time, while access went on.
  it('a revocation that is sent again after a new grant', async () => {
    await api.send('POST', path, { token: olivia, body: {} });
    const first = await revoke('again-1');
    expect(first.body).not.toHaveProperty('repeated');
    expect(replayed(first)).toBeNull();
    await api.send('POST', path, { token: olivia, body: {} });
    const again = await revoke('again-1');
    expect(again).toMatchObject({ status: 200, body: { ...first.body, repeated: true } });
    expect(replayed(again)).toBe('true');
  });

  it('a grant and a login', async () => {
    const grant = withKey(olivia, 'again-2', { body: {} });
    const login = withKey(await api.token('engineer', 'erin'), 'again-2', { body: {} });
    for (const [sent, url] of [
      [grant, path],
      [login, '/v1/workspaces/acme/support-logins'],
    ] as const) {
      const first = await api.send('POST', url, sent);
      expect([first.status, replayed(first), first.body.repeated]).toEqual([201, null, undefined]);
      const again = await api.send('POST', url, sent);
      expect(again).toMatchObject({ status: 201, body: { commandId: first.body.commandId, repeated: true } });
      expect(replayed(again)).toBe('true');
    }
  });

  it('a refusal, as a problem too', async () => {
    const first = await revoke('again-3');
    expect(first).toMatchObject({ status: 409, body: { code: 'NO_ACTIVE_GRANT' } });
    expect(first.body).not.toHaveProperty('repeated');
    expect(replayed(first)).toBeNull();
    const again = await revoke('again-3');
    expect(again).toMatchObject({ status: 409, body: { ...first.body, repeated: true } });
    expect(replayed(again)).toBe('true');
  });

  it("a service's command, and its description of a workspace", async () => {
    const data = { tier: 'business', forcedSso: false, ownerIds: ['olivia', 'oscar'] };
    const put = withKey(crm, 'again-4', { body: data });
    await api.send('PUT', '/v1/workspaces/acme', put);
    const again = await api.send('PUT', '/v1/workspaces/acme', put);
    expect([again.body.repeated, replayed(again)]).toEqual([true, 'true']);
    const event = { specversion: '1.0', id: 'again-4', source: 'crm', type: 'UpdateWorkspace' };
    const body = { ...event, data: { workspaceId: 'acme', ...data } };
    const sent = await api.send('POST', '/v1/commands', { token: crm, body });
    expect([sent.body.repeated, replayed(sent)]).toEqual([true, 'true']);
  });

  it('and other content under the same key repeats nothing', async () => {
    await revoke('again-5');
    const other = await api.send('DELETE', `${path}?reason=other`, withKey(olivia, 'again-5'));
    expect(other).toMatchObject({ status: 409, body: { code: 'COMMAND_ID_REUSED' } });
    expect(replayed(other)).toBeNull();
  });
});
