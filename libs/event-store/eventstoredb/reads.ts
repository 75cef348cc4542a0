import type { AllStreamResolvedEvent, ResolvedEvent, StreamingRead } from '@eventstore/db-client';
import type { RecordedCheckpoint } from '../recorded-checkpoint.js';
import type { RecordedEvent } from '../recorded-event.js';
import type { Connection } from './connection.js';
import { isNotFound, noAnswer, storeFailure } from './failures.js';
import type { ReadForm } from './stored-form.js';
import { fromStored } from './stored-form.js';

/** Events of one request: some hundred kilobytes. */
export const PAGE_EVENTS = 500;

export const FILTER_PREFIX = 'supportAccess-';

type Reading = StreamingRead<AllStreamResolvedEvent> | StreamingRead<ResolvedEvent>;

/** Up to so many of a stream's events from a revision on; none for a stream that is not there. */
export async function streamPage(
  connection: Connection,
  stream: string,
  from: number,
  count = PAGE_EVENTS,
): Promise<RecordedEvent[]> {
  const { namespace } = connection;
  const options = { fromRevision: BigInt(from), maxCount: count, ...connection.callOptions } as const;
  return (await collect(connection, connection.client.readStream(namespace + stream, options))).map((event) =>
    fromStored(event, namespace),
  );
}

/** A stream's last event. */
export async function lastOf(connection: Connection, stream: string): Promise<RecordedEvent | undefined> {
  const { namespace } = connection;
  const options = {
    direction: 'backwards',
    fromRevision: 'end',
    maxCount: 1,
    ...connection.callOptions,
  } as const;
  return (await collect(connection, connection.client.readStream(namespace + stream, options))).map((event) =>
    fromStored(event, namespace),
  )[0];
}

/**
 * Up to so many of the log's events, others' as well, as they are: most are not parsed further.
 * @param from its own event included, when read forwards
 */
export async function logPage(
  connection: Connection,
  direction: 'forwards' | 'backwards',
  from: bigint | undefined,
  count = PAGE_EVENTS,
): Promise<Required<ReadForm>[]> {
  const end = direction === 'forwards' ? 'start' : 'end';
  const fromPosition = from === undefined ? end : { commit: from, prepare: from };
  const options = { direction, fromPosition, maxCount: count, ...connection.callOptions } as const;
  return (await collect(connection, connection.client.readAll(options))) as Required<ReadForm>[];
}

/**
 * Reads to the end, which a read with a count has soon. The client sets no limit in time and goes on after an error that
 * nobody listens to by ending the process; so somebody always listens.
 */
async function collect(connection: Connection, reading: Reading): Promise<ReadForm[]> {
  const { answerLimitMs } = connection;
  const events: ReadForm[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      const giveUp = setTimeout(() => reject(noAnswer(answerLimitMs)), answerLimitMs);
      reading.on('data', ({ event }: { event?: ReadForm }) => {
        if (event !== undefined) events.push(event);
        giveUp.refresh();
      });
      reading.once('end', () => {
        clearTimeout(giveUp);
        resolve();
      });
      reading.on('error', (error) => {
        clearTimeout(giveUp);
        reject(error);
      });
    });
    return events;
  } catch (error) {
    if (isNotFound(error)) return [];
    reading.cancel().catch(() => undefined);
    throw storeFailure(error);
  }
}

export const checkpointOf = ({ revision, id, position, dataJson }: RecordedEvent): RecordedCheckpoint => ({
  revision,
  id,
  position,
  note: (JSON.parse(dataJson) as { note: string }).note,
});
