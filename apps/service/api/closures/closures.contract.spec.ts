import { ApiInProcess } from '../../spec/api-in-process.js';
import { Desk } from '../../spec/desk.js';

let api: ApiInProcess;
let opened = 0;
let one: Desk;
let two: Desk;
let three: Desk;

beforeAll(async () => {
  api = await ApiInProcess.open();
});
afterAll(() => api.close());
beforeEach(async () => {
  opened += 1;
  [one, two, three] = (await Promise.all(
    ['one', 'two', 'three'].map((name) => Desk.open(api, `${name}-${opened}`)),
  )) as [Desk, Desk, Desk];
});

type Result = { commandId: string; workspaceId: string; outcome: string; repeated?: true; events: object[] };
const told = (results: Result[]) =>
  results.map(({ workspaceId, outcome, repeated }) => `${workspaceId} ${outcome}${repeated ? ' again' : ''}`);
const typesOf = async (desk: Desk, count: number) => (await desk.newest(count)).map(({ type }) => type);

describe('a ticket', () => {
  const close = (
    ticketId: string,
    body: object = {},
    key?: string,
    role: 'service' | 'vendor-admin' = 'service',
  ) =>
    one.as(role, 'desk', 'POST', `/v1/tickets/${ticketId}/closures`, {
      body,
      ...(key !== undefined && { key }),
    });
  let ticketId: string;
  beforeEach(() => (ticketId = `T-${opened}`));

  it('is closed wherever something names it, with one command id', async () => {
    await one.grant({ ticketId });
    await one.login('erin', { ticketId });
    await two.ask('erin', { ticketId });
    await three.grant();
    const { status, body } = await close(ticketId, { reason: 'solved' });
    expect([status, body.ticketId]).toEqual([200, ticketId]);
    expect(body.position).toMatch(/^\d+$/);
    expect(told(body.results)).toEqual([`${one.workspaceId} accepted`, `${two.workspaceId} accepted`]);
    expect(new Set(body.results.map(({ commandId }: Result) => commandId)).size).toBe(1);
    expect(await typesOf(one, 3)).toEqual([
      'SupportTicketClosed',
      'SupportAccessRevoked',
      'SupportSessionEnded',
    ]);
    expect(await typesOf(two, 2)).toEqual(['SupportTicketClosed', 'SupportAccessRequestClosed']);
    expect(await typesOf(three, 1)).toEqual(['SupportAccessGranted']);
    const [closed] = await one.newest(3);
    expect(closed!.data).toMatchObject({ ticketId, reason: 'solved' });
    expect(closed!.data).not.toHaveProperty('by');
  });

  it('is closed again with the same key: nothing twice, what came since, and all of it in the answer', async () => {
    await one.grant({ ticketId });
    const first = await close(ticketId, {}, `close-${ticketId}`);
    expect(told(first.body.results)).toEqual([`${one.workspaceId} accepted`]);
    await two.grant({ ticketId });
    // K3: a fresh consent of an owner, which the same command does not end.
    await one.grant({ ticketId });
    const second = await close(ticketId, {}, `close-${ticketId}`);
    expect(told(second.body.results)).toEqual([
      `${one.workspaceId} accepted again`,
      `${two.workspaceId} accepted`,
    ]);
    expect(await typesOf(one, 1)).toEqual(['SupportAccessGranted']);
    expect(told((await close(ticketId)).body.results)).toEqual([`${one.workspaceId} accepted`]);
  });

  it('is closed by a vendor-admin, who is recorded, in the workspaces that are named', async () => {
    await one.grant({ ticketId });
    const { body } = await close(ticketId, { workspaceIds: [two.workspaceId] }, undefined, 'vendor-admin');
    expect(told(body.results)).toEqual([`${two.workspaceId} accepted`]);
    expect((await two.newest())[0]!.data).toMatchObject({ ticketId, by: { id: 'desk', kind: 'vendor' } });
    expect(await typesOf(one, 1)).toEqual(['SupportAccessGranted']);
  });

  it.each<[object, string]>([
    [{ workspaceIds: 'acme' }, 'workspaceIds'],
    [{ workspaceIds: ['acme', 'a b'] }, 'workspaceIds.1'],
    [{ workspaceIds: Array.from({ length: 101 }, (_, n) => `w${n}`) }, 'workspaceIds'],
    [{ reason: 7 }, 'reason'],
    [{ why: 'solved' }, 'why'],
  ])('%# is not closed with what is wrong', async (body, field) =>
    expect(await close(ticketId, body)).toMatchObject({ status: 400, body: { errors: [{ field }] } }),
  );

  it('that cannot be one is refused', async () =>
    expect(await close('a%20b')).toMatchObject({ status: 400, body: { errors: [{ field: 'ticketId' }] } }));

  it('is closed by nobody else', async () => {
    for (const role of ['owner', 'engineer', 'auditor'] as const)
      expect(
        await one.as(role, 'olivia', 'POST', `/v1/tickets/${ticketId}/closures`, { body: {} }),
      ).toMatchObject({ status: 403 });
  });
});

describe('an engineer who leaves', () => {
  const close = (engineer: string, key?: string, body: object = { reason: 'left' }) =>
    one.as('vendor-admin', 'vera', 'POST', `/v1/engineers/${encodeURIComponent(engineer)}/closures`, {
      body,
      ...(key !== undefined && { key }),
    });
  let erin: string;
  beforeEach(() => (erin = `idp|erin ${opened}`));

  it('is out of every session, and asks for nothing any more', async () => {
    await one.grant();
    const ids = [(await one.login(erin)).body.sessionId, (await one.login(erin)).body.sessionId];
    await one.login('ella');
    const { requestId } = (await two.ask(erin)).body;
    const { status, body } = await close(erin, 'bye');
    expect([status, body.engineerId]).toEqual([200, erin]);
    expect(told(body.results).sort()).toEqual([
      `${one.workspaceId} accepted`,
      `${one.workspaceId} accepted`,
      `${two.workspaceId} accepted`,
    ]);
    const ends = await one.newest(2);
    expect(new Set(ends.map(({ data }) => 'sessionId' in data && data.sessionId))).toEqual(new Set(ids));
    expect(ends[0]!.data).toMatchObject({
      cause: 'closed',
      endedBy: { id: 'vera', kind: 'vendor' },
      reason: 'left',
    });
    expect((await two.newest())[0]!.data).toMatchObject({ requestId, cause: 'withdrawn', reason: 'left' });
    const { sessions } = (
      await one.as(
        'auditor',
        'audrey',
        'GET',
        `/v1/support-sessions?live=true&workspaceId=${one.workspaceId}`,
      )
    ).body;
    expect(sessions).toMatchObject([{ engineer: { id: 'ella' } }]);
  });

  it('is closed again with the same key: nothing twice, what came since, and all of it in the answer', async () => {
    await one.grant();
    await one.login(erin);
    await two.ask(erin);
    const first = (await close(erin, 'bye')).body.results as Result[];
    await one.login(erin);
    const second = (await close(erin, 'bye')).body.results as Result[];
    expect(told(second).sort()).toEqual([
      `${one.workspaceId} accepted`,
      `${one.workspaceId} accepted again`,
      `${two.workspaceId} accepted again`,
    ]);
    const again = second.filter(({ repeated }) => repeated);
    expect(again.map(({ commandId }) => commandId).sort()).toEqual(
      first.map(({ commandId }) => commandId).sort(),
    );
    // What others closed, or this one with another key, is not told.
    expect((await close(erin, 'another')).body.results).toEqual([]);
    expect((await close(erin)).body.results).toEqual([]);
  });

  it('needs a key that leaves room for what it closes', async () => {
    expect(await close(erin, 'k'.repeat(91))).toMatchObject({ status: 200 });
    expect(await close(erin, 'k'.repeat(92))).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'Idempotency-Key' }] },
    });
  });

  it('is named as an identity provider names people', async () =>
    expect(await close('erin ')).toMatchObject({ status: 400, body: { errors: [{ field: 'engineerId' }] } }));

  it('a service does it for the vendor', async () => {
    await one.grant();
    await one.login(erin);
    const path = `/v1/engineers/${encodeURIComponent(erin)}/closures`;
    const { body } = await one.as('command-sender', 'hr', 'POST', path);
    expect(told(body.results)).toEqual([`${one.workspaceId} accepted`]);
    expect((await one.newest())[0]!.data).toMatchObject({ endedBy: { id: 'hr', kind: 'vendor' } });
  });
});
