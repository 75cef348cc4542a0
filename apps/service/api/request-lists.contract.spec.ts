import { ApiInProcess } from '../spec/api-in-process.js';
import { Desk } from '../spec/desk.js';

let api: ApiInProcess;
let acme: Desk;
let wayne: Desk;
const ids: Record<string, string> = {};

beforeAll(async () => {
  api = await ApiInProcess.open();
  acme = await Desk.open(api, 'acme');
  wayne = await Desk.open(api, 'wayne', ['bruce']);
  ids['declined'] = (await acme.ask('erin', { ticketId: 'T-1' })).body.requestId;
  await acme.refuse(ids['declined']!);
  ids['approved'] = (await acme.ask('erin', { ticketId: 'T-2' })).body.requestId;
  ids['grant'] = (await acme.approve(ids['approved']!)).body.grantId;
  ids['extension'] = (await acme.ask('ella', { grantId: ids['grant'] })).body.requestId;
  ids['foreign'] = (await wayne.ask('erin', { ticketId: 'T-1' })).body.requestId;
});
afterAll(() => api.close());

type Listed = { requestId: string; status: string };
const told = ({ requests }: { requests: Listed[] }) =>
  requests.map(({ requestId, status }) => [Object.keys(ids).find((key) => ids[key] === requestId), status]);

describe('GET …/access-requests of a workspace', () => {
  const list = (role: 'owner' | 'engineer', who: string, query = '') =>
    acme.as(role, who, 'GET', acme.path(`access-requests${query}`));

  it('tells its owners what became of each, newest first, without its origin', async () => {
    const { body, text } = await list('owner', 'olivia');
    expect(told(body)).toEqual([
      ['extension', 'pending'],
      ['approved', 'approved'],
      ['declined', 'declined'],
    ]);
    expect(body.requests[1]).toMatchObject({ approvedGrantId: ids['grant'], endedBy: { id: 'olivia' } });
    expect(text).not.toMatch(/ipAddress|userAgent/);
    for (const { position } of body.requests) expect(position).toMatch(/^s[\w-]{48}$/);
  });

  it('is filtered by status, and comes in pages', async () => {
    expect(told((await list('engineer', 'erin', '?status=declined')).body)).toEqual([
      ['declined', 'declined'],
    ]);
    const first = await list('owner', 'olivia', '?limit=2');
    expect(first.headers.get('link')).toContain('cursor=');
    expect(told(first.body)).toHaveLength(2);
    const second = await list('owner', 'olivia', `?limit=2&cursor=${first.body.next}`);
    expect(told(second.body)).toEqual([['declined', 'declined']]);
    expect(second.body).not.toHaveProperty('next');
    // The cursor is good for the same question alone.
    expect(await list('owner', 'olivia', `?status=pending&cursor=${first.body.next}`)).toMatchObject({
      status: 400,
    });
  });

  it('tells strangers nothing', async () =>
    expect(await list('owner', 'bruce')).toMatchObject({ status: 404, body: { code: 'UNKNOWN_WORKSPACE' } }));

  it.each(['status=granted', 'requestedBy=erin', 'limit=0'])('does not take ?%s', async (query) =>
    expect(await list('owner', 'olivia', `?${query}`)).toMatchObject({
      status: 400,
      body: { errors: [{ field: query.split('=')[0] }] },
    }),
  );
});

describe('GET /v1/access-requests', () => {
  const list = (query = '') => acme.as('vendor-admin', 'vera', 'GET', `/v1/access-requests${query}`);

  it.each([
    ['', ['foreign', 'extension', 'approved', 'declined']],
    ['?ticketId=T-1', ['foreign', 'declined']],
    ['?requestedBy=ella', ['extension']],
    ['?workspaceId=wayne', ['foreign']],
    ['?status=pending&requestedBy=erin', ['foreign']],
  ])('%s', async (query, names) =>
    expect(told((await list(query)).body).map(([name]) => name)).toEqual(names),
  );
});

describe('GET …/support-access tells beside the access', () => {
  it('owners what waits, what the workspace is, and what they would be refused', async () => {
    const { body } = await acme.read('owner', 'olivia');
    expect(body).toMatchObject({
      workspace: { name: 'Acme', tier: 'business', forcedSso: false },
      grant: { grantId: ids['grant'], requestId: ids['approved'], extensions: 0, ticketId: 'T-2' },
      requests: [{ requestId: ids['extension'], requestedBy: { id: 'ella' } }],
      refusals: { grant: 'ALREADY_GRANTED' },
    });
    expect(body.refusals).not.toHaveProperty('extend');
    expect(body.requests[0]).not.toHaveProperty('ipAddress');
    expect(body.requests[0].position).toMatch(/^s[\w-]{48}$/);
  });

  it('engineers their own requests alone, and the vendor all', async () => {
    const requestsOf = async (role: 'engineer' | 'vendor-admin' | 'service', who: string) =>
      (await acme.read(role, who)).body.requests.length;
    expect(await requestsOf('engineer', 'ella')).toBe(1);
    expect(await requestsOf('engineer', 'erin')).toBe(0);
    expect(await requestsOf('vendor-admin', 'vera')).toBe(1);
    expect(await requestsOf('service', 'crm')).toBe(1);
    expect((await acme.read('vendor-admin', 'vera')).body).not.toHaveProperty('refusals');
  });

  it('nothing of refusals when it is about the past', async () => {
    const past = new Date(Date.now() - 1).toISOString();
    expect((await acme.read('owner', 'olivia', `?asOf=${past}`)).body).not.toHaveProperty('refusals');
  });

  // An owner of such a workspace learnt of it by pressing the button, which records a denial.
  it('owners behind single sign-on why nothing can be granted', async () => {
    const locked = await Desk.open(api, 'locked');
    const body = { tier: 'team', forcedSso: true, ownerIds: ['olivia'] };
    await locked.as('service', 'crm', 'PUT', '/v1/workspaces/locked', { body });
    expect((await locked.read('owner', 'olivia')).body).toMatchObject({
      workspace: { tier: 'team', forcedSso: true },
      refusals: { grant: 'FORCED_SSO', extend: 'NO_ACTIVE_GRANT' },
    });
  });
});

describe('GET /v1/support-sessions', () => {
  it('tells which are live and what became of the others', async () => {
    const [one, other] = [(await acme.login('erin')).body, (await acme.login('ella')).body];
    await acme.end(one.sessionId, 'engineer', 'erin');
    const list = async (query: string) =>
      (await acme.as('engineer', 'erin', 'GET', `/v1/support-sessions${query}`)).body.sessions;
    expect(await list('?live=true')).toMatchObject([
      { sessionId: other.sessionId, engineer: { id: 'ella' } },
    ]);
    expect(await list('?live=false')).toMatchObject([
      { sessionId: one.sessionId, cause: 'signed-out', endedAt: expect.any(String) },
    ]);
    expect(await list('?engineer=ella&workspaceId=acme')).toHaveLength(1);
    expect(await list('?ticketId=T-9')).toEqual([]);
    expect(await acme.as('engineer', 'erin', 'GET', '/v1/support-sessions?live=1')).toMatchObject({
      status: 400,
    });
  });
});
