import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { service, withService } from '../e2e/with-service.js';
import { EmptyDirectory } from '../packages/empty-directory.js';
import { eventually } from '../support/eventually.js';
import { ExampleProgram } from './example-program.js';

withService();

const directory = new EmptyDirectory();
let product: ExampleProgram;
let address: string;

beforeAll(async () => {
  directory.install('client', ['jose', 'express']);
  directory.write('server.mjs', readFileSync('examples/product/server.mjs', 'utf8'));
  const env = { SUPPORT_URL: service.address, SUPPORT_TOKEN: service.token('service'), PORT: '0' };
  product = ExampleProgram.start(directory.path, process.execPath, ['server.mjs'], env);
  address = await product.line(/^(http:\/\/\S+)$/m);
  await service
    .as('service')
    .updateWorkspace('acme', { tier: 'team', forcedSso: false, ownerIds: ['olivia'] });
});
afterAll(async () => {
  await product?.stop();
  directory.remove();
});

const send = (method: string, path: string, headers: Record<string, string> = {}, body?: URLSearchParams) =>
  fetch(address + path, { method, headers, redirect: 'manual', ...(body && { body }) });
const land = (token: string, origin = service.address) =>
  send('POST', '/support-session', { Origin: origin }, new URLSearchParams({ token }));

async function comeIn(): Promise<Record<string, string>> {
  const { token = '' } = await service.as('engineer').logIn('acme');
  const landed = await land(token);
  expect([landed.status, landed.headers.get('location')]).toEqual([303, '/w/acme']);
  return { Cookie: landed.headers.get('set-cookie')!.split(';')[0]! };
}

it('lets customers in by its own sign-in, and engineers while their session lives', async () => {
  expect((await send('GET', '/w/acme')).status).toBe(401);
  expect(await (await send('GET', '/w/acme', { 'X-Customer': 'olivia' })).text()).toBe('Workspace acme');
  await service.as('owner').grant('acme');
  const erin = await comeIn();
  expect(await (await send('GET', '/w/acme', erin)).text()).toMatch(
    /^Support: erin, until .*Workspace acme$/,
  );
  expect((await send('GET', '/w/globex', erin)).status).toBe(403);
  await service.as('owner').revoke('acme');
  await eventually('she is out', async () => (await send('GET', '/w/acme', erin)).status === 401, {
    timeoutMs: 2_000,
  });
  expect(await (await send('GET', '/w/acme', erin)).text()).toContain('SESSION_ENDED');
});

it('writes down who acted, and on whose behalf', async () => {
  await service.as('owner').grant('acme');
  const erin = await comeIn();
  expect((await send('POST', '/w/acme/rename', erin)).status).toBe(204);
  expect((await send('POST', '/w/acme/rename', { 'X-Customer': 'olivia' })).status).toBe(204);
  await product.line(/("olivia"})$/m);
  const written = product.lines.filter((line) => line.startsWith('{'));
  expect(written.map((line) => JSON.parse(line))).toEqual([
    { what: 'workspace renamed', actor: 'erin', onBehalfOf: 'olivia', sessionId: expect.any(String) },
    { what: 'workspace renamed', actor: 'olivia' },
  ]);
  const left = await send('POST', '/support-session/leave', erin);
  expect(left.headers.get('set-cookie')).toMatch(/^support_session=;/);
  await eventually('she is out', async () => (await send('GET', '/w/acme', erin)).status === 401, {
    timeoutMs: 2_000,
  });
});

it('takes a session from the support desk alone, and only one that lives', async () => {
  const { token = '' } = await service.as('engineer').logIn('acme');
  expect((await land(token, 'https://evil.example')).status).toBe(403);
  expect((await land('nonsense')).status).toBe(401);
});
