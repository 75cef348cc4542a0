import { rm } from 'node:fs/promises';
import { describeWith } from '../engines/engines.js';
import type { PostgresServer } from '../engines/postgres-server.js';
import { startPrivatePostgres } from '../engines/postgres-server.js';
import { onServer } from '../engines/shared-postgres.js';
import { eventually } from '../support/eventually.js';
import { temporaryDirectory } from '../support/scene.js';
import { freePort, ServiceUnderTest } from '../support/service-under-test.js';

const WRONG = 'not-the-password';

describeWith(['private-postgres'], 'a start while PostgreSQL is away', () => {
  let server: PostgresServer;
  let directory: string;
  let service: ServiceUnderTest;

  beforeAll(async () => {
    server = await startPrivatePostgres();
    directory = await temporaryDirectory('start-postgres');
    service = await ServiceUnderTest.prepare({
      directory,
      port: await freePort(),
      env: { READ_MODEL_URL: server.url },
    });
  });

  afterEach(() => service.stop('SIGKILL'));

  afterAll(async () => {
    await server.close();
    await rm(directory, { recursive: true, force: true });
  });

  const reasons = async (): Promise<string> => {
    const { components } = (await service.health())!;
    return JSON.stringify(components);
  };
  const listens = async (): Promise<boolean> => (await service.health()) !== undefined;

  it('waits for it, says so, and is ready as soon as it is there', async () => {
    await server.stop();
    service.launch();
    await eventually('it listens', listens);
    const { degraded, components } = (await service.health())!;
    expect(degraded).toContain('read models');
    expect(components['read models']).toMatchObject({
      status: 'down',
      reason: expect.stringContaining('is unavailable'),
    });
    expect((await service.get('/health/live')).status).toBe(200);
    await server.start();
    await service.ready();
    expect(service.lives).toBe(1);
    expect(await service.stop('SIGTERM')).toBe(0);
  });

  it('ends cleanly when it is asked to meanwhile', async () => {
    await server.stop();
    service.launch();
    await eventually('it listens', listens);
    expect(await service.stop('SIGTERM')).toBe(0);
    await server.start();
  });

  it('names a refusal as what it is, and never the password', async () => {
    service.launch({ READ_MODEL_URL: server.url.replace(/:[^:@/]+@/, `:${WRONG}@`) });
    await eventually('it listens', listens);
    expect((await service.health())!.components['read models']).toMatchObject({ status: 'down' });
    expect(await reasons()).toMatch(/password authentication failed/);
    expect((await reasons()) + service.output).not.toContain(WRONG);
    expect(await service.stop('SIGTERM')).toBe(0);
  });

  it('is refused in one sentence by a database that is not UTF-8, and listens to nobody', async () => {
    await onServer(server.url, `CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0 LOCALE 'C'`);
    service.launch({ READ_MODEL_URL: server.url.replace(/\/postgres$/, '/latin') });
    await eventually('it has ended', () => !service.isRunning);
    expect(await service.stop('SIGKILL')).toBe(1);
    expect(service.output).toMatch(/^support-access: .*READ_MODEL_URL.*its encoding is LATIN1.*$/m);
    expect(service.output).not.toContain('Listening on');
  });
});
