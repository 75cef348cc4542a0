import type { RecordedCheckpoint } from './recorded-checkpoint.js';
import type { EncodedEvent, RecordedEvent } from './recorded-event.js';

/** A place in the whole log. It only compares, has holes, and is valid for one store. Before the first event: 0n. */
export type Position = bigint;

/** Before the first event of any log. */
export const LOG_START: Position = 0n;

/** The revision of a stream's last event, counted from 0; a stream without events has a word of its own. */
export type StreamHead = number | 'empty';

/** A stretch of the log. `caughtUp`: when it was read, nothing came after it. */
export type Batch = {
  events: readonly RecordedEvent[];
  /** Where to resume from after this batch: where its last event is; the same as before when it is empty. */
  position: Position;
  caughtUp: boolean;
};

export type Appended = { revision: number; position: Position };

/**
 * The log. There is no way to change or remove what is in it.
 *
 * Every method rejects with {@link StoreUnavailableError} when the engine does not answer; after that an append may or
 * may not have happened, which {@link EventStore.findCommand} tells.
 */
export interface EventStore extends CheckpointWriter {
  /**
   * Called by the door, once per decided command. All of the events become durable, with consecutive revisions, or none.
   * All carry the same command id.
   *
   * @param expected the head that the events were decided upon
   * @throws CommandRecordedError if the stream already holds an event of that command: looked for before the revision is
   * @throws ConflictError if the stream's head is another
   */
  append(stream: string, expected: StreamHead, events: readonly EncodedEvent[]): Promise<Appended>;

  /** Only where the log is a file: down while the disk is full and only revocations and the ends of grants are recorded. */
  diskHealth?(): Promise<StoreHealth>;

  /** Only where reading a long stream from its start is expensive. */
  readonly snapshots?: Snapshots;
}

/** For a process that signs checkpoints; it need not write events. */
export interface CheckpointWriter extends EventReader {
  /**
   * Called to record a signed checkpoint: the note becomes durable as the next of {@link EventReader.readCheckpoints}.
   *
   * @param expected the revision of the checkpoint that this one was compared with
   * @param id of a checkpoint that is copied from another store, which tells when it was made; otherwise a new one
   * @throws ConflictError if there is a newer one
   */
  appendCheckpoint(expected: StreamHead, note: string, id?: string): Promise<Appended>;
}

/**
 * A store of folded states, so that a stream need not be folded from its start. It may forget at any time, and a snapshot may be of another
 * log or another release: callers compare it with the stream.
 */
export interface Snapshots {
  newest(stream: string): string | undefined;
  keep(stream: string, body: string): void;
}

/**
 * Read access to the log, for any number of processes. Checkpoints have two methods of their own; all other methods ignore them: they are
 * neither events nor a stream nor the head.
 */
export interface EventReader {
  /** Set when only this process can append while the reader is open. */
  readonly isSoleWriter?: true;

  /** Called to fold a stream: its events from a revision on, oldest first, in pages. Nothing for an empty stream. */
  readStream(stream: string, fromRevision?: number): AsyncIterable<readonly RecordedEvent[]>;

  /** Called to replay: all events after a position that were in the log at the time of the call, in pages. */
  readAll(after: Position): AsyncIterable<readonly RecordedEvent[]>;

  /**
   * Called with a position from outside, or from before a restart: the event there, undefined where there is none. A
   * number of another store, or of a log that was restored, is a position here only by chance.
   */
  eventAt(position: Position): Promise<RecordedEvent | undefined>;

  /** Called for a repeated command: the events that one command left in one stream, by revision; none if it is new. */
  findCommand(stream: string, commandId: string): Promise<readonly RecordedEvent[]>;

  /** The position of the newest event, {@link LOG_START} in an empty log. */
  head(): Promise<Position>;

  /** Called to serve or to send them: the recorded checkpoints from a revision on, oldest first, in pages. */
  readCheckpoints(fromRevision?: number): AsyncIterable<readonly RecordedCheckpoint[]>;

  /** Called before the next one is made, and at start: the newest. */
  lastCheckpoint(): Promise<RecordedCheckpoint | undefined>;

  /**
   * Called by followers of the log: batches in order, without gap or repeat, until the signal is aborted; then it returns. It retries with
   * back-off while the engine does not answer. The first batch comes at once, empty or not. A later empty batch means that the end is reached,
   * or that the distance to the end is not known any more.
   * @throws LogReplacedError
   */
  follow(after: Position, signal: AbortSignal): AsyncIterable<Batch>;

  /**
   * Called after every interruption, and every minute: checks that the log still holds the newest event that this reader has read or that was
   * acknowledged to it.
   * @throws LogReplacedError
   */
  requireSameLog(): Promise<void>;

  /** Whether the engine answers now, and if not, why. */
  health(): Promise<StoreHealth>;

  /** Called once at start, only where the engine is a server: what is known to be bad about its release, as a sentence. */
  serverWarning?(): Promise<string | undefined>;

  /** Finishes what was accepted, then lets go of the engine. Idempotent. */
  close(): Promise<void>;
}

export type StoreHealth = { status: 'up' } | { status: 'down'; reason: string };
