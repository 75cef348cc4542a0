import { createRequire } from 'node:module';
import { silentLog } from '../log.js';
import { isOutdated, passOverOutdatedBatches } from './outdated-batches.js';

const require = createRequire(import.meta.url);
type Group = { generationId: number; fetch(nodeId: number): Promise<object[]> };
type Runner = { running: boolean; handleBatch(batch: object): Promise<void> };
const ConsumerGroup = require('kafkajs/src/consumer/consumerGroup.js') as { prototype: Group };
const RunnerClass = require('kafkajs/src/consumer/runner.js') as new (options: object) => Runner;

const logger = { ...silentLog, namespace: (): object => logger };
const context = { producerId: '-1', inTransaction: false };
const record = (offset: string, isControlRecord = false) => ({
  offset,
  key: null,
  isControlRecord,
  batchContext: context,
});

beforeAll(passOverOutdatedBatches);

/** A group of kafkajs's that has fetched these records, and what its runner does with them. */
async function fetched(messages: object[]) {
  const resolved: string[] = [];
  const handedOver: object[] = [];
  const partitions = [{ topic: 'commands', partitions: [0] }];
  const data = { partition: 0, highWatermark: '9', abortedTransactions: [], messages };
  const group = Object.assign(Object.create(ConsumerGroup.prototype) as Group, {
    memberId: 'us',
    generationId: 1,
    preferredReadReplicasPerTopicPartition: {},
    seekOffset: { pop: () => undefined, has: () => false },
    subscriptionState: { assigned: () => partitions, active: () => partitions, isPaused: () => false },
    offsetManager: {
      resolveOffsets: async () => undefined,
      committedOffsets: () => ({ commands: { 0: '0' } }),
      nextOffset: () => '0',
      resolveOffset: ({ offset }: { offset: string }) => resolved.push(offset),
    },
    cluster: {
      refreshMetadataIfNecessary: async () => undefined,
      findTopicPartitionMetadata: () => [{ partitionId: 0, leader: 1 }],
      findBroker: async () => ({
        fetch: async () => ({ responses: [{ topicName: 'commands', partitions: [data] }] }),
      }),
    },
    heartbeat: async () => undefined,
  });
  const runner = new RunnerClass({
    logger,
    consumerGroup: group,
    instrumentationEmitter: { emit: () => undefined },
    eachBatchAutoResolve: false,
    autoCommit: false,
    eachBatch: async ({ batch }: { batch: object }) => void handedOver.push(batch),
  });
  runner.running = true;
  const [batch] = await group.fetch(1);
  return { group, batch: batch!, resolved, handedOver, handle: () => runner.handleBatch(batch!) };
}

it('a batch is handed over', async () => {
  const { batch, handedOver, handle } = await fetched([record('3')]);
  await handle();
  expect(handedOver).toEqual([batch]);
  expect(isOutdated(batch)).toBe(false);
});

// It was taken in, and the records before it, which were dropped at the join, were never read again.
it('a batch that was fetched before the group was joined anew is not', async () => {
  const { group, batch, handedOver, resolved, handle } = await fetched([record('3')]);
  group.generationId = 2;
  await handle();
  expect(isOutdated(batch)).toBe(true);
  expect([handedOver, resolved]).toEqual([[], []]);
});

it('records that nobody is given move the position, unless they were fetched before', async () => {
  const now = await fetched([record('3', true)]);
  await now.handle();
  expect(now.resolved).toEqual(['3']);
  const before = await fetched([record('3', true)]);
  before.group.generationId = 2;
  await before.handle();
  expect(before.resolved).toEqual([]);
});
