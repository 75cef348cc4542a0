import type { Logger } from 'pino';
import type { Registry } from '@prometheus-io/client';
import { Counter } from '@prometheus-io/client';
import { asError } from '#domain';

/**
 * Tells operators that the keys of the token issuer cannot be had: one line when it begins, one when it is over, however many callers were
 * concerned, and health and metrics meanwhile.
 */
export class IssuerWatch {
  #reason: string | undefined;
  private readonly failures: Counter;
  private readonly unknown: Counter;

  constructor(
    private readonly url: string,
    private readonly logger: Logger,
    metrics: Registry,
  ) {
    this.failures = new Counter({
      name: 'support_access_issuer_keys_failures_total',
      help: 'Look-ups of the keys of the token issuer that failed',
      registers: [metrics],
    });
    this.unknown = new Counter({
      name: 'support_access_unknown_token_keys_total',
      help: 'Tokens that named a key which the token issuer does not have',
      registers: [metrics],
    });
  }

  failed(error: unknown): void {
    this.failures.inc();
    if (this.#reason !== undefined) return;
    this.#reason = causeOf(error);
    const about = { url: withoutSecrets(this.url), cause: this.#reason };
    this.logger.warn(about, 'the keys of the token issuer cannot be fetched; known keys stay valid');
  }

  succeeded(): void {
    if (this.#reason === undefined) return;
    this.#reason = undefined;
    this.logger.info({ url: withoutSecrets(this.url) }, 'the keys of the token issuer can be fetched again');
  }

  unknownKey(): void {
    this.unknown.inc();
  }

  health(): { status: 'up' } | { status: 'down'; reason: string } {
    if (this.#reason === undefined) return { status: 'up' };
    return { status: 'down', reason: `${withoutSecrets(this.url)}: ${this.#reason}` };
  }
}

/** What went wrong, and why: the message of fetch says only that it failed. */
function causeOf(thrown: unknown): string {
  const error = asError(thrown);
  return error.cause === undefined ? error.message : `${error.message}: ${asError(error.cause).message}`;
}

function withoutSecrets(url: string): string {
  const { origin, protocol, host, pathname } = new URL(url);
  return origin === 'null' ? `${protocol}//${host}${pathname}` : origin + pathname;
}
