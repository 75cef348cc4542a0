import { Worker } from 'node:worker_threads';
import { LogReplacedError, StoreUnavailableError } from '../errors.js';
import type { AppendGroup, GroupOutcome } from './append-group.js';
import type { FileId } from './file-identity.js';
import { FileIdentity } from './file-identity.js';
import type { LogWriter } from './log-writer.js';
import type { WriterSettings } from './open-connection.js';
import type { WriterReply, WriterRequest, WriterThreadData } from './writer-messages.js';

const FIRST_RESTART_MS = 50;
const MAX_RESTART_MS = 5_000;

/** The built writer-thread.js: beside this file in the build, under dist/ when this file is the source. */
export function writerThreadEntry(): URL {
  const entry = new URL('./writer-thread.js', import.meta.url);
  if (import.meta.url.endsWith('.ts'))
    entry.pathname = entry.pathname.replace(/\/libs\/(?!.*\/libs\/)/, '/dist/libs/');
  return entry;
}

type Waiting = { resolve: (reply: WriterReply) => void; reject: (error: Error) => void };

/**
 * Commits on a thread of its own, so that deciding the next commands and waiting for the disk overlap. A thread that
 * dies takes what it had with it as unknown, and is started again.
 */
export class ThreadedWriter implements LogWriter {
  readonly #data: WriterThreadData;
  readonly #identity: FileIdentity | undefined;
  #worker: Worker | undefined;
  #waiting: Waiting[] = [];
  #restartMs = FIRST_RESTART_MS;
  #restart: NodeJS.Timeout | undefined;
  #down = 'its thread has not started';
  #closed = false;

  private constructor(data: WriterThreadData) {
    this.#data = data;
    if (data.fileId !== undefined) this.#identity = new FileIdentity(data.file, data.fileId);
  }

  /** Resolves when the file is open. @param fileId of the file that the store was opened with: another one is refused */
  static async open(file: string, settings?: WriterSettings, fileId?: FileId): Promise<ThreadedWriter> {
    const data = { file, ...(fileId && { fileId }), ...(settings && { settings }) };
    const writer = new ThreadedWriter(data);
    try {
      await writer.#start();
    } catch (error) {
      writer.#closed = true;
      clearTimeout(writer.#restart);
      throw error;
    }
    return writer;
  }

  /** Ends the thread in the middle of whatever it does, as a crash would; for tests. */
  async crash(): Promise<void> {
    await this.#worker?.terminate();
  }

  async write(group: AppendGroup): Promise<GroupOutcome> {
    return (await this.#ask(group)) as GroupOutcome;
  }

  async probe(): Promise<void> {
    await this.#ask('probe');
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#restart);
    if (this.#worker === undefined) return;
    const exited = new Promise((resolve) => this.#worker?.once('exit', resolve));
    await this.#ask('close');
    await exited;
  }

  #ask(request: WriterRequest): Promise<WriterReply> {
    const worker = this.#worker;
    if (worker === undefined) {
      const replaced = this.#identity?.difference();
      return Promise.reject(
        replaced === undefined ? new StoreUnavailableError(this.#down) : new LogReplacedError(replaced),
      );
    }
    return new Promise((resolve, reject) => {
      if (this.#waiting.push({ resolve, reject }) === 1) worker.ref();
      worker.postMessage(request);
    });
  }

  #start(): Promise<WriterReply> {
    const worker = new Worker(writerThreadEntry(), {
      workerData: this.#data,
      name: 'event-store-writer',
      // Not the process's own: `node --eval`, say, has some that a worker refuses.
      execArgv: [],
    });
    let reason = 'its thread ended';
    worker.on('message', (reply: WriterReply) => this.#answer(worker, reply));
    worker.on('error', (error) => (reason = error.message));
    worker.on('exit', () => this.#exited(reason));
    return new Promise((resolve, reject) => {
      const opened = () => {
        this.#worker = worker;
        this.#restartMs = FIRST_RESTART_MS;
        resolve('done');
      };
      this.#waiting = [{ resolve: opened, reject }];
    });
  }

  #answer(worker: Worker, reply: WriterReply): void {
    const waiting = this.#waiting.shift();
    // An idle store does not keep the process alive; one that is closing does, until it has.
    if (this.#waiting.length === 0 && !this.#closed) worker.unref();
    if (typeof reply === 'object' && 'failed' in reply)
      waiting?.reject(new StoreUnavailableError(reply.failed));
    else if (typeof reply === 'object' && 'replaced' in reply)
      waiting?.reject(new LogReplacedError(reply.replaced));
    else waiting?.resolve(reply);
  }

  #exited(reason: string): void {
    this.#worker = undefined;
    this.#down = reason;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { reject } of waiting) reject(new StoreUnavailableError(reason));
    if (this.#closed) return;
    this.#restart = setTimeout(() => void this.#start().catch(() => undefined), this.#restartMs);
    this.#restart.unref();
    this.#restartMs = Math.min(this.#restartMs * 2, MAX_RESTART_MS);
  }
}
