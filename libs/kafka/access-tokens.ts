import type { KafkaOAuth } from '#config';
import { asError } from '#domain';
import { backOffMs } from './back-off.js';
import { NO_TOKEN } from './errors.js';
import type { Log } from './log.js';
import { fetchToken } from './token-endpoint.js';
import type { AccessToken } from './token-endpoint.js';

/** How long before the token of a connection expires the next one is shown. */
export const REAUTHENTICATION_MS = 5_000;

/** A token is renewed this long before it expires, or at half its life if that is later. */
const EARLY_MS = 60_000;

/**
 * A token with less left is not shown any more, unless its whole life is short: the client would have to show the next one at once, and brokers
 * take one a second of a connection.
 */
const LEAST_LEFT_MS = 2 * REAUTHENTICATION_MS;

/** A provider of tokens that is away is asked again after 1 s, and then less often, at least every 10 s. */
const BACK_OFF_FACTOR = 10;

type Held = AccessToken & { renewAt: number; uselessAt: number };

/**
 * The token that this process shows to the brokers: fetched when first needed and again before it expires, for all connections together. In
 * an outage of the provider the token is used until shortly before it expires; one line says that the outage began, and one that it is over.
 */
export class AccessTokens {
  #held: Held | undefined;
  #pending: Promise<void> | undefined;
  #failure: { error: Error; count: number; since: number; retryAt: number } | undefined;

  constructor(
    private readonly fetch: () => Promise<AccessToken>,
    private readonly log: Log,
    private readonly now: () => number = () => performance.now(),
  ) {}

  static of(oauth: KafkaOAuth, log: Log): AccessTokens {
    return new AccessTokens(() => fetchToken(oauth), log);
  }

  /** Why there is no new token, as a sentence; undefined while they can be had. */
  get trouble(): string | undefined {
    return this.#failure?.error.message;
  }

  /** @throws Error whose message begins with {@link NO_TOKEN}; at once while it is too early to ask again */
  async take(): Promise<string> {
    if (this.now() >= (this.#held?.renewAt ?? -Infinity)) await this.#renew();
    if (this.#held && this.now() < this.#held.uselessAt) return this.#held.value;
    throw this.#failure?.error ?? new Error(`${NO_TOKEN}: what the provider gave is expired already`);
  }

  /** Called when the brokers refuse a token: the next one is fetched. */
  discard(token: string): void {
    if (this.#held?.value === token) this.#held = undefined;
  }

  async #renew(): Promise<void> {
    if (this.#failure && this.now() < this.#failure.retryAt) return;
    this.#pending ??= this.#fetch().finally(() => (this.#pending = undefined));
    await this.#pending;
  }

  async #fetch(): Promise<void> {
    const askedAt = this.now();
    try {
      const token = await this.fetch();
      const renewAt = askedAt + Math.max(token.lifeMs - EARLY_MS, token.lifeMs / 2);
      const uselessAt = askedAt + token.lifeMs - Math.min(LEAST_LEFT_MS, token.lifeMs / 4);
      this.#held = { ...token, renewAt, uselessAt };
      if (this.#failure) {
        const seconds = Math.round((this.now() - this.#failure.since) / 1_000);
        this.log.info({ seconds }, `access tokens for Kafka can be had again, after ${seconds} s`);
      }
      this.#failure = undefined;
    } catch (thrown) {
      const error = new Error(`${NO_TOKEN}: ${asError(thrown).message}`, { cause: thrown });
      const count = (this.#failure?.count ?? 0) + 1;
      if (count === 1) this.log.warn({}, `${error.message}; trying again`);
      const retryAt = this.now() + BACK_OFF_FACTOR * backOffMs(count);
      this.#failure = { error, count, since: this.#failure?.since ?? askedAt, retryAt };
    }
  }
}
