import { ApiInProcess } from '../spec/api-in-process.js';
import { Desk } from '../spec/desk.js';

let api: ApiInProcess;
let opened = 0;
let desk: Desk;

beforeAll(async () => {
  api = await ApiInProcess.open({ MAX_CONSECUTIVE_GRANTS: '1' });
});
afterAll(() => api.close());
beforeEach(async () => {
  desk = await Desk.open(api, `acme-${(opened += 1)}`);
});

// Every code that requests, extensions and ends of sessions have brought, as HTTP tells it.

it('ALREADY_REQUESTED names the request that waits', async () => {
  const { requestId } = (await desk.ask('erin')).body;
  expect(await desk.ask('erin')).toMatchObject({
    status: 409,
    body: { code: 'ALREADY_REQUESTED', requestId },
  });
});

it('REQUEST_LIMIT tells when a request is taken again', async () => {
  for (const engineer of ['a', 'b', 'c', 'd', 'e']) await desk.ask(engineer);
  const { status, body } = await desk.ask('f', {}, 'sixth');
  expect([status, body.code]).toEqual([409, 'REQUEST_LIMIT']);
  expect(Date.parse(body.retryAt)).toBeGreaterThan(Date.now());
  // From the log alone: what the answer says is recorded with the refusal.
  expect((await desk.ask('f', {}, 'sixth')).body).toEqual({ ...body, repeated: true });
});

it('EXTENSION_LIMIT tells the latest end', async () => {
  const { grantId, latestExpiresAt } = (await desk.grant()).body;
  const refused = await desk.extend(grantId, 10_080, { key: 'long' });
  expect(refused).toMatchObject({ status: 409, body: { code: 'EXTENSION_LIMIT', grantId, latestExpiresAt } });
  expect((await desk.extend(grantId, 10_080, { key: 'long' })).body).toEqual({
    ...refused.body,
    repeated: true,
  });
});

it('EXTENSION_LIMIT comes, too, after three extensions', async () => {
  const { grantId } = (await desk.grant()).body;
  for (const extension of [1, 2, 3])
    expect(await desk.extend(grantId, 1)).toMatchObject({ status: 201, body: { extension } });
  expect(await desk.extend(grantId, 1)).toMatchObject({ status: 409, body: { code: 'EXTENSION_LIMIT' } });
});

it('an extension through a support session is IMPERSONATED (G6)', async () => {
  const { grantId } = (await desk.grant()).body;
  const claims = { act: { sub: 'erin', sid: 's1' } };
  expect(await desk.extend(grantId, 1, { claims })).toMatchObject({
    status: 403,
    body: { code: 'IMPERSONATED' },
  });
});

it('CONSECUTIVE_LIMIT tells when a grant may be given again', async () => {
  await desk.grant();
  await desk.revoke();
  const { status, body } = await desk.grant();
  expect([status, body.code]).toEqual([409, 'CONSECUTIVE_LIMIT']);
  expect(Date.parse(body.retryAt)).toBeGreaterThan(Date.now() + 23 * 60 * 60_000);
});

it('SESSION_LIMIT comes at the 101st session', async () => {
  await desk.grant();
  for (let n = 0; n < 100; n += 1) expect(await desk.login(`erin-${n}`)).toMatchObject({ status: 201 });
  expect(await desk.login()).toMatchObject({ status: 409, body: { code: 'SESSION_LIMIT' } });
}, 60_000);

it('NO_LIVE_SESSION, NOT_SESSION_ENGINEER: a session is ended once, and by its own engineer', async () => {
  await desk.grant();
  const { sessionId } = (await desk.login()).body;
  expect(await desk.end(sessionId, 'engineer', 'ella')).toMatchObject({
    status: 403,
    body: { code: 'NOT_SESSION_ENGINEER', sessionId },
  });
  expect(await desk.end(sessionId, 'engineer', 'erin')).toMatchObject({ status: 200 });
  const over = await desk.end(sessionId, 'engineer', 'erin', { key: 'again' });
  expect(over).toMatchObject({ status: 409, body: { code: 'NO_LIVE_SESSION', sessionId } });
  expect((await desk.end(sessionId, 'engineer', 'erin', { key: 'again' })).body).toEqual({
    ...over.body,
    repeated: true,
  });
});

describe('REQUIRE_TICKET=grant', () => {
  let strict: ApiInProcess;
  beforeAll(async () => {
    strict = await ApiInProcess.open({ REQUIRE_TICKET: 'grant' });
  });
  afterAll(() => strict.close());

  it('TICKET_REQUIRED: of grants, too, unless the request has it', async () => {
    const asking = await Desk.open(strict, 'acme');
    expect(await asking.grant()).toMatchObject({ status: 422, body: { code: 'TICKET_REQUIRED' } });
    expect(await asking.ask('erin')).toMatchObject({ status: 422, body: { code: 'TICKET_REQUIRED' } });
    const { requestId } = (await asking.ask('erin', { ticketId: 'T-1' })).body;
    expect(await asking.approve(requestId)).toMatchObject({ status: 201, body: { ticketId: 'T-1' } });
  });
});
