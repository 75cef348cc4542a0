import type { Json } from './service-process.js';
import { service, withService } from './with-service.js';

const owner = { id: 'olivia' };

withService();

const updateWorkspace = (workspaceId: string, tier: string) =>
  service.command(`update-${workspaceId}`, 'UpdateWorkspace', {
    workspaceId,
    tier,
    forcedSso: false,
    ownerIds: ['olivia'],
  });

describe('the story of one grant', () => {
  let grantId: string;
  const access = async (token = service.token('owner')) =>
    service.get('/v1/workspaces/acme/support-access', token);
  const send = async (id: string, type: string, data: object): Promise<Json> => {
    const { status, body } = await service.command(id, type, { workspaceId: 'acme', ...data });
    expect(status).toBe(200);
    return body;
  };

  it('begins with a workspace', async () => {
    const { status, body } = await updateWorkspace('acme', 'business');
    expect(status).toBe(200);
    expect(body).toEqual({
      commandId: 'update-acme',
      workspaceId: 'acme',
      outcome: 'accepted',
      events: [{ id: expect.any(String), type: 'WorkspaceUpdated', revision: 0 }],
      position: expect.stringMatching(/^\d+$/),
    });
    expect((await access()).body).toEqual({
      workspaceId: 'acme',
      asOf: expect.any(String),
      status: 'none',
      sessions: [],
      requests: [],
      workspace: { tier: 'business', forcedSso: false },
      refusals: { extend: 'NO_ACTIVE_GRANT' },
      // As an owner is told it.
      position: expect.stringMatching(/^s[\w-]{48}$/),
    });
  });

  it('an owner grants', async () => {
    const body = await send('c-grant', 'GrantSupportAccess', {
      actor: owner,
      durationMinutes: 60,
      ticketId: 'T-1',
    });
    expect(body).toMatchObject({
      outcome: 'accepted',
      events: [{ type: 'SupportAccessGranted', revision: 1 }],
    });
    const { body: now } = await access();
    expect(now).toMatchObject({
      status: 'active',
      grant: { commandId: 'c-grant', ticketId: 'T-1' },
      sessions: [],
    });
    grantId = now.grant.grantId;
    expect(Date.parse(now.grant.expiresAt) - Date.parse(now.grant.grantedAt)).toBe(3_600_000);
  });

  it('an engineer enters, and everybody concerned sees it', async () => {
    await send('c-login', 'RecordSupportLogin', { engineer: { id: 'erin', name: 'Erin' } });
    for (const role of ['owner', 'engineer', 'vendor-admin', 'service', 'auditor'])
      expect((await access(service.token(role))).body.sessions).toMatchObject([{ engineer: { id: 'erin' } }]);
  });

  it('a second grant is refused, and a repeated command gets its first outcome', async () => {
    const first = await send('c-again', 'GrantSupportAccess', { actor: owner });
    expect(first).toMatchObject({ outcome: 'denied', code: 'ALREADY_GRANTED', detail: { grantId } });
    expect(await send('c-again', 'GrantSupportAccess', { actor: owner })).toEqual({
      ...first,
      repeated: true,
    });
    const other = await send('c-again', 'GrantSupportAccess', { actor: owner, durationMinutes: 1 });
    expect(other).toMatchObject({ outcome: 'denied', code: 'COMMAND_ID_REUSED', events: [] });
  });

  it('the owner revokes, and access is over', async () => {
    await send('c-revoke', 'RevokeSupportAccess', { actor: owner, grantId });
    expect((await access()).body).toMatchObject({ status: 'none', sessions: [] });
    const late = await send('c-late', 'RecordSupportLogin', { engineer: { id: 'erin' } });
    expect(late).toMatchObject({ outcome: 'denied', code: 'NO_ACTIVE_GRANT' });
  });

  it('access as of an earlier instant is what it was then', async () => {
    const { body: trail } = await service.get(
      '/v1/workspaces/acme/audit-trail?type=SupportLogin',
      service.token('owner'),
    );
    const { body } = await service.get(
      `/v1/workspaces/acme/support-access?asOf=${trail.entries[0].at}`,
      service.token('auditor'),
    );
    expect(body).toMatchObject({
      status: 'active',
      grant: { grantId },
      sessions: [{ engineer: { id: 'erin' } }],
    });
  });

  it('the owner reads all of it in the audit trail, newest first', async () => {
    const { body } = await service.get('/v1/workspaces/acme/audit-trail', service.token('owner'));
    expect(body.entries.map(({ label }: Json) => label)).toEqual([
      'Support Access Denied',
      'Support Session Ended',
      'Support Access Revoked',
      'Support Access Denied',
      'Support Login',
      'Support Access Granted',
    ]);
    expect(body.entries[4]).toMatchObject({ actor: { id: 'erin', kind: 'engineer', name: 'Erin' }, grantId });
    expect(body).not.toHaveProperty('next');
  });

  it('an auditor sees the workspace update too, page by page, by following next', async () => {
    const labels: string[] = [];
    let url: string | undefined = '/v1/workspaces/acme/audit-trail?order=asc&limit=2';
    for (let pages = 0; url !== undefined && pages < 10; pages++) {
      const { body, headers } = await service.get(url, service.token('auditor'));
      labels.push(...body.entries.map(({ label }: Json) => label));
      url = /^<(.+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1];
      expect(url?.includes(body.next)).toBe(body.next === undefined ? undefined : true);
    }
    expect(labels).toHaveLength(7);
    expect(labels[0]).toBe('Workspace Updated');
  });

  it('a consumer reads the log in order and without gaps, resuming where it was', async () => {
    const events: Json[] = [];
    let after = '0';
    for (let caughtUp = false, pages = 0; !caughtUp && pages < 20; pages++) {
      const { body } = await service.get(`/v1/events?after=${after}&limit=2`, service.token('auditor'));
      events.push(...body.events);
      ({ next: after, caughtUp } = body);
    }
    expect(events.map(({ revision }) => revision)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(events[1]).toEqual({
      specversion: '1.0',
      id: expect.any(String),
      source: expect.any(String),
      type: 'SupportAccessGranted',
      subject: 'acme',
      time: events[1].data.grantedAt,
      datacontenttype: 'application/json',
      dataschema: expect.stringContaining('SupportAccessGranted'),
      position: expect.stringMatching(/^\d+$/),
      revision: 1,
      chain: expect.stringMatching(/^[0-9a-f]{64}$/),
      correlationid: 'c-grant',
      data: expect.objectContaining({
        grantId,
        workspaceId: 'acme',
        grantedBy: { id: 'olivia', kind: 'user' },
      }),
    });
  });
});

describe('who may see', () => {
  beforeAll(async () => {
    await updateWorkspace('team-only', 'team');
    await service.command('other', 'UpdateWorkspace', {
      workspaceId: 'foreign',
      tier: 'business',
      forcedSso: false,
      ownerIds: ['somebody-else'],
    });
  });

  it.each(['support-access', 'audit-trail'])(
    'an owner cannot tell a foreign workspace from none by its %s',
    async (what) => {
      const foreign = await service.get(`/v1/workspaces/foreign/${what}`, service.token('owner'));
      const absent = await service.get(`/v1/workspaces/absent/${what}`, service.token('owner'));
      expect(foreign).toMatchObject({ status: 404, body: { code: 'UNKNOWN_WORKSPACE' } });
      expect(absent.body).toEqual(foreign.body);
    },
  );

  it('A1: the trail is for owners of the business tier, and always for auditors', async () => {
    const path = '/v1/workspaces/team-only/audit-trail';
    expect(await service.get(path, service.token('owner'))).toMatchObject({
      status: 403,
      body: { code: 'TIER_REQUIRED' },
    });
    expect(await service.get(path, service.token('auditor'))).toMatchObject({ status: 200 });
  });

  it('an owner who left sees nothing any more, at once', async () => {
    const path = '/v1/workspaces/team-only/support-access';
    expect((await service.get(path, service.token('owner'))).status).toBe(200);
    await service.command('leave', 'UpdateWorkspace', {
      workspaceId: 'team-only',
      tier: 'team',
      forcedSso: false,
      ownerIds: [],
    });
    expect((await service.get(path, service.token('owner'))).status).toBe(404);
  });
});
