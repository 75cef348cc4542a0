import { randomUUID } from 'node:crypto';
import { StoreUnavailableError } from '../errors.js';
import type { StreamHead } from '../event-store.js';
import type { AppendAnswer, Answered } from './append-message.js';
import { appendRequest, answerOf } from './append-message.js';
import type { Connection } from './connection.js';
import { noAnswer, storeFailure } from './failures.js';
import type { StoredForm } from './stored-form.js';

type Pending = {
  resolve: (answer: AppendAnswer) => void;
  reject: (error: Error) => void;
  timer: NodeJS.Timeout;
};

type Call = { write(request: Uint8Array): unknown; cancel(): void };

/** One call, and the appends sent over it that have no answer yet. */
type OpenCall = { call: Promise<Call>; pending: Map<string, Pending>; retired: boolean };

/**
 * Appends over the protocol's BatchAppend, many at once over one call. The client's own `appendToStream` does the same,
 * but keeps what waits for an answer in one list for the whole process, throws in an event handler when an answer comes
 * that is not in it, rejects promises that nobody holds when a call ends under load, and waits for an answer for ever.
 */
export class AppendCalls {
  #current: OpenCall | undefined;
  readonly #all = new Set<OpenCall>();

  constructor(private readonly connection: Connection) {}

  /** @throws StoreUnavailableError when it is not known whether the events were written */
  append(stream: string, expected: StreamHead, events: readonly StoredForm[]): Promise<AppendAnswer> {
    const open = (this.#current ??= this.#open());
    const id = randomUUID();
    return new Promise((resolve, reject) => {
      const { answerLimitMs } = this.connection;
      const timer = setTimeout(() => this.#giveUp(open, id), answerLimitMs);
      open.pending.set(id, { resolve, reject, timer });
      const request = appendRequest(id, this.connection.namespace + stream, expected, events, answerLimitMs);
      open.call.then(
        (call) => open.pending.has(id) && call.write(request),
        (error: unknown) => this.#fail(open, error),
      );
    });
  }

  /** The next append takes a call of its own: the server looks only when a call begins who makes it. */
  renew(): void {
    const open = this.#current;
    if (open === undefined) return;
    this.#retire(open);
    this.#letGo(open);
  }

  close(): void {
    for (const open of this.#all) this.#fail(open, new StoreUnavailableError('it is closed'));
  }

  #open(): OpenCall {
    const pending = new Map<string, Pending>();
    const call = this.connection.batchAppend(answerOf, (made) => {
      made.on('data', (response: Answered) => this.#answered(open, response));
      made.on('error', (error: Error) => this.#fail(open, error));
      made.on('end', () => this.#fail(open, new StoreUnavailableError('the server ended the call')));
    });
    const open: OpenCall = { call, pending, retired: false };
    call.catch((error: unknown) => this.#fail(open, error));
    this.#all.add(open);
    return open;
  }

  #answered(open: OpenCall, { id, answer }: Answered): void {
    const waiting = open.pending.get(id);
    // An answer that nobody waits for any more: it was given up.
    if (waiting === undefined) return;
    open.pending.delete(id);
    clearTimeout(waiting.timer);
    if (answer instanceof Error) waiting.reject(answer);
    else waiting.resolve(answer);
    this.#letGo(open);
  }

  /** Rejects an append without an answer; later ones use a new call, because this one may be stuck. */
  #giveUp(open: OpenCall, id: string): void {
    const waiting = open.pending.get(id);
    open.pending.delete(id);
    this.#retire(open);
    waiting?.reject(noAnswer(this.connection.answerLimitMs));
    this.#letGo(open);
  }

  #fail(open: OpenCall, error: unknown): void {
    this.#retire(open);
    const failure = storeFailure(error);
    for (const { reject, timer } of open.pending.values()) {
      clearTimeout(timer);
      reject(failure);
    }
    open.pending.clear();
    this.#letGo(open);
  }

  #retire(open: OpenCall): void {
    open.retired = true;
    if (this.#current === open) this.#current = undefined;
  }

  #letGo(open: OpenCall): void {
    if (!open.retired || open.pending.size > 0 || !this.#all.delete(open)) return;
    open.call.then(
      (call) => call.cancel(),
      () => undefined,
    );
  }
}
