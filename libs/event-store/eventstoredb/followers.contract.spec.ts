import { setTimeout as delay } from 'node:timers/promises';
import { EventStoreDbDouble } from '../../../test/doubles/eventstoredb/event-store-db-double.js';
import type { StoredEvent } from '../../../test/doubles/eventstoredb/stored-log.js';
import { eventually } from '../../../test/support/eventually.js';
import { nextId } from '../event-fixtures.contract.js';
import type { Batch } from '../event-store.js';
import { LOG_START } from '../event-store.js';
import { EventStoreDbReader } from './event-store-db-reader.js';

const FOLLOW = { headEveryMs: 200, watchdogMs: 300, firstRetryMs: 20, longestRetryMs: 200 };

let double: EventStoreDbDouble;
let reader: EventStoreDbReader;
let stop: AbortController;

beforeEach(async () => {
  double = await EventStoreDbDouble.start();
  reader = new EventStoreDbReader(double.url, { follow: FOLLOW, confirmReplacedMs: 20 });
  stop = new AbortController();
});

afterEach(async () => {
  stop.abort();
  await reader.close();
  double.stop();
});

let written = 0;

/** So many events more. */
function add(count: number, stream = 'supportAccess-w1'): void {
  const metadata = Buffer.from('{"commandId":"c","schemaVersion":1}');
  for (let n = 0; n < count; n++)
    double.log.append(stream, 'any', [
      {
        id: nextId(),
        type: 'SupportLogin',
        contentType: 'application/json',
        data: Buffer.from(JSON.stringify({ n: (written += 1) })),
        metadata,
      },
    ]);
}

/** What is in the log of ours, and what a follower made of it so far. */
function follow(after = LOG_START, pace: (batch: Batch) => Promise<void> = async () => undefined) {
  const seen: string[] = [];
  const marks = { caughtUp: 0, batches: 0 };
  const done = (async () => {
    for await (const batch of reader.follow(after, stop.signal)) {
      seen.push(...batch.events.map(({ id }) => id));
      marks.batches++;
      if (batch.caughtUp) marks.caughtUp++;
      await pace(batch);
    }
  })();
  // Whoever expects it to fail looks later.
  done.catch(() => undefined);
  return { seen, marks, done };
}

const ours = (): string[] =>
  double.log.all.filter(({ stream }) => stream.startsWith('supportAccess-')).map(({ id }) => id);

async function expectAll({ seen }: { seen: string[] }): Promise<void> {
  await eventually('all of it was given', () => seen.length >= ours().length, {
    progress: () => seen.length,
    instead: () => `${seen.length}`,
  });
  expect(seen).toEqual(ours());
}

/** A copy of the log with five events of ours, and a follower that has read five more. */
async function pastBackup() {
  add(5);
  const backup = double.log.copy();
  add(5);
  const following = follow();
  await expectAll(following);
  return { backup, following };
}

describe('a follower, whose subscription the client gives up at the first error,', () => {
  it('goes on after the event it had when the connection was lost, time and again', async () => {
    add(100);
    const following = follow();
    for (let round = 0; round < 5; round++) {
      await expectAll(following);
      await eventually('it subscribed', () => double.calls.followedFrom.length > round);
      double.dropConnections();
      add(100);
    }
    await expectAll(following);
    expect(double.calls.followedFrom.length).toBeGreaterThanOrEqual(5);
  });

  it('goes on after the server was away, with what others wrote meanwhile', async () => {
    add(10);
    const following = follow();
    await expectAll(following);
    double.stop();
    add(10);
    await delay(500);
    await double.start();
    await expectAll(following);
  });

  it.each(['stall', 'drop', 'end'] as const)(
    'does not miss anything when the server does this: %s',
    async (kind) => {
      let troubled = 0;
      double.faults.read = (what) =>
        what === 'subscription' && troubled++ < 5 ? { kind, after: troubled } : undefined;
      add(200);
      const following = follow();
      for (let round = 0; troubled <= 5 && round < 50; round++) {
        await expectAll(following);
        add(5);
      }
      await expectAll(following);
      expect(troubled).toBeGreaterThan(5);
    },
  );

  it('asks ever more rarely while it is refused', async () => {
    double.faults.read = (what) =>
      what === 'subscription' ? { kind: 'refuse', code: 14, exception: '', details: {} } : undefined;
    follow();
    await delay(1_500);
    // 20, 40, 80, 160, then every 200 ms.
    expect(double.calls.followedFrom.length).toBeGreaterThanOrEqual(3);
    expect(double.calls.followedFrom.length).toBeLessThanOrEqual(11);
    delete double.faults.read;
  });

  it('begins again after an event that it read, whatever the server says of how far it looked', async () => {
    double.faults.isCheckpointPastEnd = true;
    add(10, 'somebody-elses');
    const following = follow();
    await eventually('it has caught up with a log that holds nothing', () => following.marks.caughtUp === 1);
    double.stop();
    add(10);
    await double.start();
    await expectAll(following);
    const last = double.log.all.at(-1)!.position;
    add(5_000, 'somebody-elses');
    double.dropConnections();
    await eventually('it subscribes after its own event', () => double.calls.followedFrom.at(-1) === last);
    add(1);
    await expectAll(following);
  });

  it.each<[string, (event: StoredEvent) => readonly StoredEvent[]]>([
    ['skips', () => []],
    ['repeats', (event) => [event, event]],
    ['sends old events for', () => [double.log.all[2]!]],
  ])('gets every event once and in order from a subscription that %s what comes', async (_, deliver) => {
    double.faults.deliver = deliver;
    const following = follow();
    for (let round = 0; round < 3; round++) {
      add(20);
      await expectAll(following);
    }
  });

  it('ends with the reason when the log does not hold any more what was read from it', async () => {
    const { backup, following } = await pastBackup();
    double.log.restore(backup);
    await expect(following.done).rejects.toMatchObject({ code: 'LOG_REPLACED' });
    add(9, 'supportAccess-w2');
    const again = follow(double.log.all.at(-1)!.position);
    await expect(reader.requireSameLog()).rejects.toMatchObject({ code: 'LOG_REPLACED' });
    await expect(again.done).rejects.toMatchObject({ code: 'LOG_REPLACED' });
  });

  it('ends with the reason when the server comes back with an older copy that has grown since', async () => {
    const { backup, following } = await pastBackup();
    double.stop();
    double.log.restore(backup);
    add(50, 'supportAccess-w2');
    await double.start();
    await expect(following.done).rejects.toMatchObject({ code: 'LOG_REPLACED' });
  });

  it('ends with the reason when an older copy has grown past its place before it reads on', async () => {
    const { backup, following } = await pastBackup();
    double.log.restore(backup);
    add(50, 'supportAccess-w2');
    await expect(following.done).rejects.toMatchObject({ code: 'LOG_REPLACED' });
    expect(following.seen).toHaveLength(10);
  });

  it.each([
    ['is shorter', 0],
    ['has grown past its place', 50],
  ])('ends within 5 s, by the intervals of production, when an older copy %s', async (_, grown) => {
    await reader.close();
    reader = new EventStoreDbReader(double.url);
    const { backup, following } = await pastBackup();
    await eventually('it has caught up', () => following.marks.caughtUp > 0);
    let code: string | undefined;
    void following.done.catch((error: { code: string }) => (code = error.code));
    double.log.restore(backup);
    add(grown, 'supportAccess-w2');
    // Counted in looks: on a busy machine a look takes longer, as all else does.
    for (let looks = 0; looks < 5_000 / 20 && code === undefined; looks++) await delay(20);
    expect(code).toBe('LOG_REPLACED');
  });

  it('says that it has caught up when it has, and again after more has come', async () => {
    add(10);
    const following = follow();
    await eventually('it has caught up', () => following.marks.caughtUp === 1);
    expect(following.seen).toHaveLength(10);
    add(1);
    await expectAll(following);
    expect(following.marks.caughtUp).toBe(2);
  });

  it('has the server wait for a reader that is slow', async () => {
    add(12_000);
    let goOn = (): void => undefined;
    const waited = new Promise<void>((resolve) => (goOn = resolve));
    const following = follow(LOG_START, () => waited);
    await eventually('the first batch', () => following.marks.batches === 1);
    await delay(1_000);
    // A page: the next one is asked for when this one has been taken.
    expect(double.calls.eventsRead).toBeLessThan(1_000);
    goOn();
    await expectAll(following);
  });
});
