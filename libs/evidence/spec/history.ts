import { hash } from 'node:crypto';
import type { SupportAccessEvent } from '#domain';
import { happenedAt, streamOf } from '#domain';
import type { EventMetadata } from '#event-store';
import { RecordedEvent } from '#event-store';
import type { BundledEvent } from '../bundle/event-line.js';
import { sealEvents, ZERO_CHAIN } from '../chain.js';
import type { Story } from './stories.js';
import { FIVE_TYPES, START_MS, uuid } from './stories.js';

/** An event of a log, with its place in it and what its proof needs. */
export type LoggedEvent = BundledEvent & { index: number; previousChain: string; event: SupportAccessEvent };

/** As a store gives it back. */
export const recordedAt = (
  position: number,
  { stream, revision, id, event, dataJson, metadataJson, chain }: LoggedEvent,
): RecordedEvent =>
  new RecordedEvent(BigInt(position), stream, revision, id, event.type, dataJson, metadataJson, chain);

/**
 * A log that an honest service would have written.
 * @param turns which workspace each event is of, in log order
 * @param salt another makes other events
 * @param ids of single events, by their place in the log, when they are to be others
 * @param story what happens in each workspace
 */
export function historyOf(
  turns: readonly string[],
  salt = '',
  ids: Readonly<Record<number, string>> = {},
  story: Story = FIVE_TYPES,
): LoggedEvent[] {
  const heads = new Map<string, { revision: number; chain: string; commandId: string }>();
  return turns.map((workspaceId, index) => {
    const stream = streamOf(workspaceId);
    const head = heads.get(stream);
    const revision = (head?.revision ?? -1) + 1;
    const event = story.eventOf(workspaceId, revision, START_MS + index * 1_000);
    const commandId = head !== undefined && story.follows(revision) ? head.commandId : `c${index}`;
    const id = ids[index] ?? uuid(`event ${salt} ${index}`);
    const metadata: EventMetadata = {
      causationId: commandId,
      commandHash: hash('sha256', `command ${salt} ${commandId.slice(1)}`),
      commandId,
      correlationId: commandId,
      recordedAt: happenedAt(event),
      schemaVersion: 1,
      source: { kind: 'http' },
    };
    const previousChain = head?.chain ?? ZERO_CHAIN;
    const [sealed] = sealEvents(stream, head?.revision ?? 'empty', previousChain, [
      { id, ...event, metadata },
    ]);
    heads.set(stream, { revision, chain: sealed!.chain, commandId });
    return { ...sealed!, stream, revision, index, previousChain, event };
  });
}
