import { ApiInProcess } from '../spec/api-in-process.js';

const path = '/v1/workspaces/acme/support-access';
let api: ApiInProcess;
let crm: string;

beforeAll(async () => {
  api = await ApiInProcess.open();
  crm = await api.token('service', 'crm');
});
afterAll(() => api.close());

// As Auth0, Google, SPIFFE, an LDAP directory and SAML name people.
const IDS = [
  'auth0|5f7c8ec7c33c6c004bbafe82',
  'olivia+support@example.com',
  'spiffe://example.org/ns/prod/sa/desk?x=1&y=2#z',
  'CN=Olivia O. "Liv" Ünal'.replace('Ü', 'U') + ',OU=Desk,DC=example,DC=com',
  'a%2Fb/../c',
  'x'.repeat(255),
];

it.each(IDS)('%s owns, grants, logs in, and is found', async (id) => {
  const body = { tier: 'business', forcedSso: false, ownerIds: [id] };
  expect(await api.send('PUT', '/v1/workspaces/acme', { token: crm, body })).toMatchObject({ status: 200 });
  const owner = await api.token('owner', id);
  const granted = await api.send('POST', path, { token: owner, body: {} });
  expect(granted).toMatchObject({ status: 201, body: { grantedBy: { id } } });
  const engineer = await api.token('engineer', id);
  const login = await api.send('POST', '/v1/workspaces/acme/support-logins', { token: engineer, body: {} });
  expect(login).toMatchObject({ status: 201, body: { engineer: { id } } });
  const evaluation = {
    subject: { type: 'engineer', id },
    action: { name: 'access' },
    resource: { type: 'workspace', id: 'acme' },
  };
  const checked = await api.send('POST', '/access/v1/evaluation', { token: crm, body: evaluation });
  expect(checked.body).toMatchObject({ decision: true, context: { reason: 'LIVE_SESSION' } });
  const trail = `/v1/workspaces/acme/audit-trail?actor=${encodeURIComponent(id)}&limit=2`;
  const found = await api.send('GET', trail, { token: owner });
  expect(found.body.entries.map(({ actor }: { actor: { id: string } }) => actor.id)).toEqual([id, id]);
  expect(await api.send('DELETE', path, { token: owner })).toMatchObject({ status: 200 });
});

it.each(['', ' x', 'x ', 'Ünal', 'a\tb', 'a\nb', 'x'.repeat(256)])('%j is the id of nobody', async (id) => {
  const body = { tier: 'business', forcedSso: false, ownerIds: [id] };
  const refused = await api.send('PUT', '/v1/workspaces/acme', { token: crm, body });
  expect(refused).toMatchObject({ status: 400, body: { errors: [{ field: 'ownerIds' }] } });
  if (id === '') return;
  const token = await api.token('owner', id);
  expect(await api.send('DELETE', path, { token })).toMatchObject({
    status: 403,
    body: { code: 'FORBIDDEN' },
  });
});

it('the id of a workspace stays what a URL can carry', async () => {
  const body = { tier: 'business', forcedSso: false, ownerIds: ['olivia'] };
  const refused = await api.send('PUT', '/v1/workspaces/a%7Cb', { token: crm, body });
  expect(refused).toMatchObject({ status: 400, body: { code: 'MALFORMED' } });
});
