import { setTimeout as delay } from 'node:timers/promises';
import { LogReplacedError, StoreAwayError, StoreUnavailableError } from '../errors.js';
import type { Batch, EventReader, Position, StoreHealth } from '../event-store.js';
import { LOG_START } from '../event-store.js';
import type { RecordedCheckpoint } from '../recorded-checkpoint.js';
import { CHECKPOINT_STREAM } from '../recorded-checkpoint.js';
import type { RecordedEvent } from '../recorded-event.js';
import type { ConnectionOptions } from './connection.js';
import { Connection } from './connection.js';
import { isNameless, isUnexplained } from './failures.js';
import type { FollowOptions } from './follow.js';
import { follow } from './follow.js';
import { FollowConnection } from './follow-connection.js';
import { NewestEvent } from './newest-event.js';
import { stillAway } from './outage.js';
import { checkpointOf, FILTER_PREFIX, lastOf, logPage, PAGE_EVENTS, streamPage } from './reads.js';
import { releaseWarning } from './releases.js';
import { Semaphore } from './semaphore.js';
import type { ReadForm } from './stored-form.js';
import { fromStored } from './stored-form.js';
import { explanation } from './explanation.js';

/** Asked first for the end of the log, which is mostly one of ours: it is asked for often, and a whole page costs 20 ms. */
const LAST_EVENTS = 8;

/** Reads that the server has at once; the others wait here, so that the limit in time is for its work, not for a queue. */
const QUESTIONS_IN_FLIGHT = 64;
const CONFIRM_REPLACED_MS = 1_500;
/** Shorter than the health probe's timeout, so that the probe can report a reason. */
const HEALTH_LIMIT_MS = 800;

export type EventStoreDbOptions = {
  /** How long a call may go without an answer, in milliseconds; default 2,000. */
  answerLimitMs?: number;
  follow?: FollowOptions;
  /** How long to wait before a log that seems to be replaced is asked again, in milliseconds; default 1,500. */
  confirmReplacedMs?: number;
  /** Before the name of every stream: a log of one's own on a server that others use, for tests. */
  namespace?: string;
};

/** Reads the log on a server. Any process may write it. */
export class EventStoreDbReader implements EventReader {
  protected readonly connection: Connection;
  readonly #options: EventStoreDbOptions;
  readonly #prefix: string;
  readonly #questions = new Semaphore(QUESTIONS_IN_FLIGHT);
  readonly #closing = new AbortController();
  /** Looking for the end of the log stops there; and while it is there, the log is the same. */
  protected readonly newest = new NewestEvent();
  /** Asks the node that leads, where the other one may ask any. */
  #leading: Connection | undefined;
  #closed: Promise<void> | undefined;
  #probe: Promise<StoreHealth> | undefined;
  #sameness: Promise<void> | undefined;
  #lastFailure: string | undefined;
  #reason: Promise<StoreUnavailableError> | undefined;
  #lastReason: StoreUnavailableError | undefined;

  constructor(
    private readonly url: string,
    options: EventStoreDbOptions & ConnectionOptions = {},
  ) {
    this.#options = options;
    this.connection = new Connection(url, options);
    this.#prefix = this.connection.namespace + FILTER_PREFIX;
  }

  async *readStream(stream: string, fromRevision = 0): AsyncGenerator<readonly RecordedEvent[]> {
    if (stream === CHECKPOINT_STREAM) return;
    for await (const page of this.pages(stream, fromRevision)) yield page;
  }

  /** Reads whatever is in the log and leaves out what is others'. */
  async *readAll(after: Position): AsyncGenerator<readonly RecordedEvent[]> {
    const upTo = await this.head();
    for (let from = after; from < upTo;) {
      const page = await this.asked(() =>
        logPage(this.connection, 'forwards', from === LOG_START ? undefined : from),
      );
      const events = page.filter(
        ({ streamId, position: { commit } }) =>
          streamId.startsWith(this.#prefix) && commit > after && commit > from && commit <= upTo,
      );
      if (events.length > 0) {
        const recorded = events.map((event) => fromStored(event, this.connection.namespace));
        this.newest.note(recorded);
        yield recorded;
      }
      if (page.length < PAGE_EVENTS) return;
      from = page.at(-1)!.position.commit;
    }
  }

  /** What the node that is asked does not have it may only lag with: that it is nowhere, the one that leads says. */
  async eventAt(position: Position): Promise<RecordedEvent | undefined> {
    const event = await this.#eventWithin(position, this.connection);
    if (event !== undefined || this.connection.callOptions.requiresLeader) return event;
    return this.#eventWithin(position, this.#leader());
  }

  /** However many ask at once, one question is out. */
  requireSameLog(): Promise<void> {
    return (this.#sameness ??= this.#verify(this.newest).finally(() => (this.#sameness = undefined)));
  }

  /** Without an index, which only those who write keep: from the newest event back. For looking into single streams. */
  async findCommand(stream: string, commandId: string): Promise<readonly RecordedEvent[]> {
    const found: RecordedEvent[] = [];
    for await (const page of this.readStream(stream))
      found.push(...page.filter(({ metadata }) => metadata.commandId === commandId));
    return found;
  }

  head(): Promise<Position> {
    return this.#head(this.connection);
  }

  async *readCheckpoints(fromRevision = 0): AsyncGenerator<readonly RecordedCheckpoint[]> {
    for await (const page of this.pages(CHECKPOINT_STREAM, fromRevision)) yield page.map(checkpointOf);
  }

  async lastCheckpoint(): Promise<RecordedCheckpoint | undefined> {
    const last = await this.asked(() => lastOf(this.connection, CHECKPOINT_STREAM));
    return last && checkpointOf(last);
  }

  async *follow(after: Position, signal: AbortSignal): AsyncGenerator<Batch, void, undefined> {
    const either = AbortSignal.any([signal, this.#closing.signal]);
    const connection = new FollowConnection({
      connect: () => new Connection(this.url, this.#options),
      newest: this.newest,
      leaderHead: () => this.#head(this.#leader()),
      verify: (read) => this.requireSameLog().then(() => this.#verify(read)),
    });
    try {
      yield* follow(connection, after, either, this.#options.follow);
    } finally {
      await connection.close();
    }
  }

  /** However many ask at once and however often, one question is out. */
  async health(): Promise<StoreHealth> {
    const probe = (this.#probe ??= this.#probed());
    const late = delay(HEALTH_LIMIT_MS, 'late' as const, { ref: false });
    const answer = await Promise.race([probe, late]);
    if (answer !== 'late') return answer;
    const before = this.#lastFailure === undefined ? '' : `; before that: ${this.#lastFailure}`;
    return { status: 'down', reason: `no answer for ${HEALTH_LIMIT_MS} ms${before}` };
  }

  async serverWarning(): Promise<string | undefined> {
    return releaseWarning(await this.connection.serverVersion());
  }

  close(): Promise<void> {
    return (this.#closed ??= this.finish());
  }

  protected get isClosed(): boolean {
    return this.#closed !== undefined;
  }

  protected async finish(): Promise<void> {
    this.#closing.abort();
    await this.#leading?.close();
    await this.connection.close();
  }

  protected async *pages(stream: string, fromRevision: number): AsyncGenerator<readonly RecordedEvent[]> {
    for (let next = fromRevision; ;) {
      const page = await this.asked(() => streamPage(this.connection, stream, next));
      this.note(stream, page);
      if (page.length > 0) yield page;
      if (page.length < PAGE_EVENTS) return;
      // A page of a truncated stream begins later than it was asked for.
      next = page.at(-1)!.revision + 1;
    }
  }

  /** Called with what was read or acknowledged. Checkpoints are not in what is called the log here. */
  protected note(stream: string, events: readonly RecordedEvent[]): void {
    if (stream !== CHECKPOINT_STREAM) this.newest.note(events);
  }

  async #verify(newest: NewestEvent): Promise<void> {
    try {
      await newest.verify((position) => this.#eventAt(position, this.#leader()));
    } catch (error) {
      if (!(error instanceof LogReplacedError)) throw error;
      // A node that led, hung and goes on answers from what it had until it learns that another one leads.
      await delay(this.#options.confirmReplacedMs ?? CONFIRM_REPLACED_MS, undefined, { ref: false });
      const fresh = new Connection(this.url, { ...this.#options, requiresLeader: true });
      try {
        await newest.verify((position) => this.#eventAt(position, fresh));
      } finally {
        void fresh.close();
      }
    }
  }

  #leader(): Connection {
    if (this.connection.callOptions.requiresLeader) return this.connection;
    return (this.#leading ??= new Connection(this.url, { ...this.#options, requiresLeader: true }));
  }

  /** @throws LogReplacedError when the node that leads has less than was known before */
  async #head(connection: Connection): Promise<Position> {
    let count = LAST_EVENTS;
    for (let from: bigint | undefined; ;) {
      const asked = count;
      const page = await this.asked(() => logPage(connection, 'backwards', from, asked), connection);
      const known = this.newest.position;
      const end = page.find(
        ({ streamId, position: { commit } }) => commit <= known || streamId.startsWith(this.#prefix),
      );
      if (end !== undefined && end.position.commit > known)
        this.newest.note([fromStored(end, connection.namespace)]);
      if (end !== undefined || page.length < asked) {
        // Another node than the one that leads may only lag.
        const isShorter = (end?.position.commit ?? LOG_START) < known;
        if (isShorter && connection.callOptions.requiresLeader) await this.requireSameLog();
        return this.newest.position;
      }
      from = page.at(-1)!.position.commit;
      count = PAGE_EVENTS;
    }
  }

  /** Keeps from the server what it cannot count to. */
  async #eventWithin(position: Position, connection: Connection): Promise<RecordedEvent | undefined> {
    if (position <= LOG_START) return undefined;
    if (position > this.newest.position && position > (await this.#head(connection))) return undefined;
    const event = await this.#eventAt(position, connection);
    if (event !== undefined) this.newest.note([event]);
    return event;
  }

  async #eventAt(position: Position, connection: Connection): Promise<RecordedEvent | undefined> {
    const event = await this.#eventFrom(position, connection);
    if (event?.position.commit !== position || !event.streamId.startsWith(this.#prefix)) return undefined;
    return fromStored(event, connection.namespace);
  }

  /**
   * What is at a position, or past it. Real servers refuse a number at which no record begins, or answer nothing, depending
   * on the release and the number. A refusal counts when it comes twice with a right answer in between: one that is
   * stopping says the same to everything.
   */
  async #eventFrom(position: Position, connection: Connection): Promise<Required<ReadForm> | undefined> {
    for (let refusals = 0; refusals < 2; refusals++) {
      try {
        return (await this.asked(() => logPage(connection, 'forwards', position, 1), connection))[0];
      } catch (error) {
        if (!isNameless(error)) throw error;
        await this.asked(() => logPage(connection, 'backwards', undefined, 1), connection);
      }
    }
    return undefined;
  }

  /** @throws StoreUnavailableError, which names the reason, too, when no node could be found */
  protected async asked<T>(question: () => Promise<T>, connection = this.connection): Promise<T> {
    if (this.isClosed) throw new StoreUnavailableError('it is closed');
    try {
      return await this.#questions.run(() => connection.led(question));
    } catch (thrown) {
      const error = isUnexplained(thrown) ? await this.#explained(thrown) : thrown;
      this.#lastFailure = (error as Error).message;
      throw error;
    }
  }

  /** What health asks. @throws StoreUnavailableError */
  protected async probe(): Promise<void> {
    await this.asked(() => lastOf(this.connection, CHECKPOINT_STREAM));
  }

  async #probed(): Promise<StoreHealth> {
    try {
      await this.probe();
      this.#lastFailure = undefined;
      return { status: 'up' };
    } catch (error) {
      return { status: 'down', reason: (error as Error).message };
    } finally {
      this.#probe = undefined;
    }
  }

  /** All that wait for the same thing learn it from one question; while the server is known to be away nobody waits for it. */
  async #explained(thrown: unknown): Promise<StoreUnavailableError> {
    const asked = (this.#reason ??= explanation(this.url, CHECKPOINT_STREAM).finally(
      () => (this.#reason = undefined),
    ));
    void asked.then((reason) => (this.#lastReason = reason));
    return thrown instanceof StoreAwayError ? stillAway(this.#lastReason ?? thrown) : asked;
  }
}
