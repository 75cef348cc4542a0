/** How long a command may take to clean up. */
const GRACE_MS = 2_000;
/** As a shell counts a process that a signal ended: 128 and the signal's number. */
const CODES = { SIGHUP: 129, SIGINT: 130, SIGPIPE: 141, SIGTERM: 143 } as const;

/** What ends a command from outside. */
export class Interruption {
  readonly #abort = new AbortController();
  #code: number | undefined;

  constructor(stdout: NodeJS.WriteStream, stderr: NodeJS.WriteStream) {
    for (const name of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const)
      process.on(name, () => this.#interrupt(CODES[name]));
    // `| head`: nobody wants the rest, and nobody wants to hear that.
    stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      this.#interrupt(CODES.SIGPIPE);
    });
    stderr.on('error', () => undefined);
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** What the process ends with; undefined while nothing has interrupted it. */
  get code(): number | undefined {
    return this.#code;
  }

  #interrupt(code: number): void {
    // A second signal ends the process at once.
    if (this.#code !== undefined && code !== CODES.SIGPIPE) process.exit(code);
    this.#code ??= code;
    this.#abort.abort();
    setTimeout(() => process.exit(code), GRACE_MS).unref();
  }
}
