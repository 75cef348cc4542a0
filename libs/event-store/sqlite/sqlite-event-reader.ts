import { existsSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { StoreUnavailableError } from '../errors.js';
import type { Batch, EventReader, Position, StoreHealth } from '../event-store.js';
import type { RecordedEvent } from '../recorded-event.js';
import { CommitSignal } from './commit-signal.js';
import { follow } from './follow.js';
import { LogReader } from './log-reader.js';
import { PageSize } from './page-size.js';

/** Reads an event file on the caller's thread, whoever writes it. */
export class SqliteEventReader implements EventReader {
  readonly #file: string;
  readonly #reader: LogReader;
  readonly #commits: CommitSignal;
  readonly #closing = new AbortController();

  constructor(file: string) {
    this.#file = file;
    this.#reader = new LogReader(file);
    this.#commits = new CommitSignal(file);
  }

  async *readStream(stream: string, fromRevision = 0): AsyncGenerator<readonly RecordedEvent[]> {
    let next = fromRevision;
    yield* pages((limit) => {
      const page = this.#ask(() => this.#reader.stream(stream, next, limit));
      next += page.length;
      return page;
    });
  }

  async *readAll(after: Position): AsyncGenerator<readonly RecordedEvent[]> {
    const upTo = this.#ask(() => this.#reader.head());
    let position = after;
    yield* pages((limit) => {
      const page = this.#ask(() => this.#reader.after(position, upTo, limit));
      position = page.at(-1)?.position ?? position;
      return page;
    });
  }

  async findCommand(stream: string, commandId: string): Promise<readonly RecordedEvent[]> {
    return this.#ask(() => this.#reader.command(stream, commandId));
  }

  async head(): Promise<Position> {
    return this.#ask(() => this.#reader.head());
  }

  follow(after: Position, signal: AbortSignal): AsyncIterable<Batch> {
    return follow(this.#reader, this.#commits, after, AbortSignal.any([signal, this.#closing.signal]));
  }

  async health(): Promise<StoreHealth> {
    if (!existsSync(this.#file)) return { status: 'down', reason: `${this.#file} is gone` };
    try {
      this.#reader.head();
      return { status: 'up' };
    } catch (error) {
      return { status: 'down', reason: (error as Error).message };
    }
  }

  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    this.#commits.close();
    this.#reader.close();
  }

  #ask<T>(question: () => T): T {
    try {
      return question();
    } catch (error) {
      throw new StoreUnavailableError((error as Error).message, { cause: error });
    }
  }
}

/** Until one comes back short; between two of them everyone else has a turn. */
async function* pages(
  read: (limit: number) => RecordedEvent[],
): AsyncGenerator<readonly RecordedEvent[], void, undefined> {
  const pageSize = new PageSize();
  for (;;) {
    const limit = pageSize.events;
    const page = read(limit);
    if (page.length > 0) yield page;
    if (page.length < limit) return;
    pageSize.learn(page);
    await nextTurn();
  }
}
