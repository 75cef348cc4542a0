import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Directory } from '../e2e/service-process.js';
import { embedded, ServiceProcess, temporaryDirectory } from '../e2e/service-process.js';
import { admin } from '../support/admin.js';
import { eventually } from '../support/eventually.js';

let directory: Directory;
let env: Record<string, string>;
let position: string;

beforeAll(async () => {
  directory = await temporaryDirectory();
  env = embedded(directory.path);
});
afterAll(() => directory.remove());

type Json = ReturnType<typeof JSON.parse>;
async function statusOf(code = 0): Promise<Json> {
  const ended = await admin(['status', '--json'], env);
  expect([ended.code, ended.stderr]).toEqual([code, '']);
  return JSON.parse(ended.stdout);
}

describe('before there is anything', () => {
  it('status says what is not there, exit code 1', async () => {
    const status = await statusOf(1);
    expect(status.eventStore).toMatchObject({ status: 'down', reason: expect.stringContaining('events.db') });
    expect(status.readModels).toMatchObject({
      status: 'down',
      reason: expect.stringContaining('not there yet'),
    });
  });

  it('expiry due could not tell', async () => {
    const { code, stdout, stderr } = await admin(['expiry', 'due'], env);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^support-access: .*due-list\.db is unavailable: it is not there yet\n$/);
  });
});

describe('on a running service', () => {
  let service: ServiceProcess;
  let expiresAt: string;

  beforeAll(async () => {
    service = await ServiceProcess.start(env);
    const actor = { id: 'olivia' };
    const data = { workspaceId: 'acme', tier: 'business', forcedSso: false, ownerIds: ['olivia'] };
    await service.command('c1', 'UpdateWorkspace', data);
    const { body } = await service.command('c2', 'GrantSupportAccess', {
      workspaceId: 'acme',
      actor,
      durationMinutes: 5,
    });
    ({ position } = body);
  });
  afterAll(() => service.stop());

  it('status has where everything is, and that somebody writes', async () => {
    await eventually('all has caught up', async () => {
      const { dueList, readModels, logTree } = await statusOf();
      return [dueList, readModels, logTree].every((each) => each.position === position);
    });
    const status = await statusOf();
    expect(status).toMatchObject({
      at: expect.stringMatching(/^\d{4}-.*Z$/),
      eventStore: { status: 'up', position, written: true },
      readModels: { status: 'up', position, lagMs: 0 },
      logTree: { status: 'up', position, lagMs: 0, size: 2 },
      dueList: { status: 'up', position, lagMs: 0, overdue: 0, nextAt: expect.any(String) },
    });
    expect(status).not.toHaveProperty('consumerGroup');
    expiresAt = status.dueList.nextAt;
  });

  it('and for eyes, a line for each', async () => {
    const { code, stdout } = await admin(['status'], env);
    expect(code).toBe(0);
    expect(stdout).toContain(`event store      up    at position ${position}, being written\n`);
    expect(stdout).toContain(`due list         up    at position ${position}, the end; 0 overdue, the next`);
  });

  it('expiry due has what is due until an instant', async () => {
    const now = await admin(['expiry', 'due'], env);
    expect(now).toEqual({
      code: 0,
      stdout: '',
      stderr: `Nothing is due; the next is due at ${expiresAt}.\n`,
    });
    const json = await admin(['expiry', 'due', '--until', expiresAt, '--format', 'json'], env);
    expect(JSON.parse(json.stdout)).toEqual({
      asOf: expect.any(String),
      position,
      due: [{ workspaceId: 'acme', kind: 'grant', id: expect.any(String), dueAt: expiresAt, overdueMs: 0 }],
    });
    const early = new Date(Date.parse(expiresAt) - 1).toISOString();
    expect((await admin(['expiry', 'due', '--until', early], env)).stdout).toBe('');
    const csv = await admin(['expiry', 'due', '--until', expiresAt, '--format', 'csv'], env);
    expect(csv.stdout).toMatch(/^workspaceId,kind,id,dueAt,overdueMs\r\nacme,grant,[-0-9a-f]+,\S+Z,0\r\n$/);
  });

  it.each([
    [['expiry', 'due', '--until', 'tomorrow'], "option '--until <instant>' argument 'tomorrow' is invalid"],
    [['expiry', 'due', '--format', 'xml'], 'Allowed choices are text, json, ndjson, csv'],
    [['status', '--jsno'], "unknown option '--jsno'\n(Did you mean --json?)"],
  ])('%j is a mistake', async (args, message) => {
    const { code, stderr } = await admin(args, env);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('on a stopped service', () => {
  it('status knows the same, and that nobody writes', async () =>
    expect(await statusOf()).toMatchObject({
      eventStore: { status: 'up', position, written: false },
      readModels: { status: 'up', position, lagMs: 0 },
      // It signs when it stops.
      checkpoint: { status: 'up', size: 2, uncovered: 0, ageMs: expect.any(Number) },
    }));

  it('status has how long the oldest event waits that a follower does not know', async () => {
    await rm(join(directory.path, 'read-models.due-list.db'));
    const { openDueList } = await import('#expiry');
    await (await openDueList(env['READ_MODEL_URL']!)).close();
    const { dueList } = await statusOf();
    expect(dueList).toMatchObject({ status: 'up', position: '0', overdue: 0 });
    expect(dueList.lagMs).toBeGreaterThan(100);
  });

  it('status says that the log is shorter than what was folded from it, exit code 1', async () => {
    for (const suffix of ['', '-wal', '-shm'])
      await rm(join(directory.path, `events.db${suffix}`), { force: true });
    const { openEventStore } = await import('#event-store');
    await (await openEventStore(env['EVENT_STORE_URL']!)).close();
    const { readModels, logTree } = await statusOf(1);
    const shorter = {
      status: 'down',
      reason: expect.stringContaining('and the log ends at 0: the log was replaced'),
    };
    expect([readModels, logTree]).toEqual([shorter, shorter]);
  });
});
