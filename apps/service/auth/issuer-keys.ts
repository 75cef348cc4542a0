import { createPublicKey } from 'node:crypto';
import type { JSONWebKeySet, JWK, JWTVerifyGetKey, LocalJWKSet } from 'jose';
import { createLocalJWKSet, errors } from 'jose';

export type IssuerKeysOptions = {
  /** Maximum age of the keys, in ms: a withdrawn key is accepted this long. */
  maxAgeMs: number;
  /** Minimum interval between look-ups for unknown keys, in ms. */
  cooldownMs: number;
  /** Minimum wait after a failed look-up, in ms. */
  retryMs: number;
  /** How often a failed look-up is repeated without being asked for, in ms; never when absent. */
  againMs?: number;
  /** Monotonic clock, in milliseconds. */
  now?: () => number;
  watch?: KeysWatch;
};

/** Is told how look-ups go. */
export type KeysWatch = { failed(error: unknown): void; succeeded(): void; unknownKey(): void };

/**
 * The keys of a token issuer, fetched when first needed, when they are old, and when a token names an unknown one. While the fetch fails,
 * known keys stay valid, and a token with an unknown key gets the fetch's error instead of "no such key".
 */
export class IssuerKeys {
  readonly #options: IssuerKeysOptions & { now: () => number };
  #known: LocalJWKSet | undefined;
  #knownSince = -Infinity;
  #failure: { error: unknown; at: number } | undefined;
  #pending: Promise<void> | undefined;

  /** @param fetch fetches the key set; any error means that it is not available now */
  constructor(
    private readonly fetch: () => Promise<unknown>,
    options: IssuerKeysOptions,
  ) {
    this.#options = { now: () => performance.now(), ...options };
  }

  /** @throws JWKSNoMatchingKey when the issuer has no such key; the fetch's error when that is not known */
  readonly find: JWTVerifyGetKey = async (header, token) => {
    const { maxAgeMs, cooldownMs } = this.#options;
    if (this.#age() >= maxAgeMs) await this.#renew();
    try {
      return await this.#known!(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      if (this.#age() < cooldownMs) throw this.#unknown(error);
    }
    await this.#refresh();
    return this.#known!(header, token).catch((error: unknown) => {
      throw error instanceof errors.JWKSNoMatchingKey ? this.#unknown(error) : error;
    });
  };

  #unknown(error: errors.JWKSNoMatchingKey): Error {
    this.#options.watch?.unknownKey();
    return error;
  }

  /** Refreshes old keys. Keeps them when the fetch fails, without waiting again. */
  async #renew(): Promise<void> {
    const failedBefore = this.#failure !== undefined;
    const refreshed = this.#refresh();
    if (!this.#known) return refreshed;
    const settled = refreshed.catch(() => undefined);
    if (!failedBefore) await settled;
  }

  #age(): number {
    return this.#options.now() - this.#knownSince;
  }

  /** Fetches the keys; concurrent callers share one fetch. */
  async #refresh(): Promise<void> {
    if (this.#failure && this.#options.now() - this.#failure.at < this.#options.retryMs)
      throw this.#failure.error;
    this.#pending ??= this.#lookUp().finally(() => (this.#pending = undefined));
    await this.#pending;
  }

  async #lookUp(): Promise<void> {
    try {
      // Throws for an invalid key set; the known keys then stay.
      this.#known = createLocalJWKSet(usableKeys(await this.fetch()));
      this.#knownSince = this.#options.now();
      this.#failure = undefined;
      this.#options.watch?.succeeded();
    } catch (error) {
      this.#failure = { error, at: this.#options.now() };
      this.#options.watch?.failed(error);
      this.#lookUpAgain();
      throw error;
    }
  }

  /** So that the end of an outage is known also when nobody asks. */
  #lookUpAgain(): void {
    const { againMs } = this.#options;
    if (againMs !== undefined) setTimeout(() => void this.#refresh().catch(() => undefined), againMs).unref();
  }
}

/**
 * The public keys of a key set (RFC 7517). Keys of unsupported kinds are ignored, because an issuer may add a new kind beside those in use.
 * @throws JWKSInvalid for an invalid key set
 */
function usableKeys(set: unknown): JSONWebKeySet {
  const keys = (set as { keys?: unknown } | null)?.keys;
  if (!Array.isArray(keys)) throw new errors.JWKSInvalid('the answer is no JSON Web Key Set');
  return { keys: keys.filter(isPublicKey) };
}

function isPublicKey(member: unknown): member is JWK {
  try {
    createPublicKey({ key: member as JWK, format: 'jwk' });
    return true;
  } catch {
    return false;
  }
}
