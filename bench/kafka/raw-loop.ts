// The raw baseline in a process of its own: node raw-loop.js <brokers> <topic prefix of commands> <topic prefix of the rest>.
// Consume, produce one result and one event of the usual size, commit; nothing is read, decided or stored.
import type { EachBatchPayload } from 'kafkajs';
import kafkajs from 'kafkajs';
import { client, namesOf, PARTITIONS } from './topics.js';

const [brokers = '', source = '', target = ''] = process.argv.slice(2);

/** As in the service, where larger ones turned out slower: kafkajs's cost of a request grows faster than its records. */
const MAX_IN_A_REQUEST = 500;
const RESULT = JSON.stringify({
  commandId: '0198c0de-0000-4000-8000-000000000000',
  workspaceId: 'ws-0000000',
  events: [{ id: '0198c0de-0000-7000-8000-000000000000', type: 'SupportLogin', revision: 123 }],
  position: '1234567',
  outcome: 'accepted',
});
const RESULT_HEADERS = {
  ce_specversion: '1.0',
  ce_id: 'ws-0000000/0198c0de-0000-4000-8000-000000000000',
  ce_source: 'bench',
  ce_type: 'SupportAccessCommandResult',
  'content-type': 'application/json',
  ce_subject: 'ws-0000000',
};
const EVENT = JSON.stringify({ filler: 'x'.repeat(290) });
const EVENT_HEADERS = {
  'content-type': 'application/json',
  ce_specversion: '1.0',
  ce_id: '0198c0de-0000-7000-8000-000000000000',
  ce_type: 'SupportLogin',
  ce_source: 'bench',
  ce_subject: 'ws-0000000',
  ce_time: '2026-01-01T00:00:00.000Z',
  ce_dataschema: 'urn:support-access:event:SupportLogin:1',
  ce_position: '1234567',
  ce_revision: '123',
  ce_chain: 'f'.repeat(64),
  ce_correlationid: '0198c0de-0000-4000-8000-000000000000',
};

/** As in the service: a commit takes the coordinator 5 ms, and the requests of a connection wait for one another. */
const COMMIT_INTERVAL_MS = 100;
/** By partition, the next offset to read; what is not committed yet. */
const offsets = new Map<number, string>();

const kafka = client(brokers, 'bench-raw');
const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
const consumer = kafka.consumer({ groupId: `bench-raw-${target}`, maxWaitTimeInMs: 500 });
const { commands } = namesOf(source);
const { results, events } = namesOf(target);

await producer.connect();
await consumer.connect();
await consumer.subscribe({ topics: [commands], fromBeginning: true });
await consumer.run({
  autoCommit: false,
  eachBatchAutoResolve: false,
  partitionsConsumedConcurrently: PARTITIONS,
  eachBatch: answer,
});
const committing = setInterval(commit, COMMIT_INTERVAL_MS);
process.on('SIGTERM', () => void close());
process.send?.('running');

async function answer(payload: EachBatchPayload): Promise<void> {
  const { batch } = payload;
  const { messages, partition } = batch;
  for (let at = 0; at < messages.length; at += MAX_IN_A_REQUEST) {
    const slice = messages.slice(at, at + MAX_IN_A_REQUEST);
    await producer.sendBatch({
      topicMessages: [
        { topic: results, messages: slice.map(({ key, headers }) => answerTo(key, idOf(headers))) },
        { topic: events, messages: slice.map(({ key }) => ({ key, value: EVENT, headers: EVENT_HEADERS })) },
      ],
    });
    payload.resolveOffset(slice.at(-1)!.offset);
    await payload.heartbeat();
  }
  offsets.set(partition, String(Number(batch.lastOffset()) + 1));
}

function commit(): void {
  const done = Array.from(offsets, ([partition, offset]) => ({ topic: commands, partition, offset }));
  offsets.clear();
  if (done.length > 0) consumer.commitOffsets(done).catch(() => undefined);
}

const answerTo = (key: Buffer | null, id: string | undefined) => ({
  key,
  value: RESULT,
  headers: id === undefined ? RESULT_HEADERS : { ...RESULT_HEADERS, ce_id: id },
});

/** The load generator's mark, by which it knows the answer again; saturated runs have none. */
const idOf = (headers: EachBatchPayload['batch']['messages'][number]['headers']): string | undefined =>
  headers?.['x-bench-id']?.toString();

async function close(): Promise<void> {
  clearInterval(committing);
  await consumer.disconnect();
  await producer.disconnect();
  process.exit(0);
}
