import { parseConfig, systemClock } from '#config';
import type { Cli } from '../../cli.js';
import { paintFor } from '../../paint.js';
import type { Output } from '../../output.js';

/** A command line in memory: what is said is kept, and results are bytes. */
export class FakeCli implements Cli {
  readonly said: string[] = [];
  readonly #abort = new AbortController();
  readonly #chunks: Buffer[] = [];
  readonly clock = systemClock;
  readonly paint = paintFor({}, {});
  readonly out = {
    isTerminal: false,
    write: async (chunk: string | Uint8Array) => void this.#chunks.push(Buffer.from(chunk)),
  } as unknown as Output;

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

  say(line: string): void {
    this.said.push(line);
  }

  progress() {
    return { update: () => undefined, stop: () => undefined };
  }

  exitWith(): void {
    // None of the commands under test has findings.
  }

  atExit(): void {
    // Nothing is left behind in memory.
  }

  interrupt(): void {
    this.#abort.abort();
  }
}
