import type { KeyObject } from 'node:crypto';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { JSONWebKeySet, JWK } from 'jose';
import { calculateJwkThumbprint, exportJWK } from 'jose';
import type { SessionConfig } from '#config';
import { developmentKey } from '#config';

/**
 * The Ed25519 keys of session tokens. The first signs; tokens of all of them are good, so a key is rotated by putting a
 * new one in front and taking the old one away when the last token that it signed is over.
 */
export class SessionKeys {
  private constructor(
    readonly signing: { kid: string; key: KeyObject },
    /** Public parts only, in the order of the configuration. */
    readonly published: JSONWebKeySet,
  ) {}

  static async open({ signingKeyFiles, keysDir }: SessionConfig): Promise<SessionKeys> {
    const pems =
      signingKeyFiles.length > 0
        ? await Promise.all(signingKeyFiles.map((file) => readFile(file, 'utf8')))
        : [await developmentKey(keysDir, 'session-signing-key.pem')];
    return SessionKeys.of(pems.map((pem) => createPrivateKey(pem)));
  }

  static async of(keys: readonly KeyObject[]): Promise<SessionKeys> {
    const published = await Promise.all(keys.map(publicJwk));
    return new SessionKeys({ kid: published[0]!.kid, key: keys[0]! }, { keys: published });
  }
}

/** Named by its RFC 7638 thumbprint: the same key has the same name in every process, and no other key has it. */
async function publicJwk(key: KeyObject): Promise<JWK & { kid: string }> {
  const jwk = await exportJWK(createPublicKey(key));
  return { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: 'EdDSA', use: 'sig' };
}
