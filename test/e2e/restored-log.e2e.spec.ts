import { generateKeyPairSync } from 'node:crypto';
import { copyFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openEventStore } from '#event-store';
import { openCheckpoint, parseVkeys, sizeOfNote } from '#evidence';
import { describeIn, LogLives } from './log-lives.contract.js';
import type { Directory } from './service-process.js';
import { embedded, runToEnd, temporaryDirectory } from './service-process.js';

let directory: Directory;
let lives: LogLives;

beforeEach(async () => {
  directory = await temporaryDirectory();
  const settings = { EVIDENCE_ORIGIN: 'support.example.com/log', CHECKPOINT_SECONDS: '3600' };
  lives = new LogLives({ ...embedded(directory.path), ...settings });
});
afterEach(async () => {
  await lives.end();
  await directory.remove();
});

const at = (name: string): string => join(directory.path, name);
const sizes = async (): Promise<number[]> => (await lives.notes()).map(sizeOfNote);

it('signs a checkpoint at the start and in the end, when there is anything new', async () => {
  await lives.live(['a', 'b']);
  expect(await sizes()).toEqual([2]);
  await lives.live([]);
  expect(await sizes()).toEqual([2]);
  await lives.live(['c']);
  expect(await sizes()).toEqual([2, 3]);
});

it('notices an older copy of the log by the tree that was folded from the newer one, also when it went on', async () => {
  await lives.live(['a', 'b']);
  await copyFile(at('events.db'), at('backup.db'));
  await lives.live(['c']);
  await copyFile(at('read-models.log-tree.db'), at('newer-tree.db'));
  await copyFile(at('backup.db'), at('events.db'));
  const { code, stdout, stderr } = await runToEnd('main.js', [], lives.env);
  expect({ code, stdout }).toEqual({ code: 1, stdout: expect.not.stringContaining('Listening on') });
  expect(stderr).toMatch(/^support-access: the log does not hold the last event .*\n$/);
  const reason = await lives.refusal();
  expect(reason).toMatch(/restored from an older backup, or replaced/);
  expect(reason).toContain(at('read-models.log-tree.db'));
  // What the guide advises when the newer log is lost for good; without another witness nothing tells any more.
  for (const kept of ['log-tree', 'positions']) await rm(at(`read-models.${kept}.db`));
  await lives.live(['x', 'y', 'z']);
  expect(await sizes()).toEqual([2, 5]);
  await copyFile(at('newer-tree.db'), at('read-models.log-tree.db'));
  expect(await lives.refusal()).toMatch(/does not hold the last event/);
});

it('notices that its checkpoints are of other events than the log has', async () => {
  await lives.live(['a', 'b']);
  const [note] = await lives.notes();
  // Another log, of the same keys and origin, into which the checkpoint was put.
  for (const name of await readdir(directory.path)) if (name.includes('.db')) await rm(at(name));
  const other = await lives.start();
  for (const workspace of ['x', 'y', 'z']) await describeIn(other, workspace);
  await other.stop('SIGKILL');
  const store = await openEventStore(lives.env['EVENT_STORE_URL']!);
  await store.appendCheckpoint('empty', note!);
  await store.close();
  expect(await lives.refusal()).toMatch(
    /first 2 events of the log are not those of the checkpoint in .*events\.db/,
  );
});

it('keeps to its origin', async () => {
  await lives.live(['a']);
  const reason = await lives.refusal({ EVIDENCE_ORIGIN: 'other.example.com/log' });
  expect(reason).toMatch(
    /origin "support\.example\.com\/log", and EVIDENCE_ORIGIN is "other\.example\.com\/log"/,
  );
  await lives.live(['b']);
});

it('changes its key by rotation only', async () => {
  await lives.live(['a']);
  const newer = at('newer.pem');
  await writeFile(newer, generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }));
  expect(await lives.refusal({ EVIDENCE_SIGNING_KEY: newer })).toMatch(
    /is not ours: none of the keys given has signed it/,
  );
  const both = { EVIDENCE_SIGNING_KEY: `${newer},${at('dev-keys/evidence-signing-key.pem')}` };
  const service = await lives.start(both);
  const vkeys = parseVkeys((await service.get('/.well-known/support-access-vkey')).body as string);
  expect(vkeys).toHaveLength(2);
  await service.stop();
  await lives.live(['b'], both);
  await lives.live(['c'], both);
  const readBy = (await lives.notes()).map((note) =>
    vkeys.map((vkey) => {
      try {
        return openCheckpoint(note, [vkey]).size;
      } catch {
        return undefined;
      }
    }),
  );
  // By the newer key, and by the older one.
  expect(readBy).toEqual([
    [undefined, 1],
    [2, 2],
    [3, undefined],
  ]);
  // Now the older one may go.
  await lives.live(['d'], { EVIDENCE_SIGNING_KEY: newer });
});
