import { ApiInProcess } from '../spec/api-in-process.js';
import { Desk } from '../spec/desk.js';

let api: ApiInProcess;
let opened = 0;
let desk: Desk;

beforeAll(async () => {
  api = await ApiInProcess.open();
});
afterAll(() => api.close());
beforeEach(async () => {
  desk = await Desk.open(api, `acme-${(opened += 1)}`);
});

describe('a request', () => {
  it('is answered with what was asked, and where it is; its origin is in the log alone', async () => {
    const answer = await desk.ask('erin', { ticketId: 'T-1', durationMinutes: 30 });
    expect(answer.status).toBe(201);
    const { requestId } = answer.body;
    expect(answer.headers.get('location')).toBe(desk.path(`access-requests/${requestId}`));
    expect(answer.body).toMatchObject({
      workspaceId: desk.workspaceId,
      requestedBy: { id: 'erin', kind: 'engineer' },
      reason: 'exports fail',
      durationMinutes: 30,
      ticketId: 'T-1',
    });
    expect(answer.text).not.toMatch(/ipAddress|userAgent/);
    expect((await desk.newest())[0]).toMatchObject({
      type: 'SupportAccessRequested',
      data: { requestId, ipAddress: '127.0.0.1' },
    });
  });

  it('is for a day unless it says otherwise, and needs a reason', async () => {
    expect((await desk.ask('erin')).body.durationMinutes).toBe(1_440);
    const refused = await desk.ask('ella', { reason: null, durationMinutes: 0, kind: 'x' });
    expect(refused).toMatchObject({ status: 400, body: { code: 'MALFORMED' } });
    const fields = refused.body.errors.map(({ field }: { field: string }) => field);
    expect(fields.sort()).toEqual(['durationMinutes', 'kind', 'reason']);
  });

  it('sent again with its key gets its first answer', async () => {
    const [first, second] = [await desk.ask('erin', {}, 'k'), await desk.ask('erin', {}, 'k')];
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(second.body).toEqual({ ...first.body, repeated: true });
  });

  it('is withdrawn by who made it, and by nobody else', async () => {
    const { requestId } = (await desk.ask('erin')).body;
    expect(await desk.withdraw(requestId, 'ella')).toMatchObject({
      status: 403,
      body: { code: 'NOT_REQUESTER', requestId },
    });
    expect(await desk.withdraw(requestId, 'erin')).toMatchObject({
      status: 200,
      body: { outcome: 'accepted' },
    });
    expect((await desk.newest())[0]).toMatchObject({
      data: { requestId, cause: 'withdrawn', closedBy: { id: 'erin', kind: 'engineer' } },
    });
  });

  it.each([
    ['owner', 'olivia', 'declined', 'user'],
    ['vendor-admin', 'vera', 'withdrawn', 'vendor'],
  ] as const)('is refused by an %s', async (role, who, cause, kind) => {
    const { requestId } = (await desk.ask('erin')).body;
    expect(await desk.refuse(requestId, role, who)).toMatchObject({ status: 200 });
    expect((await desk.newest())[0]).toMatchObject({
      data: { requestId, cause, closedBy: { id: who, kind } },
    });
    expect(await desk.refuse(requestId, role, who)).toMatchObject({
      status: 409,
      body: { code: 'REQUEST_NOT_PENDING', requestId },
    });
  });
});

describe('an approval', () => {
  it('is a grant with the ticket and the time of the request', async () => {
    const { requestId } = (await desk.ask('erin', { ticketId: 'T-1', durationMinutes: 30 })).body;
    const { status, body } = await desk.approve(requestId);
    expect(status).toBe(201);
    expect(body).toMatchObject({ requestId, ticketId: 'T-1', grantedBy: { id: 'olivia' }, extensions: 0 });
    expect(Date.parse(body.expiresAt) - Date.parse(body.grantedAt)).toBe(30 * 60_000);
    expect(Date.parse(body.latestExpiresAt) - Date.parse(body.grantedAt)).toBe(10_080 * 60_000);
  });

  it('may give another time, and names the field that is wrong with it', async () => {
    const { requestId } = (await desk.ask('erin')).body;
    expect(await desk.approve(requestId, { body: { durationMinutes: 0 } })).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'durationMinutes' }] },
    });
    const { body } = await desk.approve(requestId, { body: { durationMinutes: 5, reason: 'ok' } });
    expect(Date.parse(body.expiresAt) - Date.parse(body.grantedAt)).toBe(5 * 60_000);
    expect(body.reason).toBe('ok');
  });

  it('of a request that names the grant is an extension', async () => {
    const { grantId, expiresAt } = (await desk.grant()).body;
    const { requestId } = (await desk.ask('erin', { grantId, durationMinutes: 30 })).body;
    const answer = await desk.approve(requestId, { key: 'yes' });
    expect(answer).toMatchObject({
      status: 201,
      body: { grantId, requestId, extension: 1, previousExpiresAt: expiresAt },
    });
    expect(Date.parse(answer.body.expiresAt) - Date.parse(expiresAt)).toBe(30 * 60_000);
    // The request is not pending any more: what it asked for is found in the stream, so this is the same command.
    expect((await desk.approve(requestId, { key: 'yes' })).body).toEqual({ ...answer.body, repeated: true });
    expect(await desk.approve(requestId)).toMatchObject({
      status: 409,
      body: { code: 'REQUEST_NOT_PENDING', requestId },
    });
  });

  it('of a grant sent again with its key gets the grant again', async () => {
    const { requestId } = (await desk.ask('erin')).body;
    const answer = await desk.approve(requestId, { key: 'yes' });
    expect((await desk.approve(requestId, { key: 'yes' })).body).toEqual({ ...answer.body, repeated: true });
  });

  it('of nothing is refused', async () =>
    expect(await desk.approve('nothing')).toMatchObject({
      status: 409,
      body: { code: 'REQUEST_NOT_PENDING', requestId: 'nothing' },
    }));

  it.each(['grant', 'extension'])('through a support session is refused: %s (G6)', async (kind) => {
    const { grantId } = kind === 'extension' ? (await desk.grant()).body : {};
    const { requestId } = (await desk.ask('erin', grantId === undefined ? {} : { grantId })).body;
    const refused = await desk.approve(requestId, { claims: { act: { sub: 'erin', sid: 's1' } } });
    expect(refused).toMatchObject({ status: 403, body: { code: 'IMPERSONATED' } });
    expect((await desk.newest())[0]).toMatchObject({ data: { by: { id: 'olivia', sessionId: 's1' } } });
  });
});

it('an answer by a stranger is a 404 like that of a workspace that is not there', async () => {
  const { requestId } = (await desk.ask('erin')).body;
  const nowhere = `/v1/workspaces/nowhere/access-requests/${requestId}`;
  for (const answer of ['approval', 'refusal']) {
    const foreign = await desk.as(
      'owner',
      'mallory',
      'POST',
      desk.path(`access-requests/${requestId}/${answer}`),
    );
    const unknown = await desk.as('owner', 'mallory', 'POST', `${nowhere}/${answer}`);
    expect([foreign.status, foreign.text]).toEqual([404, unknown.text]);
  }
  expect(await desk.approve(requestId)).toMatchObject({ status: 201 });
});

it('a position in an answer to an owner is sealed', async () => {
  const { requestId } = (await desk.ask('erin')).body;
  expect((await desk.approve(requestId)).body.position).toMatch(/^s[\w-]{48}$/);
});
