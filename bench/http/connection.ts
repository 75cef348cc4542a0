import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { once } from 'node:events';

/** An answer, as far as a load generator looks at it. */
export type Answered = { status: number; bytes: number };

const END_OF_HEAD = '\r\n\r\n';

/**
 * One kept-alive HTTP/1.1 connection with one request at a time on it. Requests are written as they stand and answers
 * are framed by their Content-Length: a client that thinks more would be slower than the servers that it is to load.
 */
export class Connection {
  private waiting: { resolve: (answered: Answered) => void; reject: (error: Error) => void } | undefined;
  private rest: Buffer | undefined;

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.take(chunk));
    socket.on('error', (error) => this.waiting?.reject(error));
    socket.on('close', () => this.waiting?.reject(new Error('the server closed the connection')));
  }

  static async open(address: string): Promise<Connection> {
    const { hostname, port } = new URL(address);
    const socket = connect({ host: hostname, port: Number(port) });
    await once(socket, 'connect');
    return new Connection(socket);
  }

  ask(request: string): Promise<Answered> {
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.socket.write(request, 'latin1');
    });
  }

  close(): void {
    this.waiting = undefined;
    this.socket.destroy();
  }

  private take(chunk: Buffer): void {
    const bytes = this.rest ? Buffer.concat([this.rest, chunk]) : chunk;
    this.rest = bytes;
    const head = bytes.indexOf(END_OF_HEAD);
    if (head === -1) return;
    const text = bytes.toString('latin1', 0, head);
    const body = Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1] ?? Number.NaN);
    const length = head + END_OF_HEAD.length + body;
    if (Number.isNaN(length))
      return void this.socket.destroy(new Error(`an answer of unknown length: ${text}`));
    if (bytes.length < length) return;
    this.rest = undefined;
    // "HTTP/1.1 200 …"
    this.waiting?.resolve({ status: Number(text.slice(9, 12)), bytes: length });
  }
}
