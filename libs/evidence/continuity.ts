import { BrokenHistoryError, STREAM_PREFIX, UnknownEventError } from '#domain';
import type { RecordedEvent, StreamHead } from '#event-store';
import { canonicalEvent, chainOfText, ZERO_CHAIN } from './chain.js';

/** Where a stream ends, as far as it was read: what its next event has to continue. */
export type StreamEnd = {
  head: StreamHead;
  /** The chain of the event at the head, {@link ZERO_CHAIN} before the first. */
  chain: string;
};

export const STREAM_START: StreamEnd = { head: 'empty', chain: ZERO_CHAIN };

/** What an event's chain is checked with; `canonical` is the text that the chain covers. */
export type LinkedEvent = { stream: string; revision: number; chain: string; canonical: string };

/** What is wrong with an event at its place in its stream. The kinds are those of `DamageKind`, where they are described. */
export type StreamFault = {
  kind: 'EVENT_MISSING' | 'EVENT_REPEATED' | 'CHAIN_BROKEN' | 'EVENT_MISPLACED' | 'COMMAND_CHANGED';
  message: string;
};

/**
 * What was read from a stream is not what was recorded there. Nothing may be decided from it, so access is denied and
 * commands are refused, for this workspace alone.
 */
export class LogDamagedError extends Error {
  readonly code = 'LOG_DAMAGED';
  constructor(
    readonly stream: string,
    /** The first damaged revision. */
    readonly revision: number,
    /** Position of the event that shows the damage; undefined when events are missing at the end. */
    readonly position: bigint | undefined,
    /** What is wrong, as a sentence without a full stop. */
    readonly what: string,
  ) {
    super(
      `the log is damaged: stream ${stream}, revision ${revision}` +
        `${position === undefined ? '' : `, position ${position}`}: ${what}. ` +
        'Access to this workspace is denied and its commands are refused until its log is restored: ' +
        'see "A damaged log" in docs/operations.md',
    );
  }
}

/**
 * What went wrong while an event was checked or folded: damage of its stream, when the event has another shape than any of
 * ours (however well it is chained), or is one that no decision makes. Anything else is given back as it is.
 */
export function damageFrom(
  error: unknown,
  { stream, revision, position }: RecordedEvent,
  asked = stream,
): unknown {
  const isOfTheEvent = [TypeError, RangeError, SyntaxError, BrokenHistoryError, UnknownEventError].some(
    (kind) => error instanceof kind,
  );
  if (!isOfTheEvent) return error;
  return new LogDamagedError(
    asked,
    revision,
    position,
    `${asked} revision ${revision} cannot be folded: ${(error as Error).message}`,
  );
}

/** Whether an event continues its stream: revisions count without gap or repeat, and each chain covers the one before. */
export function linkFault(
  { head, chain: before }: StreamEnd,
  { stream, revision, chain, canonical }: LinkedEvent,
): StreamFault | undefined {
  const expected = nextRevision(head);
  if (revision > expected)
    return {
      kind: 'EVENT_MISSING',
      message: `${stream} goes on with revision ${revision}, and ${expected} is missing`,
    };
  if (revision < expected)
    return {
      kind: 'EVENT_REPEATED',
      message: `${stream} has revision ${revision} again, after ${expected - 1}`,
    };
  if (chainOfText(before, canonical) !== chain)
    return {
      kind: 'CHAIN_BROKEN',
      message: `${stream} revision ${revision} is not the event that its chain was made of: it, or its chain, was changed`,
    };
  return undefined;
}

/** Whether an event whose chain is right is where it belongs: in its workspace's stream, and found by its command's id. */
export function placeFault(recorded: RecordedEvent): StreamFault | undefined {
  const { stream, revision, commandId, metadataJson } = recorded;
  const { workspaceId } = recorded.event.data;
  if (STREAM_PREFIX + workspaceId !== stream)
    return { kind: 'EVENT_MISPLACED', message: `an event of workspace ${workspaceId} in ${stream}` };
  // A quote inside of a JSON string is escaped, so this text is a member, and only the command's id has this name.
  if (commandId !== undefined && !metadataJson.includes(`"commandId":${JSON.stringify(commandId)}`))
    return {
      kind: 'COMMAND_CHANGED',
      message: `${stream} revision ${revision} cannot be found by its command's id: what the store keeps beside it was changed`,
    };
  return undefined;
}

/**
 * Called by every fold of a stream, for each event before it is used.
 * @param stream the one that was asked for; when the whole log is read, the event's own
 * @param before where the stream ended so far, {@link STREAM_START} at its beginning
 * @returns where it ends now
 * @throws LogDamagedError
 */
export function continueStream(stream: string, before: StreamEnd, recorded: RecordedEvent): StreamEnd {
  const { revision, position, chain } = recorded;
  const fault =
    streamFault(stream, recorded) ??
    linkFault(before, { stream, revision, chain, canonical: canonicalEvent(recorded) }) ??
    placeFault(recorded);
  if (fault === undefined) return { head: revision, chain };
  throw new LogDamagedError(stream, Math.min(revision, nextRevision(before.head)), position, fault.message);
}

const streamFault = (stream: string, recorded: RecordedEvent): StreamFault | undefined =>
  recorded.stream === stream
    ? undefined
    : { kind: 'EVENT_MISPLACED', message: `an event of ${recorded.stream} in ${stream}` };

const nextRevision = (head: StreamHead): number => (head === 'empty' ? 0 : head + 1);
