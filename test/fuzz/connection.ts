import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import type { WireAnswer } from './wire-answer.js';
import { takeAnswer } from './wire-answer.js';
import type { WireRequest } from './wire-request.js';
import { toBytes } from './wire-request.js';

export type Sent = { request: WireRequest; id: string };
/** An answer, or why there is none. */
export type Outcome = Sent & ({ answer: WireAnswer } | { failure: string });

/** Longer than any answer may take: a read waits up to 5 s for its `Min-Position`. */
const PATIENCE_MS = 20_000;

/** One connection at a time to the service, with several requests on their way at once. */
export class Connection {
  #socket: Socket | undefined;

  constructor(private readonly port: number) {}

  /** Sends them one behind the other without waiting. What an answer's end of the connection cuts off is sent again. */
  async send(batch: readonly Sent[]): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    while (outcomes.length < batch.length) {
      const left = batch.slice(outcomes.length);
      const came = await this.#exchange(left);
      outcomes.push(...came);
    }
    return outcomes;
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  /** At least one outcome: while earlier ones are answered, the first that is cut off is not to blame. */
  async #exchange(batch: readonly Sent[]): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    const failed = (failure: string): Outcome[] => {
      this.close();
      return outcomes.length > 0 ? outcomes : [{ ...batch[0]!, failure }];
    };
    const isFresh = this.#socket === undefined;
    try {
      const socket = await this.#open();
      socket.write(Buffer.concat(batch.map(({ request, id }) => toBytes(request, id))));
      let bytes: Buffer = Buffer.alloc(0);
      for await (const chunk of chunksOf(socket, PATIENCE_MS)) {
        bytes = Buffer.concat([bytes, chunk]);
        for (;;) {
          const sent = batch[outcomes.length];
          if (sent === undefined) return outcomes;
          const taken = takeAnswer(bytes, sent.request.method);
          if (taken === undefined) break;
          bytes = taken.rest;
          outcomes.push({ ...sent, answer: taken.answer });
          if (taken.answer.isOpen || taken.answer.headers.get('connection') === 'close') {
            this.close();
            return outcomes;
          }
        }
        if (outcomes.length === batch.length) return outcomes;
      }
      // An idle connection may end at any time; then nothing of the batch has arrived.
      if (!isFresh && outcomes.length === 0) {
        this.close();
        return await this.#exchange(batch);
      }
      return failed('the connection was closed without an answer');
    } catch (error) {
      return failed(error instanceof Error ? error.message : String(error));
    }
  }

  async #open(): Promise<Socket> {
    if (this.#socket !== undefined && !this.#socket.destroyed && this.#socket.readable) return this.#socket;
    const socket = connect(this.port, '127.0.0.1');
    socket.setNoDelay(true);
    await once(socket, 'connect');
    // Told by the end of what is read of it.
    socket.on('error', () => undefined);
    this.#socket = socket;
    return socket;
  }
}

/** What comes on a socket, without ending it when one stops listening. @throws after so much silence */
async function* chunksOf(socket: Socket, silenceMs: number): AsyncGenerator<Buffer> {
  const queue: Buffer[] = [];
  let over = false;
  let wake = (): void => undefined;
  const take = (chunk: Buffer): void => {
    queue.push(chunk);
    wake();
  };
  const end = (): void => {
    over = true;
    wake();
  };
  socket.on('data', take).on('close', end).on('end', end);
  try {
    while (!over || queue.length > 0) {
      const chunk = queue.shift();
      if (chunk !== undefined) yield chunk;
      else {
        const came = await new Promise<boolean>((resolve) => {
          const timer = setTimeout(() => resolve(false), silenceMs);
          wake = () => {
            clearTimeout(timer);
            resolve(true);
          };
        });
        if (!came) throw new Error(`no answer within ${silenceMs} ms`);
      }
    }
  } finally {
    socket.off('data', take).off('close', end).off('end', end);
  }
}
