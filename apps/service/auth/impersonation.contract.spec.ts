import { ApiInProcess } from '../spec/api-in-process.js';

const path = '/v1/workspaces/acme/support-access';
const act = { sub: 'erin', sid: 'session-1' };
let api: ApiInProcess;

beforeAll(async () => {
  api = await ApiInProcess.open();
  const body = { tier: 'business', forcedSso: false, ownerIds: ['olivia'] };
  await api.send('PUT', '/v1/workspaces/acme', { token: await api.token('command-sender', 'crm'), body });
});
afterAll(() => api.close());

// A token {sub: olivia, roles: [owner], act: {sub: erin}} granted seven days as Olivia, with no trace of Erin.
it('nobody grants through a support session, and the refusal names it (G6)', async () => {
  const refused = await api.send('POST', path, {
    token: await api.token('owner', 'olivia', { act }),
    body: {},
  });
  expect(refused).toMatchObject({ status: 403, body: { code: 'IMPERSONATED' } });
  const [denied] = (await api.events()).slice(-1);
  expect(denied!.event).toMatchObject({
    type: 'SupportAccessDenied',
    data: { code: 'IMPERSONATED', by: { id: 'olivia', kind: 'user', sessionId: 'session-1' } },
  });
});

it('revoking through one is allowed, and recorded as what it was', async () => {
  await api.send('POST', path, { token: await api.token('owner', 'olivia'), body: {} });
  const revoked = await api.send('DELETE', path, {
    token: await api.token('owner', 'olivia', { act: { sub: 'erin' } }),
  });
  expect(revoked).toMatchObject({ status: 200, body: { outcome: 'accepted' } });
  const [event] = (await api.events()).slice(-1);
  expect(event!.event).toMatchObject({
    data: { revokedBy: { id: 'olivia', kind: 'user', sessionId: 'act:erin' } },
  });
});

it('so is declining a request', async () => {
  const requests = '/v1/workspaces/acme/access-requests';
  const asked = await api.send('POST', requests, {
    token: await api.token('engineer', 'erin'),
    body: { reason: 'exports fail' },
  });
  const refused = await api.send('POST', `${requests}/${asked.body.requestId}/refusal`, {
    token: await api.token('owner', 'olivia', { act }),
  });
  expect(refused).toMatchObject({ status: 200, body: { outcome: 'accepted' } });
  const [event] = (await api.events()).slice(-1);
  expect(event!.event).toMatchObject({
    data: { cause: 'declined', closedBy: { id: 'olivia', sessionId: 'session-1' } },
  });
});

it.each([
  ['engineer', 'POST', '/v1/workspaces/acme/access-requests'],
  ['vendor-admin', 'POST', '/v1/tickets/T-1/closures'],
  ['vendor-admin', 'POST', '/v1/engineers/erin/closures'],
  ['engineer', 'POST', '/v1/workspaces/acme/support-logins'],
  ['vendor-admin', 'DELETE', path],
  ['auditor', 'GET', '/v1/grants'],
] as const)('nobody acts as an %s', async (role, method, url) => {
  const token = await api.token(role, 'somebody', { act });
  const refused = await api.send(method, url, { token });
  expect(refused).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
  expect(refused.body.detail).toContain('"act"');
});

it("a service's act is not looked at", async () => {
  const token = await api.token('service', 'crm', { act });
  expect(await api.send('GET', '/v1/events?limit=1', { token })).toMatchObject({ status: 200 });
});

it('nor is it recorded with what a service closes: the service states who acts', async () => {
  const token = await api.token('service', 'desk', { act });
  await api.send('POST', '/v1/tickets/T-1/closures', { token, body: { workspaceIds: ['acme'] } });
  const [event] = (await api.events()).slice(-1);
  expect(event!.event.type).toBe('SupportTicketClosed');
  expect(event!.event.data).not.toHaveProperty('by');
});

it('a refusal says which roles were read, and from which claim', async () => {
  const token = await api.token('access-checker', 'gateway');
  const { status, body } = await api.send('GET', '/v1/events', { token });
  expect(status).toBe(403);
  expect(body.detail).toBe(
    'this call is for: auditor, service, event-reader; the claim "roles" of the token has: access-checker',
  );
});
