import Database from 'better-sqlite3';
import { join } from 'node:path';
import { parseConfig } from '#config';
import { streamOf } from '#domain';
import { chainOf, CheckpointKeys, isIncluded, openCheckpoint, parseVkeys } from '#evidence';
import type { Directory, Json } from '../e2e/service-process.js';
import { embedded, temporaryDirectory } from '../e2e/service-process.js';
import { admin } from '../support/admin.js';
import { fillLog } from '../support/filled-log.js';
import { LogCopy } from '../support/log-copy.js';

let directory: Directory;
let env: Record<string, string>;
let log: LogCopy;
let grantId: string;
let workspaceId: string;

beforeAll(async () => {
  directory = await temporaryDirectory();
  env = { ...embedded(directory.path), EVIDENCE_ORIGIN: 'log.example/a' };
  await fillLog(env['EVENT_STORE_URL']!, 8);
  log = await LogCopy.read(env['EVENT_STORE_URL']!);
  // The one with the most logins of those that have ended.
  const logins = new Map<string, number>();
  const ended = new Set<string>();
  for (const { event } of log.events) {
    if (event.type === 'SupportLogin')
      logins.set(event.data.grantId, (logins.get(event.data.grantId) ?? 0) + 1);
    if (event.type === 'SupportAccessRevoked') ended.add(event.data.grantId);
  }
  const byLogins = [...logins].filter(([id]) => ended.has(id)).sort(([, one], [, other]) => other - one);
  [grantId] = byLogins[0]!;
  const given = log.events.find(
    ({ event }) => event.type === 'SupportAccessGranted' && event.data.grantId === grantId,
  )!;
  ({ workspaceId } = given.event.data);
});
afterAll(() => directory.remove());

const json = async (...args: string[]): Promise<Json> =>
  JSON.parse((await admin(['report', grantId, '--format', 'json', ...args], env)).stdout);

const ofGrant = (type: string) =>
  log.events.filter(({ event }) => event.type === type && (event.data as Json).grantId === grantId);

it('without a checkpoint there is all but the proofs, and that is said', async () => {
  const without = await admin(['report', grantId, '--format', 'json'], env);
  expect([without.code, without.stderr]).toEqual([
    0,
    expect.stringContaining('EVIDENCE_SIGNING_KEY names its file'),
  ]);
  const { evidenceOrigin, evidence } = parseConfig(env);
  await CheckpointKeys.open(evidenceOrigin, evidence);
  const { code, stderr, stdout } = await admin(['report', grantId, '--format', 'json', '--no-wait'], env);
  expect(code).toBe(0);
  expect(stderr).toMatch(/; 0 of \d+ events proven\.\n/);
  expect(JSON.parse(stdout)).toMatchObject({ status: 'ended', evidence: { chain: { whole: true } } });
});

describe('with a checkpoint, which is made when it is asked for and nobody writes the log', () => {
  let note: string;

  beforeAll(async () => {
    note = (await json()).evidence.checkpoint;
  });

  it('tells who let support in, why, until when, each login, the end, and the refusals', async () => {
    const report = await json();
    const [given] = ofGrant('SupportAccessGranted');
    const { workspaceId: _, ...grant } = given!.event.data as Json;
    expect(report.grant).toEqual({ ...grant, eventId: given!.id });
    expect(report.workspace.workspaceId).toBe(workspaceId);
    expect(report.logins.map(({ eventId }: Json) => eventId)).toEqual(
      ofGrant('SupportLogin').map(({ id }) => id),
    );
    expect(report.logins.length).toBeGreaterThan(1);
    const [end] = ofGrant('SupportAccessRevoked');
    expect(report.end).toMatchObject({ eventId: end!.id, at: (end!.event.data as Json).at });
    expect(await json('--workspace', workspaceId)).toEqual({ ...report, madeAt: expect.any(String) });
  });

  it('an auditor with the key of the log checks every event with what is in it', async () => {
    const { evidence } = await json();
    expect(evidence.checkpoint).toBe(note);
    const { origin, size, root } = openCheckpoint(evidence.checkpoint, parseVkeys(evidence.vkeys.join('\n')));
    expect([origin, size]).toEqual(['log.example/a', log.events.length]);
    const told = evidence.events as Json[];
    expect(told.length).toBeGreaterThan(3);
    for (const { id, index, hashes, chain, previousChain } of told) {
      const recorded = log.events[index]!;
      expect([recorded.id, recorded.chain, chainOf(previousChain, recorded)]).toEqual([id, chain, chain]);
      const proof = { index, size, root, leaf: Buffer.from(chain, 'hex') };
      const decoded = hashes.map((hash: string) => Buffer.from(hash, 'base64'));
      expect(isIncluded({ ...proof, hashes: decoded })).toBe(true);
    }
  });

  it('is one page, and a table', async () => {
    const page = await admin(['report', grantId], env);
    expect(page.code).toBe(0);
    expect(page.stderr).toMatch(/^\d+ logins, \d+ refusals; (\d+) of \1 events proven\.\n$/);
    expect(page.stdout).toMatch(/^<!doctype html>.*<\/html>\s*$/s);
    for (const { id, chain } of ofGrant('SupportLogin')) {
      expect(page.stdout).toContain(id);
      expect(page.stdout).toContain(chain);
    }
    for (const line of note.trimEnd().split('\n')) expect(page.stdout).toContain(line);
    const csv = await admin(['report', grantId, '--format', 'csv'], env);
    expect(csv.stdout.trimEnd().split('\r\n').length).toBe((await json()).evidence.events.length + 1);
  });

  it('an event that was changed behind the back of the store is found, exit code 1', async () => {
    const db = new Database(join(directory.path, 'events.db'));
    for (const name of db
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
      .pluck()
      .all() as string[])
      db.exec(`DROP TRIGGER ${name}`);
    const [login] = ofGrant('SupportLogin');
    db.prepare('UPDATE events SET data = replace(data, \'"at":"20\', \'"at":"19\') WHERE id = ?').run(
      login!.id,
    );
    db.close();
    const { code, stderr } = await admin(['report', grantId, '--format', 'json'], env);
    expect(code).toBe(1);
    expect(stderr).toContain(`The hash chain of the workspace is broken at revision ${login!.revision}.`);
    expect(login!.stream).toBe(streamOf(workspaceId));
  });
});

it('a grant that the log does not have cannot be told', async () => {
  const { code, stdout, stderr } = await admin(['report', 'nothing'], env);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain('there is no grant nothing in the log');
});
