import { generateKeyPairSync } from 'node:crypto';
import { copyFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openEventReader, openEventStore } from '#event-store';
import { openCheckpoint, parseVkeys, sizeOfNote } from '#evidence';
import type { Directory } from './service-process.js';
import { embedded, ServiceProcess, temporaryDirectory } from './service-process.js';

const ORIGIN = 'support.example.com/log';

let directory: Directory;
let service: ServiceProcess | undefined;
let env: Record<string, string>;

beforeEach(async () => {
  directory = await temporaryDirectory();
  env = { ...embedded(directory.path), EVIDENCE_ORIGIN: ORIGIN, CHECKPOINT_SECONDS: '3600' };
});
afterEach(async () => {
  await service?.stop('SIGKILL');
  await directory.remove();
});

const at = (name: string): string => join(directory.path, name);

const describeIn = (running: ServiceProcess, workspaceId: string) =>
  running.command(`describe-${workspaceId}`, 'UpdateWorkspace', {
    workspaceId,
    tier: 'business',
    forcedSso: false,
    ownerIds: [],
  });

/** One life, from a clean start to a clean stop. */
async function live(...workspaces: string[]): Promise<void> {
  service = await ServiceProcess.start(env);
  for (const workspace of workspaces) expect((await describeIn(service, workspace)).status).toBe(200);
  expect((await service.stop()).code).toBe(0);
}

/** A start that is refused: health says why while it can be asked, no command is taken, and the exit code is 1. */
async function refusal(extra: Record<string, string> = {}): Promise<string> {
  const before = await notes();
  const running = (service = await ServiceProcess.start({ ...env, ...extra }));
  const { status, body } = await running.get('/health/ready');
  expect(status).toBe(503);
  const { reason } = body.components.evidence;
  expect((await describeIn(running, 'too-late')).status).toBe(503);
  expect((await running.ended()).code).toBe(1);
  expect(running.output.stdout).toContain(`FATAL: ${reason}`);
  expect(await notes()).toEqual(before);
  return reason as string;
}

/** The checkpoints that are recorded with the log. */
async function notes(): Promise<string[]> {
  const reader = await openEventReader(env['EVENT_STORE_URL']!);
  try {
    const all: string[] = [];
    for await (const page of reader.readCheckpoints()) all.push(...page.map(({ note }) => note));
    return all;
  } finally {
    await reader.close();
  }
}

it('signs a checkpoint at the start and in the end, when there is anything new', async () => {
  await live('a', 'b');
  expect((await notes()).map(sizeOfNote)).toEqual([2]);
  await live();
  expect((await notes()).map(sizeOfNote)).toEqual([2]);
  await live('c');
  expect((await notes()).map(sizeOfNote)).toEqual([2, 3]);
});

it('notices an older copy of the log by the tree that was folded from the newer one', async () => {
  await live('a', 'b');
  await copyFile(at('events.db'), at('backup.db'));
  await live('c');
  await copyFile(at('backup.db'), at('events.db'));
  const reason = await refusal();
  expect(reason).toMatch(/restored from an older backup, or replaced/);
  expect(reason).toContain(at('read-models.log-tree.db'));
  // What the message advises when the newer log is lost for good; without another witness nothing tells any more.
  await rm(at('read-models.log-tree.db'));
  await live('d');
  expect((await notes()).map(sizeOfNote)).toEqual([2, 3]);
});

it('notices a log that went another way since', async () => {
  await live('a', 'b');
  await copyFile(at('events.db'), at('backup.db'));
  await live('c');
  const known = ['events.db', 'read-models.log-tree.db'];
  for (const name of known) await copyFile(at(name), at(`newer-${name}`));
  await copyFile(at('backup.db'), at('events.db'));
  await rm(at('read-models.log-tree.db'));
  await live('x', 'y', 'z');
  await copyFile(at('newer-read-models.log-tree.db'), at('read-models.log-tree.db'));
  expect(await refusal()).toMatch(/does not hold the last event/);
});

it('notices that its checkpoints are of other events than the log has', async () => {
  await live('a', 'b');
  const [note] = await notes();
  // Another log, of the same keys and origin, into which the checkpoint was put.
  for (const name of await readdir(directory.path)) if (name.includes('.db')) await rm(at(name));
  service = await ServiceProcess.start(env);
  for (const workspace of ['x', 'y', 'z']) await describeIn(service, workspace);
  await service.stop('SIGKILL');
  const store = await openEventStore(env['EVENT_STORE_URL']!);
  await store.appendCheckpoint('empty', note!);
  await store.close();
  expect(await refusal()).toMatch(
    /first 2 events of the log are not those of the checkpoint in .*events\.db/,
  );
});

it('keeps to its origin', async () => {
  await live('a');
  const reason = await refusal({ EVIDENCE_ORIGIN: 'other.example.com/log' });
  expect(reason).toMatch(
    /origin "support\.example\.com\/log", and EVIDENCE_ORIGIN is "other\.example\.com\/log"/,
  );
  await live('b');
});

it('changes its key by rotation only', async () => {
  await live('a');
  const newer = at('newer.pem');
  await writeFile(newer, generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }));
  expect(await refusal({ EVIDENCE_SIGNING_KEY: newer })).toMatch(
    /is not ours: none of the keys given has signed it/,
  );
  const older = join(directory.path, 'dev-keys', 'evidence-signing-key.pem');
  env['EVIDENCE_SIGNING_KEY'] = `${newer},${older}`;
  service = await ServiceProcess.start(env);
  const vkeys = parseVkeys((await service.get('/.well-known/support-access-vkey')).body as string);
  expect(vkeys).toHaveLength(2);
  await service.stop();
  await live('b');
  await live('c');
  const signedBy = (await notes()).map((note) =>
    vkeys.map((vkey) => {
      try {
        return openCheckpoint(note, [vkey]).size;
      } catch {
        return undefined;
      }
    }),
  );
  // The newer key, the older one.
  expect(signedBy).toEqual([
    [undefined, 1],
    [2, 2],
    [3, undefined],
  ]);
  // Now the older one may go.
  env['EVIDENCE_SIGNING_KEY'] = newer;
  await live('d');
});
