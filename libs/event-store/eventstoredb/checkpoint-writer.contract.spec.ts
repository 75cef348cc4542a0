import { EventStoreDbDouble } from '../../../test/doubles/eventstoredb/event-store-db-double.js';
import type { CheckpointWriter, EventStore } from '../event-store.js';
import { allowsManyWriters, openCheckpointWriter, openEventStore } from '../open-event-store.js';

let double: EventStoreDbDouble;
let store: EventStore;
let signer: CheckpointWriter;

beforeEach(async () => {
  double = await EventStoreDbDouble.start();
  store = await openEventStore(double.url);
  signer = await openCheckpointWriter(double.url);
});
afterEach(async () => {
  await signer.close();
  await store.close();
  double.stop();
});

it('signs beside those who write, and each sees what the other has recorded', async () => {
  expect(allowsManyWriters(double.url)).toBe(true);
  expect(await signer.appendCheckpoint('empty', 'one')).toMatchObject({ revision: 0 });
  expect(await store.appendCheckpoint(0, 'two')).toMatchObject({ revision: 1 });
  await expect(signer.appendCheckpoint(0, 'three')).rejects.toMatchObject({ code: 'CONFLICT', actual: 1 });
  const notes: string[] = [];
  for await (const page of signer.readCheckpoints()) notes.push(...page.map(({ note }) => note));
  expect(notes).toEqual(['one', 'two']);
  expect((await store.lastCheckpoint())?.note).toBe('two');
});

it('finishes what it has begun, and then takes no more', async () => {
  const last = signer.appendCheckpoint('empty', 'one');
  await signer.close();
  expect(await last).toMatchObject({ revision: 0 });
  await expect(signer.appendCheckpoint(0, 'two')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
});
