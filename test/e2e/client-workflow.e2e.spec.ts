import { SupportAccessClient } from '#client';
import type { UserRole } from '#auth';
import { DevelopmentTokens } from '#auth';
import { join } from 'node:path';
import type { Directory } from './service-process.js';
import { embedded, ServiceProcess, temporaryDirectory } from './service-process.js';

let service: ServiceProcess;
let directory: Directory;
let tokens: DevelopmentTokens;

beforeAll(async () => {
  directory = await temporaryDirectory();
  service = await ServiceProcess.start(embedded(directory.path));
  tokens = await DevelopmentTokens.open(join(directory.path, 'dev-keys'));
});
afterAll(async () => {
  await service.stop();
  await directory.remove();
});

const as = async (role: UserRole, who: string): Promise<SupportAccessClient> =>
  new SupportAccessClient({ baseUrl: service.address, token: await tokens.sign([role], who) });

async function listed<T>(list: AsyncGenerator<T, void, undefined>): Promise<T[]> {
  const all: T[] = [];
  for await (const each of list) all.push(each);
  return all;
}

it('asks, answers, extends and ends by its methods', async () => {
  const [crm, olivia, erin, vera] = await Promise.all([
    as('service', 'crm'),
    as('owner', 'olivia'),
    as('engineer', 'erin'),
    as('vendor-admin', 'vera'),
  ]);
  await crm.updateWorkspace('acme', { tier: 'team', forcedSso: false, ownerIds: ['olivia'] });
  const first = await erin.requests.ask('acme', { reason: 'exports fail' });
  await olivia.requests.refuse('acme', first.requestId, { reason: 'not now' });
  const second = await erin.requests.ask('acme', { reason: 'exports fail', ticketId: 'T-1' });
  const { grantId } = await olivia.requests.approve('acme', second.requestId, { durationMinutes: 60 });
  expect(await olivia.extend('acme', { grantId, additionalMinutes: 5 })).toMatchObject({ extension: 1 });
  const third = await erin.requests.ask('acme', { reason: 'not done', grantId, durationMinutes: 5 });
  expect(await olivia.requests.approve('acme', third.requestId)).toMatchObject({ extension: 2 });
  const fourth = await erin.requests.ask('acme', { reason: 'not done', grantId });
  await erin.requests.withdraw('acme', fourth.requestId, { reason: 'done' });
  const ofWorkspace = await listed(olivia.requests.ofWorkspace('acme', { limit: 3 }));
  expect(ofWorkspace.map(({ status }) => status)).toEqual(['withdrawn', 'approved', 'approved', 'declined']);
  expect(await listed(vera.requests.all({ status: 'declined' }))).toMatchObject([{ endReason: 'not now' }]);

  const { sessionId } = await erin.logIn('acme');
  await erin.sessions.end('acme', sessionId);
  const { token = '' } = await erin.logIn('acme');
  expect(await crm.introspect(token)).toMatchObject({ active: true });
  await crm.sessions.revoke(token);
  expect(await crm.introspect(token)).toEqual({ active: false });
  await erin.logIn('acme');
  expect((await vera.sessions.closeEngineer('erin')).results).toHaveLength(1);
  await erin.logIn('acme', { ticketId: 'T-1' });
  expect(await crm.sessions.closeTicket('T-1')).toMatchObject({ results: [{ workspaceId: 'acme' }] });
  const sessions = await listed(vera.sessions.all({ engineer: 'erin' }));
  expect(sessions.map(({ cause }) => cause)).toEqual(['ticket-closed', 'closed', 'signed-out', 'signed-out']);
});
