import { pino } from 'pino';

/**
 * Where log lines go: standard output, or standard error once nobody reads the former. A reader that has gone (`| head`, a
 * log shipper that died) must not end the service, and the log must not vanish without a word. Writes are synchronous: a
 * process that dies has said why.
 */
export class LogOutput {
  readonly #stdout = pino.destination({ dest: 1, sync: true });
  #isLost = false;

  constructor() {
    this.#stdout.on('error', (error: Error) => this.#lose(error));
    process.stdout.on('error', (error) => this.#lose(error));
    // Nothing is left to say it to.
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
