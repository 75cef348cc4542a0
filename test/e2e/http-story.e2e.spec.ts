import { join } from 'node:path';
import { DevelopmentTokens } from '#auth';
import type { AuditEntry, Event, Grant, Login, SupportAccessClient, Workspace } from '#client';
import { refusalOf } from '../support/refusal-of.js';
import type { Answer } from './service-process.js';
import { directory, service, withService } from './with-service.js';

let tokens: DevelopmentTokens;
let stranger: string;

withService({ TRUST_PROXY: 'true' });
beforeAll(async () => {
  tokens = await DevelopmentTokens.open(join(directory.path, 'dev-keys'));
  stranger = await tokens.sign(['owner'], 'mallory');
});

const describeWorkspace = (id: string, changes: Partial<Workspace> = {}) =>
  service
    .as('service')
    .updateWorkspace(id, { tier: 'business', forcedSso: false, ownerIds: ['olivia'], ...changes });
async function eventsOf(id: string): Promise<Event[]> {
  const events: Event[] = [];
  for await (const event of service.as('auditor').events()) if (event.subject === id) events.push(event);
  return events;
}
const someText: unknown = expect.any(String);
/** In digits, or sealed as owners are told it. */
const aPosition: unknown = expect.stringMatching(/^(\d+|s[\w-]{48})$/);

describe('the story of one grant, by people, over HTTP alone', () => {
  const terms = { durationMinutes: 60, ticketId: 'T-1', reason: 'exports fail' };
  const question = (name: 'login' | 'access') => ({
    subject: { type: 'engineer', id: 'erin' },
    action: { name },
    resource: { type: 'workspace', id: 'acme' },
  });
  let crm: SupportAccessClient;
  let olivia: SupportAccessClient;
  let erin: SupportAccessClient;
  let grant: Grant;
  let login: Login;

  beforeAll(() => {
    [crm, olivia, erin] = [service.as('service'), service.as('owner'), service.as('engineer')];
  });

  it('a service describes the workspace', async () => {
    const workspace = { name: 'Acme', tier: 'business', forcedSso: false, ownerIds: ['olivia'] } as const;
    expect(await crm.updateWorkspace('acme', { ...workspace, ownerIds: ['olivia'] })).toEqual({
      commandId: someText,
      workspaceId: 'acme',
      outcome: 'accepted',
      events: [{ id: someText, type: 'WorkspaceUpdated', revision: 0 }],
      position: aPosition,
    });
    const [event] = await eventsOf('acme');
    expect(event!.data).toEqual({ workspaceId: 'acme', ...workspace, at: someText });
    expect(await crm.evaluate(question('login'))).toMatchObject({
      decision: false,
      context: { reason: 'NO_ACTIVE_GRANT' },
    });
  });

  it('its owner grants, as whom the token names', async () => {
    grant = await olivia.grant('acme', terms, { idempotencyKey: '"grant-1"' });
    expect(grant).toEqual({
      commandId: expect.stringMatching(/^~[\w-]{22}\.grant-1$/),
      workspaceId: 'acme',
      grantId: someText,
      grantedBy: { id: 'olivia', kind: 'user' },
      grantedAt: someText,
      expiresAt: someText,
      ticketId: 'T-1',
      reason: 'exports fail',
      extensions: 0,
      latestExpiresAt: someText,
      position: aPosition,
    });
    expect(Date.parse(grant.expiresAt) - Date.parse(grant.grantedAt)).toBe(3_600_000);
    expect(await crm.evaluate(question('login'))).toMatchObject({
      decision: true,
      context: { reason: 'ACTIVE_GRANT', grantId: grant.grantId, expiresAt: grant.expiresAt },
    });
  });

  it('sent again, bare or quoted, it is the same grant; with other content it is refused', async () => {
    const again = { idempotencyKey: 'grant-1' };
    expect(await olivia.grant('acme', terms, again)).toEqual({ ...grant, repeated: true });
    await expect(olivia.grant('acme', { ...terms, durationMinutes: 61 }, again)).rejects.toMatchObject({
      status: 409,
      code: 'COMMAND_ID_REUSED',
      problem: { commandId: grant.commandId },
    });
  });

  it('a second grant is refused and told of the first', async () => {
    expect(await refusalOf(olivia.grant('acme'))).toEqual({
      type: 'urn:support-access:problem:already-granted',
      title: 'Conflict',
      status: 409,
      detail: someText,
      code: 'ALREADY_GRANTED',
      grantId: grant.grantId,
      expiresAt: grant.expiresAt,
      commandId: someText,
      position: aPosition,
    });
  });

  it('an engineer logs in, from where they are, with a token of the session', async () => {
    const headers = {
      'X-Forwarded-For': '203.0.113.7',
      'User-Agent': 'desk/1.0',
      'X-Request-Id': 'request-7',
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    };
    login = await erin.logIn('acme', { ticketId: 'T-1' }, { idempotencyKey: 'login-1', headers });
    expect(login).toEqual({
      commandId: expect.stringMatching(/^~[\w-]{22}\.login-1$/),
      workspaceId: 'acme',
      grantId: grant.grantId,
      sessionId: someText,
      engineer: { id: 'erin' },
      at: someText,
      sessionExpiresAt: grant.expiresAt < login.sessionExpiresAt ? grant.expiresAt : someText,
      token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      position: aPosition,
    });
    expect((await eventsOf('acme')).at(-1)).toMatchObject({
      type: 'SupportLogin',
      correlationid: 'request-7',
      traceparent: headers.traceparent,
      data: { ipAddress: '203.0.113.7', userAgent: 'desk/1.0', ticketId: 'T-1' },
    });
  });

  it('by another network the same login is the same login', async () => {
    const again = { idempotencyKey: 'login-1' };
    expect(await erin.logIn('acme', { ticketId: 'T-1' }, again)).toMatchObject({
      sessionId: login.sessionId,
    });
  });

  it('everybody concerned sees the session, and may check it', async () => {
    const { sessionId } = login;
    for (const role of ['owner', 'engineer', 'vendor-admin', 'service', 'auditor'])
      expect(await service.as(role).access('acme')).toMatchObject({
        status: 'active',
        sessions: [{ sessionId }],
      });
    expect(await crm.evaluate(question('access'))).toMatchObject({
      decision: true,
      context: { reason: 'LIVE_SESSION', sessionId },
    });
    expect(await crm.introspect(login.token!)).toMatchObject({ active: true, sub: 'olivia', sid: sessionId });
  });

  it('the owner revokes: the session is over, and the next login is refused', async () => {
    const revoked = await olivia.revoke('acme', { grantId: grant.grantId, reason: 'solved' });
    expect(revoked).toMatchObject({
      outcome: 'accepted',
      events: [{ type: 'SupportAccessRevoked' }, { type: 'SupportSessionEnded' }],
    });
    // At once, whatever the read models know by now.
    expect(await crm.evaluate(question('access'))).toMatchObject({ decision: false });
    expect(await crm.introspect(login.token!)).toEqual({ active: false });
    const now = await olivia.access('acme', {}, { minPosition: revoked.position });
    expect(now).toMatchObject({ status: 'none', sessions: [] });
    const late = await refusalOf(erin.logIn('acme'));
    expect(late).toMatchObject({ status: 409, code: 'NO_ACTIVE_GRANT' });
    const again = await erin.logIn('acme', { ticketId: 'T-1' }, { idempotencyKey: 'login-1' });
    expect(again).toMatchObject({ sessionId: login.sessionId });
    expect(again).not.toHaveProperty('token');
  });

  it('and reads all of it in the audit trail', async () => {
    const trail: AuditEntry[] = [];
    const filter = { order: 'asc', limit: 2 } as const;
    for await (const entry of olivia.auditTrail('acme', filter)) trail.push(entry);
    expect(trail.map(({ label, actor }) => [label, actor.id, actor.kind])).toEqual([
      ['Support Access Granted', 'olivia', 'user'],
      ['Support Access Denied', 'olivia', 'user'],
      ['Support Login', 'erin', 'engineer'],
      ['Support Access Revoked', 'olivia', 'user'],
      ['Support Session Ended', 'system', 'system'],
      ['Support Access Denied', 'erin', 'engineer'],
    ]);
    expect(trail[3]).toMatchObject({ reason: 'solved', grantId: grant.grantId });
  });

  it('a reader of the events is told the same, by the type of each', async () => {
    const events = await eventsOf('acme');
    expect(events.map(({ type, revision }) => [type, revision])).toEqual([
      ['WorkspaceUpdated', 0],
      ['SupportAccessGranted', 1],
      ['SupportAccessDenied', 2],
      ['SupportLogin', 3],
      ['SupportAccessRevoked', 4],
      ['SupportSessionEnded', 5],
      ['SupportAccessDenied', 6],
    ]);
    const sessions = events.flatMap((event) => (event.type === 'SupportLogin' ? [event.data.sessionId] : []));
    expect(sessions).toEqual([login.sessionId]);
  });
});

describe('others', () => {
  beforeAll(async () => void (await describeWorkspace('globex')));

  it('a new grant is a 201 that says where it is read', async () => {
    const path = '/v1/workspaces/globex/support-access';
    const { status, headers } = await service.send('POST', path, { token: service.token('owner') });
    expect([status, headers.get('location')]).toEqual([201, path]);
  });

  it('the vendor revokes as the vendor, whatever it owns', async () => {
    await service.as('vendor-admin').revoke('globex');
    expect((await eventsOf('globex')).at(-1)).toMatchObject({
      type: 'SupportAccessRevoked',
      data: { revokedBy: { id: 'victor', kind: 'vendor' } },
    });
  });

  it('a workspace that forces single sign-on cannot grant', async () => {
    await describeWorkspace('sso', { forcedSso: true });
    const refused = await refusalOf(service.as('owner').grant('sso'));
    expect(refused).toMatchObject({ status: 403, code: 'FORCED_SSO' });
  });

  it.each(['POST', 'DELETE'])(
    '%s: foreign and unknown are told alike, and only the known one is recorded',
    async (method) => {
      await describeWorkspace('initech');
      const before = (await eventsOf('initech')).length;
      const [foreign, unknown] = await Promise.all(
        ['initech', 'nowhere'].map((id) =>
          service.send(method, `/v1/workspaces/${id}/support-access`, {
            token: stranger,
            headers: { 'X-Request-Id': 'same' },
          }),
        ),
      );
      expect(foreign).toMatchObject({ status: 404, body: { code: 'UNKNOWN_WORKSPACE' } });
      const seen = ({ status, headers, body }: Answer) => {
        const { date: _date, ...rest } = Object.fromEntries(headers);
        return { status, headers: rest, body };
      };
      expect(seen(unknown!)).toEqual(seen(foreign!));
      const recorded = (await eventsOf('initech')).slice(before);
      expect(recorded).toMatchObject([
        { type: 'SupportAccessDenied', data: { code: 'NOT_WORKSPACE_OWNER' } },
      ]);
      expect(await eventsOf('nowhere')).toEqual([]);
    },
  );

  it('who may no longer see a workspace gets 404 for a repeated command too', async () => {
    await describeWorkspace('hooli');
    const sent = ['hooli', {}, { idempotencyKey: 'hooli-1' }] as const;
    await service.as('owner').grant(...sent);
    await describeWorkspace('hooli', { ownerIds: ['somebody-else'] });
    const refused = await refusalOf(service.as('owner').grant(...sent));
    expect(refused).toMatchObject({ status: 404, code: 'UNKNOWN_WORKSPACE' });
  });

  it('an unknown workspace is 404 for engineers and vendor-admins too, and recorded nowhere', async () => {
    const head = async () => (await service.get('/v1/events?limit=1000', service.token('auditor'))).body.next;
    const before = await head();
    for (const call of [
      service.as('engineer').logIn('nowhere'),
      service.as('vendor-admin').revoke('nowhere'),
    ])
      expect(await refusalOf(call)).toMatchObject({ status: 404, code: 'UNKNOWN_WORKSPACE' });
    expect(await head()).toBe(before);
    const metrics = (await service.get('/metrics')).body;
    expect(metrics).toMatch(/^support_access_workspace_misses_total\{reason="unknown"\} [1-9]/m);
  });

  it('who keeps asking about what is not theirs is told to stop, alike for both, and their own stays open', async () => {
    await describeWorkspace('own', { ownerIds: ['nosy'] });
    const token = await tokens.sign(['owner'], 'nosy');
    const ask = (id: string) => service.get(`/v1/workspaces/${id}/support-access`, token);
    const answers = await Promise.all(
      Array.from({ length: 64 }, (_, n) => ask(n % 2 ? 'initech' : 'nowhere')),
    );
    expect(answers.filter(({ status }) => status === 404)).toHaveLength(60);
    const late = [await ask('initech'), await ask('nowhere')];
    for (const { status, headers, body } of late) {
      expect({ status, code: body.code }).toEqual({ status: 429, code: 'TOO_MANY_REQUESTS' });
      expect(headers.get('retry-after')).toMatch(/^[1-9]\d?$/);
    }
    expect((await ask('own')).status).toBe(200);
  });
});
