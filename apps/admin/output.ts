import { once } from 'node:events';

/** Results on their way out, no faster than they are read. */
export class Output {
  constructor(
    private readonly stream: NodeJS.WriteStream,
    private readonly signal: AbortSignal,
  ) {}

  get isTerminal(): boolean {
    return this.stream.isTTY;
  }

  /** Resolves when there is room for more; rejects when nobody reads any more. */
  async write(text: string | Uint8Array): Promise<void> {
    this.signal.throwIfAborted();
    if (!this.stream.write(text)) await once(this.stream, 'drain', { signal: this.signal });
  }

  async line(text = ''): Promise<void> {
    await this.write(`${text}\n`);
  }

  async json(value: unknown): Promise<void> {
    await this.line(JSON.stringify(value, undefined, 2));
  }

  /** Resolves when everything has gone out. */
  async flushed(): Promise<void> {
    if (!this.stream.writable) return;
    await new Promise<void>((resolve) => this.stream.write('', () => resolve()));
  }
}
