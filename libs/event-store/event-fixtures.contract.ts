import { createHash } from 'node:crypto';
import type { SupportAccessEvent } from '#domain';
import type { EventMetadata } from './metadata.js';
import type { Batch, EventReader, EventStore, Position } from './event-store.js';
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
  return (notes.length > 0 ? notes : ['a note']).map((note) => encodedEvent(commandId, note));
}

export function encodedEvent(commandId: string, note: string): EncodedEvent {
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

export const notesOf = (events: readonly RecordedEvent[]): string[] => events.map(noteOf);

/** All pages as one. */
export async function pagesOf(pages: AsyncIterable<readonly RecordedEvent[]>): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const page of pages) events.push(...page);
  return events;
}

/** Follows until `enough` says so, or the signal. */
export async function takeUntil(
  reader: EventReader,
  after: Position,
  enough: (batch: Batch) => boolean | Promise<boolean>,
  signal?: AbortSignal,
): Promise<void> {
  const stop = new AbortController();
  const either = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  for await (const batch of reader.follow(after, either)) if (await enough(batch)) stop.abort();
}

/** A place for one test's log. */
export type StoreHarness = {
  /** The store of this place, the same log again after a close. */
  open(): Promise<EventStore>;
  /** A second look at it, while the store is open. */
  openReader(): Promise<EventReader>;
  /** Throws the log away. */
  remove(): Promise<void>;
};

/** Commands of one event each, noted n0, n1 and so on, into an empty stream. */
export async function appendMany(store: EventStore, stream: string, count: number): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, (_, i) =>
      store.append(stream, i === 0 ? 'empty' : i - 1, eventsOf(`${stream}-${i}`, `n${i}`)),
    ),
  );
}

/** Positions only ever grow. */
export function expectRising(events: readonly RecordedEvent[]): void {
  for (let i = 1; i < events.length; i++)
    expect(events[i]!.position).toBeGreaterThan(events[i - 1]!.position);
}
