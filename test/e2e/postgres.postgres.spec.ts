import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { openReadModelQueries } from '#read-models';
import { describeWith } from '../engines/engines.js';
import type { PostgresServer } from '../engines/postgres-server.js';
import { startPrivatePostgres } from '../engines/postgres-server.js';
import { checkLog } from '../support/check-log.js';
import { checkReadModels } from '../support/check-read-models.js';
import { CommandPlanner } from '../support/command-planner.js';
import { eventually } from '../support/eventually.js';
import { grantInThePast } from '../support/grant-in-the-past.js';
import { HttpLoad } from '../support/http-load.js';
import { LogCopy } from '../support/log-copy.js';
import { Random } from '../support/random.js';
import { temporaryDirectory } from '../support/scene.js';
import { eventStoreUrl, freePort, ServiceUnderTest, tokenFor } from '../support/service-under-test.js';

describeWith(['private-postgres'], 'the service with its read models on PostgreSQL', () => {
  let server: PostgresServer;
  let directory: string;
  let service: ServiceUnderTest;
  let count = 0;

  beforeAll(async () => {
    server = await startPrivatePostgres();
    directory = await temporaryDirectory('postgres');
    await grantInThePast(eventStoreUrl(directory), ['forgotten'], () => Date.now() - 60_000);
    service = await ServiceUnderTest.prepare({
      directory,
      port: await freePort(),
      env: { READ_MODEL_URL: server.url },
    });
    await service.start();
  }, 600_000);

  afterAll(async () => {
    await service.stop('SIGKILL');
    await server.close();
    await rm(directory, { recursive: true, force: true });
  });

  const send = async (type: string, data: object): Promise<Outcome> => {
    const event = { specversion: '1.0', id: `c-${(count += 1)}`, source: 'urn:test', type, data };
    const { status, body } = await service.command(event);
    expect(status).toBe(200);
    return body as Outcome;
  };
  const asked = async <T>(path: string, { position }: Partial<Outcome> = {}): Promise<T> => {
    const token = await tokenFor(directory, 'auditor');
    const response = await fetch(service.url + path, {
      headers: { authorization: `Bearer ${token}`, ...(position && { 'min-position': position }) },
    });
    expect(response.status).toBe(200);
    return (await response.json()) as T;
  };
  const labels = async (workspaceId: string): Promise<string[]> => {
    const { entries } = await asked<Trail>(`/v1/workspaces/${workspaceId}/audit-trail?order=asc`);
    return entries.map(({ label }) => label);
  };

  it('tells the story of one grant', async () => {
    const acme = { workspaceId: 'acme', actor: { id: 'olivia' } };
    await send('UpdateWorkspace', {
      workspaceId: 'acme',
      tier: 'business',
      forcedSso: false,
      ownerIds: ['olivia'],
    });
    await send('GrantSupportAccess', { ...acme, durationMinutes: 60, ticketId: 'T-1' });
    const entered = await send('RecordSupportLogin', { workspaceId: 'acme', engineer: { id: 'erin' } });
    const access = '/v1/workspaces/acme/support-access';
    expect(await asked(access, entered)).toMatchObject({
      status: 'active',
      grant: { ticketId: 'T-1' },
      sessions: [{ engineer: { id: 'erin' } }],
    });
    expect(await asked('/v1/grants?ticketId=T-1&status=active')).toMatchObject({
      grants: [{ workspaceId: 'acme', status: 'active' }],
    });
    const revoked = await send('RevokeSupportAccess', acme);
    expect(await asked(access, revoked)).toMatchObject({ status: 'none', sessions: [] });
    expect(await labels('acme')).toEqual([
      'Workspace Updated',
      'Support Access Granted',
      'Support Login',
      'Support Access Revoked',
      'Support Session Ended',
    ]);
  });

  it('records an expiry that fell due while nothing ran', async () => {
    const isRecorded = async () => (await labels('forgotten')).includes('Support Access Expired');
    await eventually('the audit trail has the expiry', isRecorded);
    expect(await labels('forgotten')).toEqual([
      'Workspace Updated',
      'Support Access Granted',
      'Support Access Expired',
    ]);
  });

  it('goes on where it was after a restart', async () => {
    expect(await service.stop('SIGTERM')).toBe(0);
    const queries = await openReadModelQueries(server.url);
    const before = await queries.position();
    await queries.close();
    expect(before).toBe((await LogCopy.read(eventStoreUrl(directory))).events.at(-1)!.position);
    await service.start();
    expect((await labels('acme')).length).toBe(5);
    expect(service.output).not.toContain('for-tests-alone');
  });

  it('takes commands while the server is away, says what is degraded, and has lost nothing when it is back, time and again', async () => {
    const random = new Random(7);
    const planner = new CommandPlanner(random, { workspaces: 50, durationMinutes: { least: 1, most: 60 } });
    const load = new HttpLoad(service, planner, random);
    load.start(8);
    for (let round = 0; round < 3; round++) {
      await eventually('commands are answered', () => load.answers.size > 100 * (round + 1));
      await server.stop();
      await eventually('it says what is away', async () => {
        const { degraded } = (await service.health())!;
        return degraded.includes('read models');
      });
      const { status, components } = (await service.health())!;
      expect(status).toBe(200);
      const answers = load.answers.size;
      await eventually('commands are answered meanwhile', () => load.answers.size > answers);
      expect(components['read models']).toMatchObject({
        status: 'down',
        reason: expect.stringContaining('is unavailable'),
      });
      expect(JSON.stringify(components)).not.toContain('for-tests-alone');
      await sleep(500);
      await server.start();
      await service.ready();
    }
    await load.stop();
    await service.ready();
    const log = await LogCopy.read(eventStoreUrl(directory));
    const queries = await openReadModelQueries(server.url);
    expect(await queries.waitFor(log.events.at(-1)!.position, 20_000)).toBe(true);
    await queries.close();
    expect(await service.stop('SIGTERM')).toBe(0);
    expect(service.lives).toBe(2);
    const last = await LogCopy.read(eventStoreUrl(directory));
    expect([...checkLog(last), ...(await checkReadModels(directory, last, server.url))]).toEqual([]);
    expect(service.output).not.toContain('for-tests-alone');
  }, 600_000);
});

type Outcome = { outcome: string; position: string };
type Trail = { entries: { label: string }[] };
