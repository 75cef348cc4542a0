import { v7 as newId } from 'uuid';
import { ConflictError, MisplacedAppendError, StoreRefusedError, StoreUnavailableError } from '../errors.js';
import type { Appended, CheckpointWriter, StreamHead } from '../event-store.js';
import { KeyedQueue } from '../keyed-queue.js';
import { CHECKPOINT_STREAM } from '../recorded-checkpoint.js';
import type { RecordedEvent } from '../recorded-event.js';
import { AppendCalls } from './append-calls.js';
import type { AppendAnswer } from './append-message.js';
import type { EventStoreDbOptions } from './event-store-db-reader.js';
import { EventStoreDbReader } from './event-store-db-reader.js';
import { streamPage } from './reads.js';
import { Semaphore } from './semaphore.js';
import type { StoredForm } from './stored-form.js';
import { toStored } from './stored-form.js';

/** Appends checkpoints to the log on a server. It writes no events, so it needs no index of commands. */
export class EventStoreDbCheckpointWriter extends EventStoreDbReader implements CheckpointWriter {
  /** One append at a time for each stream. */
  protected readonly turns = new KeyedQueue();
  readonly #calls: AppendCalls;
  readonly #slots: Semaphore;
  /** Whether the last append ended without an answer. */
  #failsToAppend = false;

  /** @param appendsInFlight that the server has at once; the others wait here */
  constructor(url: string, options: EventStoreDbOptions = {}, appendsInFlight = 1) {
    // What this process wrote it must find again, and what it did not find it writes.
    super(url, { ...options, requiresLeader: true });
    this.#calls = new AppendCalls(this.connection);
    this.#slots = new Semaphore(appendsInFlight);
  }

  appendCheckpoint(expected: StreamHead, note: string, id = newId()): Promise<Appended> {
    if (this.isClosed) return Promise.reject(new StoreUnavailableError('it is closed'));
    return this.turns.run(CHECKPOINT_STREAM, async () => {
      const checkpoint = {
        id,
        type: 'CheckpointMade',
        dataJson: JSON.stringify({ note }),
        metadataJson: '{}',
      };
      const stored = toStored({ ...checkpoint, chain: '', commandId: id });
      const answer = await this.#sendCheckpoint(expected, stored);
      if (answer.kind === 'conflict') throw new ConflictError(CHECKPOINT_STREAM, expected, answer.actual);
      if (answer.revision !== next(expected))
        throw new MisplacedAppendError(CHECKPOINT_STREAM, next(expected), answer.revision);
      return { revision: answer.revision, position: answer.position };
    });
  }

  protected override async finish(): Promise<void> {
    await this.turns.idle();
    this.#calls.close();
    await super.finish();
  }

  protected async send(
    stream: string,
    expected: StreamHead,
    events: readonly StoredForm[],
  ): Promise<AppendAnswer> {
    const append = () => this.#calls.append(stream, expected, events);
    try {
      const answer = await this.#slots.run(() => this.connection.led(append));
      this.#failsToAppend = false;
      return answer;
    } catch (error) {
      this.#failsToAppend = true;
      throw error;
    }
  }

  /** Who is not ready is sent no commands: after an append that failed, one of nothing finds out when the next would not. */
  protected override async probe(): Promise<void> {
    await super.probe().catch((error: unknown) => {
      // With a password that was rotated no command goes on over a call that began before, while health says no.
      if (error instanceof StoreRefusedError) this.#calls.renew();
      throw error;
    });
    if (this.#failsToAppend) await this.send(CHECKPOINT_STREAM, 0, []);
  }

  protected eventsAt(stream: string, from: number, count: number): Promise<RecordedEvent[]> {
    return this.asked(() => streamPage(this.connection, stream, from, count));
  }

  /** Without an answer it is looked for where it would be. */
  async #sendCheckpoint(expected: StreamHead, stored: StoredForm): Promise<AppendAnswer> {
    try {
      return await this.send(CHECKPOINT_STREAM, expected, [stored]);
    } catch (error) {
      const [kept] = await this.eventsAt(CHECKPOINT_STREAM, next(expected), 1);
      if (kept?.id !== stored.id) throw error;
      return { kind: 'written', revision: kept.revision, position: kept.position };
    }
  }
}

/** The revision that comes after a head. */
export const next = (head: StreamHead): number => (head === 'empty' ? 0 : head + 1);
