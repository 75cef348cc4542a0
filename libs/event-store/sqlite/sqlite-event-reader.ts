import { setImmediate as nextTurn } from 'node:timers/promises';
import { LogReplacedError, StoreCorruptError, StoreUnavailableError } from '../errors.js';
import type { Batch, EventReader, Position, StoreHealth } from '../event-store.js';
import type { RecordedCheckpoint } from '../recorded-checkpoint.js';
import type { RecordedEvent } from '../recorded-event.js';
import { CommitSignal } from './commit-signal.js';
import { FileIdentity } from './file-identity.js';
import { follow } from './follow.js';
import { LogReader } from './log-reader.js';
import { PageSize } from './page-size.js';
import { sqliteCode } from './sqlite-error.js';

/** Half a megabyte or so. */
const CHECKPOINTS_A_PAGE = 1_000;

type StreamPage = {
  stream: string;
  from: number;
  limit: number;
  dataVersion: number | undefined;
  page: readonly RecordedEvent[];
};

/** Reads an event file on the caller's thread. Any process may write it. */
export class SqliteEventReader implements EventReader {
  readonly #identity: FileIdentity;
  readonly #reader: LogReader;
  /** Each commit wakes the thread that has one: only those who follow the log do. */
  #commits: CommitSignal | undefined;
  readonly #closing = new AbortController();
  #last: StreamPage | undefined;
  /** Of the state that is held, if one is. */
  #held: { dataVersion: number | undefined } | undefined;

  constructor(private readonly file: string) {
    this.#reader = new LogReader(file);
    this.#identity = new FileIdentity(file);
  }

  /** Asked for every command on a workspace that is not in memory: most streams are one page, and no generator within. */
  async *readStream(stream: string, fromRevision = 0): AsyncGenerator<readonly RecordedEvent[]> {
    const pageSize = new PageSize();
    for (let next = fromRevision; ;) {
      const limit = pageSize.events;
      const page = this.#answer(() => this.#streamPage(stream, next, limit));
      if (page.length > 0) yield page;
      if (page.length < limit) return;
      next += page.length;
      pageSize.learn(page);
      await nextTurn();
    }
  }

  async *readAll(after: Position): AsyncGenerator<readonly RecordedEvent[]> {
    const upTo = this.#ask(() => this.#reader.head());
    const pageSize = new PageSize();
    for (let position = after; ;) {
      const limit = pageSize.events;
      const page = this.#ask(() => this.#reader.after(position, upTo, limit));
      if (page.length > 0) yield page;
      if (page.length < limit) return;
      position = page.at(-1)!.position;
      pageSize.learn(page);
      await nextTurn();
    }
  }

  async eventAt(position: Position): Promise<RecordedEvent | undefined> {
    return this.#ask(() => this.#reader.at(position));
  }

  async findCommand(stream: string, commandId: string): Promise<readonly RecordedEvent[]> {
    return this.#ask(() => this.#reader.command(stream, commandId));
  }

  async head(): Promise<Position> {
    return this.#ask(() => this.#reader.head());
  }

  async *readCheckpoints(fromRevision = 0): AsyncGenerator<readonly RecordedCheckpoint[]> {
    for (let next = fromRevision; ;) {
      const page = this.#ask(() => this.#reader.checkpoints(next, CHECKPOINTS_A_PAGE));
      if (page.length > 0) yield page;
      if (page.length < CHECKPOINTS_A_PAGE) return;
      next += page.length;
      await nextTurn();
    }
  }

  async lastCheckpoint(): Promise<RecordedCheckpoint | undefined> {
    return this.#ask(() => this.#reader.lastCheckpoint());
  }

  follow(after: Position, signal: AbortSignal): AsyncIterable<Batch> {
    const either = AbortSignal.any([signal, this.#closing.signal]);
    this.#commits ??= new CommitSignal(this.file);
    return follow(this.#reader, this.#identity, this.#commits, after, either);
  }

  async requireSameLog(): Promise<void> {
    this.#identity.requireSame();
  }

  async health(): Promise<StoreHealth> {
    try {
      this.#identity.requireSame();
      this.#reader.head();
      return { status: 'up' };
    } catch (error) {
      return { status: 'down', reason: (error as Error).message };
    }
  }

  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    this.#commits?.close();
    this.#reader.close();
  }

  /**
   * Caches the newest page of a stream: a caller who reads a stream is soon followed by the door, which folds the same page. Every commit
   * empties the cache.
   */
  #streamPage(stream: string, from: number, limit: number): readonly RecordedEvent[] {
    const { dataVersion } = (this.#held ??= this.#hold());
    const last = this.#last;
    if (
      last?.stream === stream &&
      last.from === from &&
      last.limit === limit &&
      last.dataVersion === dataVersion
    )
      return last.page;
    const page = this.#reader.stream(stream, from, limit);
    this.#last = { stream, from, limit, dataVersion, page };
    return page;
  }

  /**
   * Streams that are asked for in one turn, by commands whose predecessors were answered together, are read from one state of the file. For
   * each state the path is looked at, a lock taken and the cache checked, which takes longer than to read a stream. No commit is missed: whoever
   * is told of one, is told in a later turn, or by a promise that was resolved after the state was held, and so runs after it was released.
   */
  #hold(): { dataVersion: number | undefined } {
    this.#identity.requireSame();
    const dataVersion = this.#reader.hold();
    queueMicrotask(() => {
      this.#held = undefined;
      this.#reader.release();
    });
    return { dataVersion };
  }

  /** @throws LogReplacedError when the file that is open is not the one at its path any more */
  #ask<T>(question: () => T): T {
    return this.#answer(() => {
      this.#identity.requireSame();
      return question();
    });
  }

  #answer<T>(question: () => T): T {
    try {
      return question();
    } catch (error) {
      if (error instanceof LogReplacedError) throw error;
      const { message } = error as Error;
      if (sqliteCode(error).startsWith('SQLITE_CORRUPT'))
        throw new StoreCorruptError(message, { cause: error });
      throw new StoreUnavailableError(message, { cause: error });
    }
  }
}
