import { ApiInProcess } from '../spec/api-in-process.js';

let api: ApiInProcess;
beforeAll(async () => {
  api = await ApiInProcess.open({ PUBLIC_URL: 'https://www.example.com/support/', ROLES: 'api' });
  const body = { tier: 'business', forcedSso: false, ownerIds: ['olivia'] };
  await api.send('PUT', '/v1/workspaces/acme', { token: await api.token('service', 'crm'), body });
});
afterAll(() => api.close());

it('what an answer names has the path of PUBLIC_URL, which a proxy takes off again', async () => {
  const token = await api.token('owner', 'olivia');
  const access = '/v1/workspaces/acme/support-access';
  const granted = await api.send('POST', access, { token });
  expect(granted.headers.get('location')).toBe(`/support${access}`);
  const { headers } = await api.send('GET', '/v1/workspaces/acme/audit-trail?limit=1', {
    token: await api.token('auditor', 'audrey'),
  });
  expect(headers.get('link')).toMatch(
    /^<\/support\/v1\/workspaces\/acme\/audit-trail\?limit=1&cursor=\w[\w-]+>; rel="next"$/,
  );
  expect((await api.send('GET', '/openapi.json')).body.servers).toEqual([{ url: '/support' }]);
});
