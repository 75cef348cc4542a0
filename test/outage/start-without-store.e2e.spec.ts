import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DoubleProcess } from '../doubles/eventstoredb/double-process.js';
import { startDoubleProcess } from '../doubles/eventstoredb/double-process.js';
import { eventually } from '../support/eventually.js';
import { temporaryDirectory } from '../support/scene.js';
import { freePort, ServiceUnderTest } from '../support/service-under-test.js';

const PASSWORD = 'not-for-the-eyes-of-others';

let directory: string;
let server: DoubleProcess;
let service: ServiceUnderTest;

beforeEach(async () => {
  directory = await temporaryDirectory('start');
  server = await startDoubleProcess();
  service = await ServiceUnderTest.prepare({
    directory,
    port: await freePort(),
    env: {
      EVENT_STORE_URL: server.url.replace('//', `//admin:${PASSWORD}@`),
      EVENT_INDEX_DIR: join(directory, 'index'),
    },
  });
});

afterEach(async () => {
  await service.stop('SIGKILL');
  await server.close();
  await rm(directory, { recursive: true, force: true });
});

const describeAcme = () =>
  service.command({
    specversion: '1.0',
    id: 'c-1',
    source: 'urn:test',
    type: 'UpdateWorkspace',
    data: { workspaceId: 'acme', tier: 'team', forcedSso: false, ownerIds: ['olivia'] },
  });

const listens = async (): Promise<boolean> => (await service.health()) !== undefined;

describe('a start while the event store is away', () => {
  it('waits for it, says so, and takes commands as soon as it is there', async () => {
    await server.tell('stop');
    service.launch();
    await eventually('it listens', listens);
    const { status, components } = (await service.health())!;
    expect(status).toBe(503);
    for (const name of ['event store', 'evidence'])
      expect(components[name]).toMatchObject({
        status: 'down',
        reason: expect.stringContaining('ECONNREFUSED'),
      });
    expect((await service.get('/health/live')).status).toBe(200);
    const refused = await describeAcme();
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    await server.tell('start');
    await service.ready();
    expect(await describeAcme()).toMatchObject({ status: 200, body: { outcome: 'accepted' } });
    expect(service.lives).toBe(1);
    expect(service.output).toContain('waiting for the event store');
    expect(service.output).not.toContain(PASSWORD);
  });

  it.each(['api', 'projections'])('is one with the role %s alone, too', async (ROLES) => {
    await server.tell('stop');
    service.launch({ ROLES });
    await eventually('it listens', listens);
    expect((await service.health())!.components['event store']).toMatchObject({ status: 'down' });
    await server.tell('start');
    await eventually(
      'the store is up',
      async () => (await service.health())!.components['event store']!.status === 'up',
    );
    expect(await service.stop('SIGTERM')).toBe(0);
  });

  it.each([
    ['in the middle of its start', () => service.output.includes('waiting for the event store')],
    ['when it listens', listens],
  ])('ends cleanly when it is asked to %s', async (_, moment) => {
    await server.tell('stop');
    service.launch();
    await eventually('the moment', moment);
    // A shutdown that takes longer than 9.5 s is aborted and ends with 1.
    expect(await service.stop('SIGTERM')).toBe(0);
  });
});
