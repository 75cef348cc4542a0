import { pino } from 'pino';

/**
 * Writes log lines to standard output, or to standard error once the reader of standard output is gone (`| head`, a log shipper that died):
 * that must neither end the service nor lose the log silently. Writes are synchronous, so that a process that dies has logged why.
 */
export class LogOutput {
  readonly #stdout = pino.destination({ dest: 1, sync: true });
  #isLost = false;

  constructor() {
    this.#stdout.on('error', (error: Error) => this.#lose(error));
    process.stdout.on('error', (error) => this.#lose(error));
    // Both outputs are gone: there is nowhere to report it.
    process.stderr.on('error', () => undefined);
  }

  write(text: string): void {
    if (!this.#isLost) this.#stdout.write(text);
    if (this.#isLost) process.stderr.write(text);
  }

  #lose(error: Error): void {
    if (this.#isLost) return;
    this.#isLost = true;
    process.stderr.write(
      `support-access: standard output cannot be written (${error.message}); the log goes on here, on standard error\n`,
    );
  }
}
