import { createHash } from 'node:crypto';
import type { SupportAccessEvent } from '#domain';
import type { EventMetadata } from './metadata.js';
import type { EncodedEvent, RecordedEvent } from './recorded-event.js';

let made = 0;

/** An id like the real ones: a UUIDv7, later ones greater. */
export function nextId(): string {
  made += 1;
  const n = made.toString(16).padStart(12, '0');
  return `0192f0c0-0000-7000-8000-${n}`;
}

/** Events of one command, encoded as the door would, but for the chain, which is any 64 digits here. */
export function eventsOf(commandId: string, ...notes: string[]): EncodedEvent[] {
  return (notes.length > 0 ? notes : ['a note']).map((note) => encoded(commandId, note));
}

function encoded(commandId: string, note: string): EncodedEvent {
  const event: SupportAccessEvent = {
    type: 'SupportLogin',
    data: {
      workspaceId: 'w1',
      grantId: 'g1',
      sessionId: 's1',
      engineer: { id: 'eve' },
      at: '2026-11-22T09:30:00.000Z',
      sessionExpiresAt: '2026-11-22T10:30:00.000Z',
      reason: note,
    },
  };
  const metadata: EventMetadata = {
    commandId,
    commandHash: '0'.repeat(64),
    correlationId: commandId,
    causationId: commandId,
    schemaVersion: 1,
    recordedAt: '2026-11-22T09:30:00.000Z',
    source: { kind: 'http' },
  };
  const id = nextId();
  return {
    id,
    type: event.type,
    dataJson: JSON.stringify(event.data),
    metadataJson: JSON.stringify(metadata),
    chain: createHash('sha256').update(id).digest('hex'),
    commandId,
  };
}

/** The note that an event of {@link eventsOf} carries. */
export function noteOf({ event }: RecordedEvent): string {
  return (event.data as { reason: string }).reason;
}
