import { createPublicKey } from 'node:crypto';
import type { JSONWebKeySet, JWK, JWTVerifyGetKey, LocalJWKSet } from 'jose';
import { createLocalJWKSet, errors } from 'jose';

export type IssuerKeysOptions = {
  /** How old the keys may be before they are looked up again: so long is one believed that was taken away. */
  maxAgeMs: number;
  /** How often, at most, they are looked up for the sake of a key that is not among them. */
  cooldownMs: number;
  /** How long a look-up that failed is not tried again. */
  retryMs: number;
  /** Milliseconds on a clock that only runs forward. */
  now?: () => number;
};

/**
 * The keys of a token issuer, looked up when they are first needed, when they are old, and when a token names one that is
 * not there. While they cannot be had, the known ones go on; that an unknown one is no key of the issuer's is then not
 * known, and the look-up's error says so.
 */
export class IssuerKeys {
  readonly #options: Required<IssuerKeysOptions>;
  #known: LocalJWKSet | undefined;
  #knownSince = -Infinity;
  #failure: { error: unknown; at: number } | undefined;
  #pending: Promise<void> | undefined;

  /** @param fetch looks the set up; anything that it throws means that it cannot be had now */
  constructor(
    private readonly fetch: () => Promise<unknown>,
    options: IssuerKeysOptions,
  ) {
    this.#options = { now: () => performance.now(), ...options };
  }

  /** @throws JWKSNoMatchingKey when the issuer has no such key; what the look-up threw when that cannot be told */
  readonly find: JWTVerifyGetKey = async (header, token) => {
    const { maxAgeMs, cooldownMs } = this.#options;
    if (this.#age() >= maxAgeMs) await this.#renew();
    try {
      return await this.#known!(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      if (this.#age() < cooldownMs) throw error;
    }
    await this.#refresh();
    return this.#known!(header, token);
  };

  /** Old keys are good enough when there are no newer ones to be had, and are not kept waiting for them a second time. */
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

  /** One at a time, however many wait for it. */
  async #refresh(): Promise<void> {
    if (this.#failure && this.#options.now() - this.#failure.at < this.#options.retryMs)
      throw this.#failure.error;
    this.#pending ??= this.#lookUp().finally(() => (this.#pending = undefined));
    await this.#pending;
  }

  async #lookUp(): Promise<void> {
    try {
      // What is no key set throws here, and the known keys stay.
      this.#known = createLocalJWKSet(usableKeys(await this.fetch()));
      this.#knownSince = this.#options.now();
      this.#failure = undefined;
    } catch (error) {
      this.#failure = { error, at: this.#options.now() };
      throw error;
    }
  }
}

/**
 * The public keys of a key set (RFC 7517). Members of a kind that this process cannot use are passed by: an issuer may add
 * a new kind of key beside the ones in use.
 * @throws JWKSInvalid for what is no key set
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
