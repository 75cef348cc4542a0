import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { parseConfig } from '#config';
import { CheckpointKeys, CompactRange, leafHashOfHex, openReceipt } from '#evidence';
import { openReadModels } from '#read-models';
import type { Directory, Json } from '../e2e/service-process.js';
import { embedded, ServiceProcess, temporaryDirectory } from '../e2e/service-process.js';
import { adminProcess, inShell, launchAdmin } from '../support/admin-process.js';
import { eventually } from '../support/eventually.js';
import { fillLog } from '../support/filled-log.js';
import { LogCopy } from '../support/log-copy.js';

let directory: Directory;
let env: Record<string, string>;
let keys: CheckpointKeys;
let log: LogCopy;

beforeAll(async () => {
  directory = await temporaryDirectory();
  env = { ...embedded(directory.path), EVIDENCE_ORIGIN: 'log.example/replay' };
  await fillLog(env['EVENT_STORE_URL']!, 30);
  const { evidenceOrigin, evidence } = parseConfig(env);
  keys = await CheckpointKeys.open(evidenceOrigin, evidence);
  log = await LogCopy.read(env['EVENT_STORE_URL']!);
});
afterAll(() => directory.remove());

const rootOf = (size: number): string => {
  const tree = new CompactRange();
  for (const { chain } of log.events.slice(0, size)) tree.append(leafHashOfHex(chain));
  return tree.root().toString('base64');
};

/** Read by nobody but SQLite while it is open, so that what is compared is what is in it. */
const contentsOf = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');
const liveFile = (): string => join(directory.path, 'read-models.db');
const leftovers = (): string[] => readdirSync(directory.path).filter((name) => name.includes('.replay-'));

const replayed = async (args: string[] = [], code = 0): Promise<Json> => {
  const { stdout, stderr, code: found } = await adminProcess(['replay', '--json', ...args], env);
  expect([found, stderr]).toEqual([code, expect.any(String)]);
  return JSON.parse(stdout);
};

it('without live read models there is a receipt, and nothing to compare: exit code 2', async () => {
  const answer = await replayed([], 2);
  const receipt = openReceipt(answer.receipt, keys.verifierKeys);
  expect(receipt).toMatchObject({ outcome: 'not-compared', size: log.events.length });
  expect(existsSync(liveFile())).toBe(false);
});

describe('with the read models of a service', () => {
  let service: ServiceProcess;
  const settled = async (): Promise<void> => {
    await eventually('the read models have caught up', async () => {
      const { readModels } = JSON.parse((await adminProcess(['status', '--json'], env)).stdout);
      return readModels.lagMs === 0;
    });
  };

  beforeAll(async () => {
    service = await ServiceProcess.start(env);
    await settled();
  });
  afterAll(() => service.stop());

  it('on a running service they are equal, also while it moves on, and the receipt says what was replayed', async () => {
    let stopping = false;
    const busy = (async () => {
      for (let n = 0; !stopping; n++) {
        const data = { workspaceId: `busy-${n}`, tier: 'team', forcedSso: false, ownerIds: ['o'] };
        await service.command(`busy-${n}`, 'UpdateWorkspace', data);
      }
    })();
    const answer = await replayed();
    stopping = true;
    await busy;
    expect(answer).toMatchObject({ outcome: 'equal', differences: 0, rows: [] });
    expect(answer.state).toBe(answer.liveState);
    log = await LogCopy.read(env['EVENT_STORE_URL']!);
    const receipt = openReceipt(answer.receipt, keys.verifierKeys);
    expect(receipt).toMatchObject({
      origin: 'log.example/replay',
      position: answer.position,
      size: answer.size,
      state: answer.state,
      outcome: 'equal',
      code: expect.stringMatching(/^support-access \d+\.\d+\.\d+ sha256:[0-9a-f]{64}$/),
    });
    expect(receipt.size).toBe(
      log.events.filter(({ position }) => position <= BigInt(answer.position)).length,
    );
    expect(receipt.root.toString('base64')).toBe(rootOf(receipt.size));
    expect(leftovers()).toEqual([]);
  });
});

describe('on a stopped service', () => {
  it('prints the receipt, and touches nothing', async () => {
    const before = contentsOf(liveFile());
    const { code, stdout, stderr } = await adminProcess(['replay'], env);
    expect(code).toBe(0);
    expect(stderr).toContain(`The live read models are what ${log.events.length} events make of them.\n`);
    expect(openReceipt(stdout, keys.verifierKeys)).toMatchObject({ outcome: 'equal' });
    expect(contentsOf(liveFile())).toBe(before);
    expect(leftovers()).toEqual([]);
  });

  it('until a position or an instant it comes to the events up to it, and what it makes can be kept', async () => {
    const middle = log.events[Math.floor(log.events.length / 2)]!;
    const size = log.events.indexOf(middle) + 1;
    const kept = join(directory.path, 'kept');
    const answer = await replayed(['--until', `${middle.position}`, '--keep', kept]);
    expect(answer).toMatchObject({ outcome: 'not-compared', size, root: rootOf(size) });
    const models = await openReadModels(`sqlite:${join(kept, 'read-models.db')}`);
    expect([await models.queries.position(), await models.stateHash()]).toEqual([
      middle.position,
      answer.state,
    ]);
    await models.close();
    expect(leftovers()).toEqual([]);
    // It does not come over what is there.
    const again = await adminProcess(['replay', '--keep', kept], env);
    expect([again.code, again.stderr]).toEqual([2, `support-access: --keep: ${kept} is there already\n`]);

    const { recordedAt } = middle.metadata;
    const last = log.events.findLastIndex(({ metadata }) => metadata.recordedAt <= recordedAt);
    expect(await replayed(['--until', recordedAt])).toMatchObject({ size: last + 1, root: rootOf(last + 1) });
    const whole = await replayed(['--until', `${log.events.at(-1)!.position}`]);
    expect(whole).toMatchObject({ outcome: 'equal', size: log.events.length });
    expect((await adminProcess(['replay', '--until', '99999999'], env)).stderr).toContain(
      '--until: the log ends at',
    );
  });

  it('one that was killed midway leaves nothing that is taken for whole, and the next run starts over', async () => {
    const kept = join(directory.path, 'killed');
    const program = launchAdmin(['replay', '--keep', kept], env);
    const over = program.toEnd();
    await eventually('it works', () => leftovers().length > 0, { everyMs: 1 });
    program.child.kill('SIGKILL');
    expect((await over).code).toBeNull();
    expect(leftovers()).toHaveLength(1);
    expect(existsSync(kept)).toBe(false);
    // Of a process that lives it is left alone.
    const others = join(directory.path, `read-models.replay-${process.pid}`);
    mkdirSync(others);
    writeFileSync(join(others, 'read-models.db'), '');
    const answer = await replayed(['--keep', kept]);
    expect(answer).toMatchObject({ size: log.events.length, outcome: 'equal' });
    expect(leftovers()).toEqual([`read-models.replay-${process.pid}`]);
    expect(readdirSync(kept)).toContain('read-models.db');
  });

  it('Ctrl-C ends it at once and leaves nothing', async () => {
    const program = launchAdmin(['replay'], env);
    const over = program.toEnd();
    const others = leftovers().length;
    await eventually('it works', () => leftovers().length > others, { everyMs: 1 });
    program.child.kill('SIGINT');
    const { code, stdout, stderr } = await over;
    expect([code, stdout]).toEqual([130, '']);
    expect(stderr).not.toMatch(/Error|at .*\.js/);
    expect(leftovers()).toHaveLength(others);
  });

  it('at a terminal it has a bar', async () => {
    const { stdout } = await inShell('support-access replay', env, { terminal: true });
    expect(stdout).toMatch(/Replaying the log \[=* *\] \d+%/);
  });

  it('a due list that lacks an open grant is told, here and by status, exit code 1', async () => {
    const file = new Database(join(directory.path, 'read-models.due-list.db'));
    const { changes } = file.prepare('DELETE FROM due').run();
    file.close();
    expect(changes).toBeGreaterThan(0);
    const reason = `The due list differs from the read models: ${changes} are missing in it`;
    const [replay, status] = [await adminProcess(['replay'], env), await adminProcess(['status'], env)];
    expect([replay.code, replay.stderr]).toEqual([1, expect.stringContaining(reason)]);
    expect([status.code, status.stdout]).toEqual([1, expect.stringContaining(reason)]);
    const mending = await ServiceProcess.start(env);
    await eventually('the list is mended', async () => (await adminProcess(['status'], env)).code === 0);
    await mending.stop();
    expect(await replayed()).toMatchObject({ outcome: 'equal', dueList: { missing: 0, ended: 0 } });
  });

  it('rows of the live models that differ are listed, exit code 1', async () => {
    const db = new Database(liveFile());
    const view = (name: string): string =>
      (db.prepare('SELECT sql FROM sqlite_schema WHERE name = ?').pluck().get(name) as string)
        .split(' ')
        .at(-1)!;
    const [grants, sessions] = [view('grants'), view('sessions')];
    const grant = db.prepare(`SELECT position, expires_at FROM ${grants} LIMIT 1`).get() as Json;
    const session = db.prepare(`SELECT max(position) FROM ${sessions}`).pluck().get() as number;
    db.prepare(`UPDATE ${grants} SET expires_at = expires_at + 60000 WHERE position = ?`).run(grant.position);
    db.prepare(`DELETE FROM ${sessions} WHERE position = ?`).run(session);
    db.close();
    const before = contentsOf(liveFile());
    const text = await adminProcess(['replay', '--until', `${log.events.at(-1)!.position}`], env);
    expect(text.code).toBe(1);
    expect(text.stdout).toContain(
      `\ngrants ${grant.position}: expires_at is ${grant.expires_at + 60_000}, and should be ${grant.expires_at}\n` +
        `sessions ${session}: missing in the live models\n`,
    );
    expect(text.stderr).toMatch(/The live read models differ from what \d+ events make of them: 2 rows\.\n/);
    const answer = await replayed([], 1);
    expect(openReceipt(answer.receipt, keys.verifierKeys).outcome).toBe('different');
    expect(answer.rows).toMatchObject([
      { table: 'grants', key: `${grant.position}`, live: { expires_at: `${grant.expires_at + 60_000}` } },
      { table: 'sessions', key: `${session}`, replayed: { position: `${session}` } },
    ]);
    expect(answer.rows[1]).not.toHaveProperty('live');
    expect(contentsOf(liveFile())).toBe(before);
  });
});
