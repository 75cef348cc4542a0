import { EventStoreDbDouble } from '../../../test/doubles/eventstoredb/event-store-db-double.js';
import { eventually } from '../../../test/support/eventually.js';
import { eventsOf } from '../event-fixtures.contract.js';
import type { Appended } from '../event-store.js';
import { EventStoreDbStore } from './event-store-db-store.js';

// What an operator can do to a log while the service runs.

const STREAM = 'supportAccess-w1';
const OTHER = 'supportAccess-w2';

let double: EventStoreDbDouble;
let store: EventStoreDbStore;

beforeEach(async () => {
  double = await EventStoreDbDouble.start();
  store = new EventStoreDbStore(double.url, { answerLimitMs: 10_000, confirmReplacedMs: 5 });
});

afterEach(async () => {
  await store.close();
  double.stop();
});

const fill = async (stream: string, count: number): Promise<void> => {
  for (let n = 0; n < count; n++)
    await store.append(stream, n === 0 ? 'empty' : n - 1, eventsOf(`${stream}-${n}`));
};
const codeOf = (append: Promise<Appended>): Promise<unknown> =>
  append.then(
    ({ revision }) => revision,
    (error: unknown) => (error as { code?: string }).code,
  );

describe('a stream that was deleted', () => {
  beforeEach(() => fill(STREAM, 4));

  it('takes an append to an empty stream at revision 4, which is acknowledged to nobody, also when it is sent again', async () => {
    double.log.softDelete(STREAM);
    const fresh = new EventStoreDbStore(double.url);
    const events = eventsOf('again');
    expect(await codeOf(fresh.append(STREAM, 'empty', events))).toBe('MISPLACED_APPEND');
    expect(double.log.stream(STREAM)).toHaveLength(5);
    expect(await codeOf(fresh.append(STREAM, 'empty', events))).not.toBe(0);
    expect(await codeOf(fresh.append(STREAM, 'empty', eventsOf('later')))).toBe('CONFLICT');
    await fresh.close();
  });

  it('the same when the answer to the append is lost', async () => {
    double.log.softDelete(STREAM);
    const fresh = new EventStoreDbStore(double.url);
    double.faults.append = () => ({ kind: 'drop', commits: true });
    const events = eventsOf('again', 'a', 'b');
    expect(await codeOf(fresh.append(STREAM, 'empty', events))).toBe('STORE_UNAVAILABLE');
    delete double.faults.append;
    expect(await codeOf(fresh.append(STREAM, 'empty', events))).toBe('CONFLICT');
    await fresh.close();
  });

  it('is read from where it begins again, and never as if it were whole', async () => {
    double.log.truncate(STREAM, 2);
    const revisions: number[] = [];
    for await (const page of store.readStream(STREAM))
      revisions.push(...page.map(({ revision }) => revision));
    expect(revisions).toEqual([2, 3]);
  });
});

it('a checkpoint that is written to a deleted stream is not taken for the first one', async () => {
  await store.appendCheckpoint('empty', 'note 0');
  double.log.softDelete('supportAccessCheckpoints');
  await expect(store.appendCheckpoint('empty', 'note 1')).rejects.toMatchObject({ code: 'MISPLACED_APPEND' });
});

describe('a server that was restored from an older copy', () => {
  it('takes no append that is acknowledged, though the stream is as it was', async () => {
    await fill(STREAM, 1);
    const backup = double.log.copy();
    await fill(OTHER, 3);
    double.log.restore(backup);
    expect(await codeOf(store.append(STREAM, 0, eventsOf('next')))).toBe('LOG_REPLACED');
  });

  it('is told by whoever asks whether the log is the same, also after a restart of the server', async () => {
    await fill(STREAM, 1);
    const backup = double.log.copy();
    await store.requireSameLog();
    await fill(OTHER, 3);
    double.stop();
    double.log.restore(backup);
    await double.start();
    await eventually('it answers again', () => store.health().then(({ status }) => status === 'up'));
    await expect(store.requireSameLog()).rejects.toMatchObject({
      code: 'LOG_REPLACED',
      message: expect.stringMatching(/does not hold revision 2 of supportAccess-w2 at position \d+/),
    });
    await expect(store.head()).rejects.toMatchObject({ code: 'LOG_REPLACED' });
  });

  it('is not what a scavenge or a truncation of other streams makes of a log', async () => {
    await fill(OTHER, 3);
    await fill(STREAM, 2);
    double.log.softDelete(OTHER);
    double.log.scavenge();
    await store.requireSameLog();
    expect(await codeOf(store.append(STREAM, 1, eventsOf('next')))).toBe(2);
  });
});
