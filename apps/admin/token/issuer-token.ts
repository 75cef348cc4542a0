import type { KeyObject } from 'node:crypto';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, SignJWT } from 'jose';
import type { FurtherClaims, UserRole } from '#auth';
import type { EpochMs } from '#domain';
import { UsageError } from '../cli.js';

export type Claims = FurtherClaims & {
  issuer: string;
  audience: string;
  roles: readonly UserRole[];
  sub: string;
};

/**
 * A token as an identity provider would sign it. Its `kid` is the key's RFC 7638 thumbprint; a key set whose keys have no
 * `kid` does not match it.
 * @param key a private key as {@link readSigningKey} reads it
 * @param seconds how long the token is good for, from `now` on
 */
export async function signIssuerToken(
  key: KeyObject,
  { issuer, audience, sub, ...claims }: Claims,
  { now, seconds }: { now: EpochMs; seconds: number },
): Promise<string> {
  const issuedAt = Math.floor(now / 1000);
  const kid = await calculateJwkThumbprint(await exportJWK(createPublicKey(key)));
  return new SignJWT(claims)
    .setProtectedHeader({ alg: algorithmOf(key), kid, typ: 'JWT' })
    .setSubject(sub)
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + seconds)
    .sign(key);
}

/** @throws UsageError for what is no private key, or none that the service believes; never with its text */
export function readSigningKey(pem: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey({ key: pem, format: 'pem' });
  } catch {
    // OpenSSL's message may quote the file.
    throw new UsageError('--key must name a PEM file of a private key without a passphrase');
  }
  algorithmOf(key);
  return key;
}

/** One per kind of key, of those that the service accepts. */
function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string {
  if (asymmetricKeyType === 'ed25519') return 'EdDSA';
  if (asymmetricKeyType === 'rsa') return 'RS256';
  const curve = asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve;
  if (curve === 'prime256v1') return 'ES256';
  if (curve === 'secp384r1') return 'ES384';
  if (curve === 'secp521r1') return 'ES512';
  throw new UsageError('--key must be of Ed25519, RSA, or one of the curves P-256, P-384 and P-521');
}
