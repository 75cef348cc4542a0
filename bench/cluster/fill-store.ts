import { randomUUID } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { SupportAccessEvent } from '#domain';
import { happenedAt, streamOf } from '#domain';
import type { EncodedEvent, EventStore, StreamHead } from '#event-store';
import { sealEvents, ZERO_CHAIN } from '#evidence';
import { inFlight } from '../workload/in-flight.js';

const IN_FLIGHT = 100;

/** Writes a history to any store, past the door: each event is one command's, in a chain as the door makes it. */
export async function fillStore(store: EventStore, events: Iterable<SupportAccessEvent>): Promise<number> {
  const heads = new Map<string, { head: StreamHead; chain: string }>();
  const appends = Array.from(events, (event): [string, StreamHead, EncodedEvent] => {
    const stream = streamOf(event.data.workspaceId);
    const { head, chain } = heads.get(stream) ?? { head: 'empty', chain: ZERO_CHAIN };
    const commandId = randomUUID();
    const metadata = {
      causationId: commandId,
      commandHash: '0'.repeat(64),
      commandId,
      correlationId: commandId,
      recordedAt: happenedAt(event),
      schemaVersion: 1,
      source: { kind: 'kafka', topic: 'support-access.commands', partition: 0, offset: '0' },
    } as const;
    const drafts = [{ id: uuidv7(), type: event.type, data: event.data, metadata }];
    const [sealed] = sealEvents(stream, head, chain, drafts) as [EncodedEvent];
    heads.set(stream, { head: head === 'empty' ? 0 : head + 1, chain: sealed.chain });
    return [stream, head, sealed];
  });
  await inFlight(IN_FLIGHT, appends.length, (n) => {
    const [stream, head, event] = appends[n]!;
    return store.append(stream, head, [event]);
  });
  return appends.length;
}
