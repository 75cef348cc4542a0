import {
  CommandRecordedError,
  ConflictError,
  LogReplacedError,
  MisplacedAppendError,
  StoreUnavailableError,
} from '../errors.js';
import type { Appended, EventStore, Position, Snapshots, StoreHealth, StreamHead } from '../event-store.js';
import { CHECKPOINT_STREAM } from '../recorded-checkpoint.js';
import type { EncodedEvent, RecordedEvent, StorableEvent } from '../recorded-event.js';
import { EventStoreDbCheckpointWriter, next } from './checkpoint-writer.js';
import type { EventStoreDbOptions } from './event-store-db-reader.js';
import { RecentIds } from './recent-ids.js';
import { CommandIndex } from './sqlite/command-index.js';
import { openDerivedFile } from './sqlite/derived-file.js';
import { toStored } from './stored-form.js';

/** Default number of appends that the server has at once. */
const APPENDS_IN_FLIGHT = 256;

export type EventStoreDbStoreOptions = EventStoreDbOptions & {
  /** Where the index of commands outlives the process. */
  indexDirectory?: string;
  /** Appends that the server has at once; the others wait here. Default 256. */
  appendsInFlight?: number;
};

/**
 * Writes to a server, beside others that may do the same. The server refuses by revision; by command id this refuses, from
 * an index of what each stream holds and from the stream where the index ends (ADR 11).
 */
export class EventStoreDbStore extends EventStoreDbCheckpointWriter implements EventStore {
  readonly #index: CommandIndex;
  readonly #recentIds = new RecentIds();
  /** Streams with an append of ours whose outcome is not known. */
  readonly #unsettled = new Set<string>();
  readonly snapshots: Snapshots;

  constructor(url: string, options: EventStoreDbStoreOptions = {}) {
    super(url, options, options.appendsInFlight ?? APPENDS_IN_FLIGHT);
    const index = (this.#index = new CommandIndex(openDerivedFile(options.indexDirectory)));
    this.snapshots = {
      newest: (stream) => (this.isClosed ? undefined : index.snapshot(stream)),
      keep: (stream, body) => (this.isClosed ? undefined : index.keepSnapshot(stream, body)),
    };
  }

  async append(stream: string, expected: StreamHead, events: readonly EncodedEvent[]): Promise<Appended> {
    const [{ commandId } = { commandId: undefined }] = events;
    if (commandId === undefined) throw new RangeError('an append has at least one event');
    if (events.some((event) => event.commandId !== commandId))
      throw new RangeError('an append holds the events of one command');
    if (this.isClosed) throw new StoreUnavailableError('it is closed');
    // One after the other on a stream: an append decided upon the one before finds it there.
    return this.turns.run(stream, () => this.#append(stream, expected, events, commandId));
  }

  /** What is read from a stream's start, or from where the index ends, need not be read again for the index. */
  override async *readStream(stream: string, fromRevision = 0): AsyncGenerator<readonly RecordedEvent[]> {
    for await (const page of super.readStream(stream, fromRevision)) {
      this.#learn(stream, page);
      yield page;
    }
  }

  override async findCommand(stream: string, commandId: string): Promise<readonly RecordedEvent[]> {
    if (stream === CHECKPOINT_STREAM) return [];
    await this.#readOn(stream);
    return this.#recorded(stream, commandId);
  }

  override async health(): Promise<StoreHealth> {
    if (this.isClosed) return { status: 'down', reason: 'it is closed' };
    return super.health();
  }

  protected override async finish(): Promise<void> {
    await super.finish();
    this.#index.close();
  }

  async #append(
    stream: string,
    expected: StreamHead,
    events: readonly EncodedEvent[],
    commandId: string,
  ): Promise<Appended> {
    this.#recentIds.check(stream, events);
    // Of a stream without events there is nothing to read; that it has none the server says.
    if (expected === 'empty') this.#index.verifyEmpty(stream);
    const known = this.#index.verified(stream);
    if (known === undefined || known.revision + 1 < next(expected) || this.#unsettled.has(stream)) {
      await this.#readOn(stream);
      // Sent before, without an answer, and written all the same.
      const settled =
        this.#unsettled.has(stream) && (await this.#ownAppend(stream, expected, events, commandId));
      this.#unsettled.delete(stream);
      if (settled) return settled;
    }
    if (this.#index.find(stream, commandId) && (await this.#recorded(stream, commandId)).length > 0)
      throw new CommandRecordedError(stream, commandId);
    // What lies between the two the index does not know, and a command may be in it: the server must not take this one, as it
    // would if only the node that was read lags behind.
    const { revision } = this.#index.claimed(stream);
    if (revision + 1 < next(expected)) throw new ConflictError(stream, expected, headOf(revision));
    return this.#settled(stream, expected, events, commandId);
  }

  /** Sends, and finds out what an answer that is no answer means. */
  async #settled(
    stream: string,
    expected: StreamHead,
    events: readonly EncodedEvent[],
    commandId: string,
  ): Promise<Appended> {
    const before = this.newest.position;
    try {
      const answer = await this.send(stream, expected, events.map(toStored));
      if (answer.kind === 'written')
        return await this.#written(stream, expected, events, answer.revision, answer.position, before);
      await this.#readOn(stream);
      const own = await this.#ownAppend(stream, expected, events, commandId);
      if (own) return own;
      if (this.#index.find(stream, commandId)) throw new CommandRecordedError(stream, commandId);
      throw new ConflictError(stream, expected, answer.actual);
    } catch (error) {
      if (!(error instanceof StoreUnavailableError) || error instanceof LogReplacedError) throw error;
      return this.#afterNoAnswer(stream, expected, events, commandId, error);
    }
  }

  /**
   * @param before the newest event that was known when the append was sent: it lies before what is appended then
   * @throws MisplacedAppendError when it is not where it belongs; LogReplacedError when the log went back meanwhile
   */
  async #written(
    stream: string,
    expected: StreamHead,
    events: readonly EncodedEvent[],
    revision: number,
    answered: Position,
    before: Position,
  ): Promise<Appended> {
    const first = next(expected);
    if (revision !== first + events.length - 1)
      throw this.#misplaced(stream, first, revision - events.length + 1);
    // For one event the place answered is its own; for several the protocol does not say whose it is.
    const position = events.length === 1 ? answered : (await this.eventsAt(stream, revision, 1))[0]!.position;
    // A server that repeats the answer to an append that it has had already names an earlier place.
    if (position <= before) await this.requireSameLog();
    this.#recentIds.add(stream, events);
    for (const [i, { id, commandId }] of events.entries())
      this.#index.learn(stream, first + i, id, commandId);
    this.newest.note([{ position, id: events.at(-1)!.id, stream, revision }]);
    return { revision, position };
  }

  #misplaced(stream: string, revision: number, actual: number): MisplacedAppendError {
    this.#index.forget(stream);
    return new MisplacedAppendError(stream, revision, actual);
  }

  /** The append may have been stored, or may still be; a retry sends the same events. */
  async #afterNoAnswer(
    stream: string,
    expected: StreamHead,
    events: readonly EncodedEvent[],
    commandId: string,
    failure: StoreUnavailableError,
  ): Promise<Appended> {
    this.#unsettled.add(stream);
    const own = await this.#readOn(stream)
      .then(() => this.#ownAppend(stream, expected, events, commandId))
      .catch((error: unknown) => {
        if (error instanceof MisplacedAppendError) throw error;
        return undefined;
      });
    if (own === undefined) throw failure;
    this.#unsettled.delete(stream);
    return own;
  }

  /**
   * The place of these very events, if the stream holds them: not of others of the same command.
   * @throws MisplacedAppendError when they are not where they belong
   */
  async #ownAppend(
    stream: string,
    expected: StreamHead,
    events: readonly StorableEvent[],
    commandId: string,
  ): Promise<Appended | undefined> {
    const left = await this.#left(stream, commandId);
    const last = left.at(-1);
    if (last === undefined || left.length !== events.length) return undefined;
    if (!left.every(({ id }, i) => id === events[i]!.id)) return undefined;
    const first = next(expected);
    if (left[0]!.revision !== first) throw this.#misplaced(stream, first, left[0]!.revision);
    return { revision: last.revision, position: last.position };
  }

  /** The events of a command; where the index names a place that holds others, it was made from another log. */
  async #recorded(stream: string, commandId: string): Promise<RecordedEvent[]> {
    const left = await this.#left(stream, commandId);
    if (left.length > 0 || this.#index.find(stream, commandId) === undefined) return left;
    this.#index.forget(stream);
    await this.#readOn(stream);
    return this.#left(stream, commandId);
  }

  /** The events of a command where the index says that they are. */
  async #left(stream: string, commandId: string): Promise<RecordedEvent[]> {
    const place = this.#index.find(stream, commandId);
    if (place === undefined) return [];
    const events = await this.eventsAt(stream, place.first, place.last - place.first + 1);
    return events.filter(({ metadata }) => metadata.commandId === commandId);
  }

  /** Brings the index to the stream's end. */
  async #readOn(stream: string): Promise<void> {
    const { revision } = this.#index.claimed(stream);
    for await (const page of this.pages(stream, Math.max(revision, 0))) this.#learn(stream, page);
    // Not even the event that the index ends with: it is of another log, or of what was there before a restore.
    if (this.#index.verified(stream) !== undefined) return;
    this.#index.forget(stream);
    if (revision > 0) await this.#readOn(stream);
  }

  #learn(stream: string, page: readonly RecordedEvent[]): void {
    if (this.#index.verified(stream) === undefined) {
      const claimed = this.#index.claimed(stream);
      const there = page.find(({ revision }) => revision === claimed.revision);
      if (claimed.revision < 0 ? page[0]?.revision === 0 : there?.id === claimed.eventId)
        this.#index.verify(stream, claimed);
      else if (there === undefined) return;
      else this.#index.forget(stream);
    }
    for (const { revision, id, metadata } of page)
      this.#index.learn(stream, revision, id, metadata.commandId);
  }
}

const headOf = (revision: number): StreamHead => (revision < 0 ? 'empty' : revision);
