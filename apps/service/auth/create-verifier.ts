import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { JSONWebKeySet, JWTVerifyGetKey } from 'jose';
import { createLocalJWKSet, createRemoteJWKSet } from 'jose';
import type { AuthConfig } from '#config';
import { DevelopmentTokens } from './development-tokens.js';
import { TokenVerifier } from './token-verifier.js';

/** The keys of an issuer by URL, or our own in development. */
export async function createVerifier(auth: AuthConfig): Promise<TokenVerifier> {
  if (auth.kind === 'development') return (await DevelopmentTokens.open(auth.keysDir)).verifier();
  const { issuer, audience } = auth;
  return new TokenVerifier(await keysAt(new URL(auth.jwksUrl)), { issuer, audience });
}

/** Remote keys are fetched when first needed and again, at most every 30 s, when a token names one that is not there. */
async function keysAt(url: URL): Promise<JWTVerifyGetKey> {
  if (url.protocol !== 'file:') return createRemoteJWKSet(url, { timeoutDuration: 5000 });
  return createLocalJWKSet(JSON.parse(await readFile(fileURLToPath(url), 'utf8')) as JSONWebKeySet);
}
