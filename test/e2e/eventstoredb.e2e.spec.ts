import { join } from 'node:path';
import { openEventReader } from '#event-store';
import type { DoubleProcess } from '../doubles/eventstoredb/double-process.js';
import { startDoubleProcess } from '../doubles/eventstoredb/double-process.js';
import { checkLog } from '../support/check-log.js';
import { eventually } from '../support/eventually.js';
import { LogCopy } from '../support/log-copy.js';
import type { Directory, Json } from './service-process.js';
import { ServiceProcess, temporaryDirectory } from './service-process.js';

const PATH = '/v1/workspaces/acme/support-access';
const owner = { id: 'olivia' };

let directory: Directory;
let server: DoubleProcess;
let service: ServiceProcess;

const environment = (): Record<string, string> => ({
  EVENT_STORE_URL: server.url,
  EVENT_INDEX_DIR: join(directory.path, 'index'),
  READ_MODEL_URL: `sqlite:${join(directory.path, 'read-models.db')}`,
  DEV_KEYS_DIR: join(directory.path, 'keys'),
  CHECKPOINT_SECONDS: '1',
  PORT: '0',
});

beforeAll(async () => {
  directory = await temporaryDirectory();
  server = await startDoubleProcess();
  service = await ServiceProcess.start(environment());
});

afterAll(async () => {
  await service.stop();
  await server.close();
  await directory.remove();
});

async function sent(id: string, type: string, data: object): Promise<Json> {
  const { status, body } = await service.command(id, type, { workspaceId: 'acme', ...data });
  expect({ status, body }).toMatchObject({ status: 200 });
  return body;
}

const isReady = (): Promise<boolean> => service.isReady();

/** One story, a chapter a test. */
describe('the service with its log on an EventStoreDB', () => {
  let granted: Json;

  it('grants, lets in, and shows it', async () => {
    const workspace = { tier: 'business', forcedSso: false, ownerIds: ['olivia'] };
    await sent('c-workspace', 'UpdateWorkspace', workspace);
    granted = await sent('c-grant', 'GrantSupportAccess', { actor: owner, durationMinutes: 60 });
    const login = await sent('c-login', 'RecordSupportLogin', { engineer: { id: 'erin' } });
    expect(login).toMatchObject({ outcome: 'accepted', events: [{ type: 'SupportLogin', revision: 2 }] });
    const { body } = await service.get(PATH, service.token('owner'));
    expect(body).toMatchObject({ status: 'active', sessions: [{ engineer: { id: 'erin' } }] });
    const trail = await service.get('/v1/workspaces/acme/audit-trail', service.token('auditor'));
    expect(trail.body.entries.map(({ label }: { label: string }) => label)).toEqual([
      'Support Login',
      'Support Access Granted',
      'Workspace Updated',
    ]);
  });

  it('gives a command that comes again its first outcome', async () => {
    expect(await sent('c-grant', 'GrantSupportAccess', { actor: owner, durationMinutes: 60 })).toEqual({
      ...granted,
      repeated: true,
    });
  });

  it('signs checkpoints and keeps them there', async () => {
    const latest = () => service.get('/v1/checkpoints/latest', service.token('auditor'));
    await eventually('a checkpoint', async () => (await latest()).status === 200);
    await eventually('one of three events', async () => String((await latest()).body).split('\n')[1] === '3');
    const reader = await openEventReader(server.url);
    expect((await reader.lastCheckpoint())?.note).toBe((await latest()).body);
    await reader.close();
  });

  it('says that it is not ready while the server is away, and loses nothing', async () => {
    await server.tell('stop');
    await eventually('not ready', async () => !(await isReady()));
    const revoke = { workspaceId: 'acme', actor: owner };
    const refused = await service.command('c-revoke', 'RevokeSupportAccess', revoke);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    await server.tell('start');
    await eventually('ready', isReady);
    const revoked = await sent('c-revoke', 'RevokeSupportAccess', { actor: owner });
    expect(revoked).toMatchObject({
      events: [
        { type: 'SupportAccessRevoked', revision: 3 },
        { type: 'SupportSessionEnded', revision: 4 },
      ],
    });
    const { body } = await service.get(PATH, service.token('owner'));
    expect(body).toMatchObject({ status: 'none' });
  });

  it('goes on after connections were dropped', async () => {
    await server.tell('drop');
    await sent('c-again', 'GrantSupportAccess', { actor: owner });
    const { body } = await service.get(PATH, service.token('owner'));
    expect(body).toMatchObject({ status: 'active' });
  });

  it.each(['SIGTERM', 'SIGKILL'] as const)('starts again after %s where it was', async (signal) => {
    await service.stop(signal);
    service = await ServiceProcess.start(environment());
    await eventually('ready', isReady);
    expect(await sent('c-grant', 'GrantSupportAccess', { actor: owner, durationMinutes: 60 })).toEqual({
      ...granted,
      repeated: true,
    });
    const { body } = await service.get(PATH, service.token('owner'));
    expect(body).toMatchObject({ status: 'active' });
  });

  it('has left a log whose chains hold', async () => {
    const log = await LogCopy.read(server.url);
    expect(checkLog(log)).toEqual([]);
    expect(log.events.map(({ type }) => type)).toEqual([
      'WorkspaceUpdated',
      'SupportAccessGranted',
      'SupportLogin',
      'SupportAccessRevoked',
      'SupportSessionEnded',
      'SupportAccessGranted',
    ]);
  });
});
