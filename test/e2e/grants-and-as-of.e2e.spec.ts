import { setTimeout as sleep } from 'node:timers/promises';
import type { Json, Answer } from './service-process.js';
import { service, withService } from './with-service.js';

const actor = { id: 'olivia' };
let sent = 0;
let position: string;

withService();

async function send(type: string, data: object): Promise<void> {
  const { body } = await service.command(`c${++sent}`, type, data);
  expect(body.outcome).toBe('accepted');
  ({ position } = body);
}

/** Owners may send no position in digits, and their reads of a workspace are as new as it is. */
const ask = (path: string, role = 'engineer'): Promise<Answer> =>
  service.get(path, service.token(role), role === 'owner' ? {} : { 'Min-Position': position });

const workspace = (workspaceId: string, ticketId: string) => async () => {
  await send('UpdateWorkspace', { workspaceId, tier: 'business', forcedSso: false, ownerIds: ['olivia'] });
  await send('GrantSupportAccess', { workspaceId, actor, ticketId, reason: 'a riddle' });
};

describe('who could enter, as of any instant', () => {
  let trail: Json[];

  beforeAll(async () => {
    await workspace('acme', 'T-1')();
    await sleep(5);
    await send('RecordSupportLogin', { workspaceId: 'acme', engineer: { id: 'erin' } });
    await sleep(5);
    await send('RevokeSupportAccess', { workspaceId: 'acme', actor });
    ({ entries: trail } = (await ask('/v1/workspaces/acme/audit-trail?order=asc', 'owner')).body);
  });

  const asOf = async (instant: string, plusMs: number) => {
    const at = new Date(Date.parse(instant) + plusMs).toISOString();
    const { body } = await ask(`/v1/workspaces/acme/support-access?asOf=${at}`, 'auditor');
    expect(body.asOf).toBe(at);
    return [body.status, body.sessions.length, body.grant?.reason];
  };

  it('changes at the very millisecond of each event, and says why', async () => {
    const [granted, login, revoked] = trail.map(({ at }) => at);
    expect(await asOf(granted, -1)).toEqual(['none', 0, undefined]);
    expect(await asOf(granted, 0)).toEqual(['active', 0, 'a riddle']);
    expect(await asOf(login, -1)).toEqual(['active', 0, 'a riddle']);
    expect(await asOf(login, 0)).toEqual(['active', 1, 'a riddle']);
    expect(await asOf(revoked, -1)).toEqual(['active', 1, 'a riddle']);
    expect(await asOf(revoked, 0)).toEqual(['none', 0, undefined]);
  });

  it('the future is not known', async () => {
    const at = new Date(Date.now() + 60_000).toISOString();
    const refused = { status: 400, body: { code: 'MALFORMED' } };
    expect(await ask(`/v1/workspaces/acme/support-access?asOf=${at}`)).toMatchObject(refused);
    expect(await ask(`/v1/grants?activeAt=${at}`)).toMatchObject(refused);
  });
});

describe('grants of all workspaces', () => {
  beforeAll(async () => {
    for (let i = 0; i < 5; i++) await workspace(`w${i}`, `T-${i}`)();
    await send('RevokeSupportAccess', { workspaceId: 'w3', actor });
  });
  const workspaces = ({ body }: Answer): string[] => body.grants.map(({ workspaceId }: Json) => workspaceId);

  it('are listed newest first, with what has become of them', async () => {
    const { body } = await ask('/v1/grants');
    expect(workspaces(await ask('/v1/grants'))).toEqual(['w4', 'w3', 'w2', 'w1', 'w0', 'acme']);
    expect(body.grants[1]).toEqual({
      commandId: expect.any(String),
      workspaceId: 'w3',
      grantId: expect.any(String),
      grantedBy: { id: 'olivia', kind: 'user' },
      grantedAt: expect.any(String),
      expiresAt: expect.any(String),
      ticketId: 'T-3',
      reason: 'a riddle',
      extensions: 0,
      latestExpiresAt: expect.any(String),
      position: expect.stringMatching(/^\d+$/),
      status: 'revoked',
      endedAt: expect.any(String),
      cause: 'revoked',
      revokedBy: { id: 'olivia', kind: 'user' },
    });
    expect(body.grants[0]).toMatchObject({ workspaceId: 'w4', status: 'active' });
    expect(body.grants[0]).not.toHaveProperty('endedAt');
  });

  it('are found by status, workspace, ticket and instant', async () => {
    expect(workspaces(await ask('/v1/grants?status=active'))).toEqual(['w4', 'w2', 'w1', 'w0']);
    expect(workspaces(await ask('/v1/grants?status=revoked'))).toEqual(['w3', 'acme']);
    expect(workspaces(await ask('/v1/grants?status=expired'))).toEqual([]);
    expect(workspaces(await ask('/v1/grants?workspaceId=w2'))).toEqual(['w2']);
    expect(workspaces(await ask('/v1/grants?ticketId=T-1'))).toEqual(['w1', 'acme']);
    const { body } = await ask('/v1/grants?workspaceId=acme');
    const [{ grantedAt, endedAt }] = body.grants;
    expect(workspaces(await ask(`/v1/grants?activeAt=${grantedAt}`))).toEqual(['acme']);
    expect(workspaces(await ask(`/v1/grants?activeAt=${endedAt}`))).toEqual([]);
  });

  it('come in pages, by next and by Link, while more are given', async () => {
    const seen: string[] = [];
    let url: string | undefined = '/v1/grants?limit=2';
    for (let pages = 0; url !== undefined && pages < 9; pages++) {
      const page = await ask(url, 'vendor-admin');
      seen.push(...workspaces(page));
      url = /^<(.+)>; rel="next"$/.exec(page.headers.get('link') ?? '')?.[1];
      expect(url?.includes(`cursor=${page.body.next}`)).toBe(page.body.next === undefined ? undefined : true);
      if (pages === 0) await workspace('late', 'T-9')();
    }
    expect(seen).toEqual(['w4', 'w3', 'w2', 'w1', 'w0', 'acme']);
  });

  it('a cursor of one question answers no other', async () => {
    const { body } = await ask('/v1/grants?limit=1');
    expect((await ask(`/v1/grants?limit=3&cursor=${body.next}`)).status).toBe(200);
    for (const query of ['status=active', 'workspaceId=w1', 'ticketId=T-1'])
      expect(await ask(`/v1/grants?${query}&cursor=${body.next}`)).toMatchObject({
        status: 400,
        body: { code: 'MALFORMED', errors: [{ field: 'cursor' }] },
      });
  });

  it.each(['owner', 'service'])('are not for the role %s', async (role) =>
    expect(await ask('/v1/grants', role)).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } }),
  );
});
