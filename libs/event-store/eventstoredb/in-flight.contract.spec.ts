import { EventStoreDbDouble } from '../../../test/doubles/eventstoredb/event-store-db-double.js';
import { eventually } from '../../../test/support/eventually.js';
import { eventsOf } from '../event-fixtures.contract.js';
import { EventStoreDbStore } from './event-store-db-store.js';

let double: EventStoreDbDouble;

beforeEach(async () => {
  double = await EventStoreDbDouble.start();
});

afterEach(() => double.stop());

it('the server has no more appends at once than it may have; the others wait here, for as long as it takes', async () => {
  // Longer than one may go without an answer, were the waiting part of it.
  const store = new EventStoreDbStore(double.url, { appendsInFlight: 8, answerLimitMs: 2_000 });
  let written = 0;
  let most = 0;
  double.faults.append = () => {
    most = Math.max(most, double.calls.append - written);
    return { kind: 'late', commits: 'last', delayMs: 200 };
  };
  const unwatch = double.log.watch(() => void written++);
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, n) => store.append(`supportAccess-w${n}`, 'empty', eventsOf(`c${n}`))),
  );
  unwatch();
  expect(answers.map(({ revision }) => revision)).toEqual(answers.map(() => 0));
  expect(most).toBe(8);
  await store.close();
});

it('an append that never has an answer gives its place to the next', async () => {
  const store = new EventStoreDbStore(double.url, { appendsInFlight: 2, answerLimitMs: 1_500 });
  double.faults.append = (stream) =>
    stream.includes('stuck') ? { kind: 'stall', commits: false } : undefined;
  const stuck = [1, 2, 3].map((n) =>
    store
      .append(`supportAccess-stuck${n}`, 'empty', eventsOf(`s${n}`))
      .catch((error: Error) => error.message),
  );
  await eventually('the server has two', () => double.calls.append === 2);
  expect(await store.append('supportAccess-w1', 'empty', eventsOf('c1'))).toMatchObject({ revision: 0 });
  for (const message of await Promise.all(stuck)) expect(message).toContain('no answer within 1500 ms');
  await store.close();
});
