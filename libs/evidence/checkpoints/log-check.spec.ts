import { generateKeyPairSync } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { CheckpointKeys } from './checkpoint-keys.js';
import { CheckpointMaker } from './checkpoint-maker.js';
import { InconsistentLogError } from './errors.js';
import { LogCheck } from './log-check.js';
import type { CheckpointSource } from './log-check.js';
import { MemoryLog } from './spec/signed-log.js';

const keys = new CheckpointKeys('support.example.com/log', [generateKeyPairSync('ed25519').privateKey]);

/** What was sent elsewhere while the log was as long as this. */
async function signedAt(count: number): Promise<string> {
  const log = new MemoryLog().append(count);
  log.tree.fold();
  await new CheckpointMaker(log, log.tree, keys).make();
  return log.checkpoints[0]!.note;
}

const topic = (...notes: string[]): CheckpointSource => ({ name: 'the topic', newest: async () => notes });
const store = (log: MemoryLog): CheckpointSource => ({
  name: 'the event store',
  newest: async () => log.checkpoints.map(({ note }) => note).slice(-1),
});
const check = (log: MemoryLog, ...witnesses: CheckpointSource[]): LogCheck =>
  new LogCheck({ reader: log, tree: log.tree, treeName: 'log-tree.db', keys, witnesses });
const never = new AbortController().signal;

it('passes a new log, one that was signed for, and one that has grown since', async () => {
  await expect(check(new MemoryLog(), topic()).run(never)).resolves.toBeUndefined();
  const log = new MemoryLog().append(7);
  log.tree.fold();
  await expect(check(log, store(log), topic()).run(never)).resolves.toBeUndefined();
  await new CheckpointMaker(log, log.tree, keys).make();
  await expect(check(log, store(log), topic(await signedAt(5))).run(never)).resolves.toBeUndefined();
  log.append(3);
  await expect(
    check(log, store(log), topic(await signedAt(5), await signedAt(7))).run(never),
  ).resolves.toBeUndefined();
});

// On a busy machine a start spent minutes in it: a topic has a hundred checkpoints, and the end of the log was asked for at each.
it('asks for the end of the log only while the tree is too small', async () => {
  const log = new MemoryLog().append(9);
  log.tree.fold();
  let asked = 0;
  log.head = async () => {
    asked += 1;
    return BigInt(log.ids.length);
  };
  await check(log, topic(await signedAt(5), await signedAt(7), await signedAt(9))).run(never);
  expect(asked).toBe(0);
  await expect(check(log, topic(await signedAt(10))).run(never)).rejects.toThrow(InconsistentLogError);
  expect(asked).toBe(1);
});

it.each<[string, string, () => Promise<LogCheck>]>([
  [
    'the topic knows more',
    'LOG_TOO_SHORT',
    async () => {
      const log = new MemoryLog().append(4);
      log.tree.fold();
      return check(log, topic(await signedAt(5)));
    },
  ],
  [
    'the topic knows another log',
    'OTHER_LOG',
    async () => {
      const log = new MemoryLog().append(6, 'b');
      log.tree.fold();
      return check(log, topic(await signedAt(5)));
    },
  ],
  [
    'its own checkpoint is of other events',
    'OTHER_LOG',
    async () => {
      const log = new MemoryLog().append(2).append(4, 'b');
      log.checkpoints.push({ revision: 0, id: 'c0', position: 0n, note: await signedAt(5) });
      log.tree.fold();
      return check(log, store(log));
    },
  ],
  [
    'it is in another store than when its tree was folded',
    'LOG_MOVED',
    async () => {
      const log = new MemoryLog().append(6);
      log.tree.fold();
      // The tree's number is a position there as well, of an earlier event.
      log.shift = 2n;
      return check(log, topic(await signedAt(5)));
    },
  ],
  [
    'its tree has seen more',
    'LOG_TOO_SHORT',
    async () => {
      const log = new MemoryLog().append(9);
      log.tree.fold();
      log.ids.length = 8;
      return check(log, store(log));
    },
  ],
  [
    'its tree has seen another end',
    'LOG_TOO_SHORT',
    async () => {
      const log = new MemoryLog().append(9);
      log.tree.fold();
      log.ids.length = 8;
      log.append(5, 'b');
      return check(log, store(log));
    },
  ],
  [
    'the topic has the checkpoint of another key',
    'FOREIGN_KEY',
    async () => {
      const strange = new CheckpointKeys(keys.origin, [generateKeyPairSync('ed25519').privateKey]);
      const log = new MemoryLog().append(3);
      log.tree.fold();
      await new CheckpointMaker(log, log.tree, strange).make();
      return check(log, topic(log.checkpoints[0]!.note));
    },
  ],
])('refuses a log when %s', async (_, fault, prepare) => {
  const refused = await (await prepare()).run(never).then(undefined, (error: unknown) => error);
  expect(refused).toBeInstanceOf(InconsistentLogError);
  expect(refused).toMatchObject({ fault });
});

// Who removes the tree alone is refused by the next that remembers the log, and the publisher's place is of the other one.
it.each<[string, () => Promise<LogCheck>]>([
  [
    'the tree',
    async () => {
      const log = new MemoryLog().append(9);
      log.tree.fold();
      log.ids.length = 8;
      return check(log);
    },
  ],
  [
    'a checkpoint',
    async () => {
      const log = new MemoryLog().append(4);
      log.tree.fold();
      return check(log, topic(await signedAt(5)));
    },
  ],
])('names where all that remembers a newer log is listed, when %s does', async (_, prepare) => {
  await expect((await prepare()).run(never)).rejects.toThrow(
    'see "What a restored log is noticed by" in docs/operations.md',
  );
});

it('waits for a tree that is being folded', async () => {
  const log = new MemoryLog().append(10);
  const checking = check(log, topic(await signedAt(8)));
  let passed = false;
  const running = checking.run(never).then(() => (passed = true));
  await sleep(150);
  log.tree.fold(7);
  await sleep(150);
  expect([passed, checking.waitingFor]).toEqual([false, 'the log is being folded: 7 of 8 events']);
  log.tree.fold(9);
  await running;
});

it('refuses a log that is too short once all of it is folded, and not before', async () => {
  const log = new MemoryLog().append(6);
  const checking = check(log, topic(await signedAt(8)));
  await expect(checking.run(AbortSignal.timeout(300))).rejects.toMatchObject({ name: 'AbortError' });
  log.tree.fold();
  await expect(checking.run(never)).rejects.toMatchObject({ fault: 'LOG_TOO_SHORT' });
});

it('asks a witness that does not answer again, says so, and gives up when told to', async () => {
  const log = new MemoryLog().append(3);
  log.tree.fold();
  let asked = 0;
  const away: CheckpointSource = {
    name: 'the topic',
    newest: async () => {
      asked += 1;
      throw new Error('no broker');
    },
  };
  const stop = new AbortController();
  const checking = check(log, away);
  const running = checking.run(stop.signal);
  await sleep(350);
  expect(checking.waitingFor).toBe('waiting for the checkpoints in the topic: no broker');
  expect(asked).toBeGreaterThan(1);
  stop.abort();
  await expect(running).rejects.toMatchObject({ name: 'AbortError' });
});
