import type { KeyObject } from 'node:crypto';
import { createPublicKey } from 'node:crypto';
import type { JSONWebKeySet, JWK } from 'jose';
import { calculateJwkThumbprint, exportJWK } from 'jose';
import type { KeySource } from '#config';
import { readSigningKeys } from '#config';

/** Configuration lets no key in that signs otherwise. */
export type SessionAlgorithm = 'ES256' | 'EdDSA';

/**
 * The keys of session tokens: on P-256, which sign ES256, or Ed25519, which sign EdDSA. The first signs; tokens of all of them are good, so a key is rotated by putting a
 * new one in front and taking the old one away when the last token that it signed is over.
 */
export class SessionKeys {
  private constructor(
    readonly signing: { kid: string; alg: SessionAlgorithm; key: KeyObject },
    /** Public parts only, in the order of the configuration. */
    readonly published: JSONWebKeySet,
  ) {}

  static async open(source: KeySource): Promise<SessionKeys> {
    return SessionKeys.of(await readSigningKeys(source, 'session-signing-key.pem'));
  }

  static async of(keys: readonly KeyObject[]): Promise<SessionKeys> {
    const published = await Promise.all(keys.map(publicJwk));
    const { kid, alg } = published[0]!;
    return new SessionKeys({ kid, alg, key: keys[0]! }, { keys: published });
  }

  /** Of all keys: what a token of ours may be signed with. */
  get algorithms(): string[] {
    return [...new Set(this.published.keys.flatMap(({ alg }) => alg ?? []))];
  }
}

/** Named by its RFC 7638 thumbprint: the same key has the same name in every process, and no other key has it. */
async function publicJwk(key: KeyObject): Promise<JWK & { kid: string; alg: SessionAlgorithm }> {
  const jwk = await exportJWK(createPublicKey(key));
  return { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: algorithmOf(key), use: 'sig' };
}

const algorithmOf = ({ asymmetricKeyType }: KeyObject): SessionAlgorithm =>
  asymmetricKeyType === 'ed25519' ? 'EdDSA' : 'ES256';
