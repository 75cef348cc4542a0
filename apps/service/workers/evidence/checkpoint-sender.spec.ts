import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../../../../test/support/eventually.js';
import type { RecordedCheckpoint } from '#event-store';
import { CheckpointSender } from './checkpoint-sender.js';

const ORIGIN = 'support.example.com/log';
const noteOf = (size: number): string => `${ORIGIN}\n${size}\nroot\n\n— key signature\n`;

class Recorded {
  readonly all: RecordedCheckpoint[] = [];
  add(...sizes: number[]): void {
    for (const size of sizes) {
      const revision = this.all.length;
      this.all.push({ revision, id: `c${revision}`, position: BigInt(revision), note: noteOf(size) });
    }
  }
  async *readCheckpoints(from = 0) {
    if (from < this.all.length) yield this.all.slice(from);
  }
  async lastCheckpoint() {
    return this.all.at(-1);
  }
}

/** What arrives, and how often it does not. */
class Receiver {
  readonly got: string[] = [];
  failures = 0;
  async send(origin: string, notes: readonly string[]): Promise<void> {
    if (this.failures-- > 0 || origin !== ORIGIN) throw new Error('no broker');
    this.got.push(...notes);
  }
}

let recorded: Recorded;
let receiver: Receiver;
let retries: number[];
let outbox: CheckpointSender;
beforeEach(() => {
  recorded = new Recorded();
  receiver = new Receiver();
  retries = [];
  outbox = new CheckpointSender({
    reader: recorded,
    receiver,
    origin: ORIGIN,
    failed: (_error, retryInMs) => retries.push(retryInMs),
  });
});
afterEach(() => outbox.stop(0));

const expectArrived = async (...sizes: number[]): Promise<void> => {
  await eventually(`${sizes.length} checkpoints`, () => receiver.got.length >= sizes.length);
  expect(receiver.got).toEqual(sizes.map(noteOf));
};

it('sends what the receiver does not have, then what comes, in order and once', async () => {
  recorded.add(1, 5, 9);
  outbox.start([noteOf(1), noteOf(5)]);
  await expectArrived(9);
  recorded.add(12);
  outbox.notify();
  await expectArrived(9, 12);
  outbox.notify();
  await outbox.stop(1_000);
  await expectArrived(9, 12);
});

it('sends everything to one who has nothing, and nothing to one who has all', async () => {
  recorded.add(1, 5);
  outbox.start([noteOf(5)]);
  await sleep(50);
  await expectArrived();
  recorded.add(7);
  outbox.notify();
  await expectArrived(7);
  const other = new CheckpointSender({
    reader: recorded,
    receiver,
    origin: ORIGIN,
    failed: () => undefined,
  });
  other.start([]);
  await expectArrived(7, 1, 5, 7);
  await other.stop(0);
});

it('tries again, ever more slowly, while nobody takes it, and forgets nothing meanwhile', async () => {
  recorded.add(1);
  receiver.failures = 2;
  outbox.start([]);
  recorded.add(2);
  outbox.notify();
  await expectArrived(1, 2);
  expect(retries).toEqual([250, 500]);
});

it('sends what is left when it is stopped, if that goes fast', async () => {
  outbox.start([]);
  await sleep(10);
  recorded.add(3);
  outbox.notify();
  await outbox.stop(1_000);
  expect(receiver.got).toEqual([noteOf(3)]);
});

it('does not wait at its end for one who takes nothing', async () => {
  recorded.add(1);
  receiver.failures = Number.MAX_SAFE_INTEGER;
  outbox.start([]);
  await eventually('it has failed', () => retries.length > 0);
  // It would wait longer than a test may take.
  await outbox.stop(600_000);
  expect(receiver.got).toEqual([]);
});
