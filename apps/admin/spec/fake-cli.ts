import { Writable } from 'node:stream';
import { parseConfig, systemClock } from '#config';
import type { Cli, ExitCode } from '../cli.js';
import { Output } from '../output.js';
import { paintFor } from '../paint.js';

/** A command line in memory: what is said is kept, and results are bytes. */
export class FakeCli implements Cli {
  readonly said: string[] = [];
  /** What the process would end with. */
  exitCode: ExitCode = 0;
  readonly #abort = new AbortController();
  readonly #chunks: Buffer[] = [];
  readonly clock = systemClock;
  readonly paint = paintFor({}, {});
  readonly out = new Output(
    new Writable({
      write: (chunk: Buffer, _, done) => {
        this.#chunks.push(chunk);
        done();
      },
    }) as NodeJS.WriteStream,
    this.#abort.signal,
  );

  constructor(private readonly env: Record<string, string> = {}) {}

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** What went to standard output. */
  get bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  config() {
    return parseConfig(this.env);
  }

  readonly say = (line: string): void => void this.said.push(line);

  progress() {
    return { update: () => undefined, stop: () => undefined };
  }

  readonly exitWith = (code: ExitCode): void => void (this.exitCode = code);

  atExit(): void {
    // Nothing is left behind in memory.
  }

  interrupt(): void {
    this.#abort.abort();
  }
}
