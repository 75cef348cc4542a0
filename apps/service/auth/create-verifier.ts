import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { DEVELOPMENT_CLAIMS, DevelopmentTokens } from '#auth';
import type { AuthConfig } from '#config';
import type { KeysWatch } from './issuer-keys.js';
import { IssuerKeys } from './issuer-keys.js';
import { TokenVerifier } from './token-verifier.js';

const FETCH_TIMEOUT_MS = 5_000;
/** Maximum bytes of a key set; enough for more than a thousand keys. */
const MAX_JWKS_BYTES = 1_048_576;

/** For URLs: at most one look-up in 10 s for unknown keys, and keys are refreshed after 10 minutes. */
const REMOTE = { maxAgeMs: 600_000, cooldownMs: 10_000, retryMs: 1_000, againMs: 10_000 };

/** For files, which are cheap to read: a change counts within a second. */
const FILE = { maxAgeMs: 1_000, cooldownMs: 100, retryMs: 100, againMs: 10_000 };

/** A verifier with the issuer's keys, or with the development key. */
export async function createVerifier(auth: AuthConfig, watch?: KeysWatch): Promise<TokenVerifier> {
  if (auth.kind === 'development') return verifierOf(await DevelopmentTokens.open(auth.keysDir));
  const { issuer, audience, claims } = auth;
  return new TokenVerifier(keysAt(new URL(auth.jwksUrl), watch).find, { issuer, audience }, claims);
}

/** A verifier of development tokens. */
export function verifierOf(tokens: DevelopmentTokens): TokenVerifier {
  const key = tokens.publicKey();
  return new TokenVerifier(() => key, DEVELOPMENT_CLAIMS);
}

function keysAt(url: URL, watch: KeysWatch | undefined): IssuerKeys {
  const watched = watch && { watch };
  if (url.protocol !== 'file:') return new IssuerKeys(() => fetchJson(url), { ...REMOTE, ...watched });
  const readFileOf = async (): Promise<unknown> => JSON.parse(await readFile(fileURLToPath(url), 'utf8'));
  return new IssuerKeys(readFileOf, { ...FILE, ...watched });
}

/** @throws Error for any status but 200: a redirect could lead to keys that are not configured */
async function fetchJson(url: URL): Promise<unknown> {
  const response = await fetch(url, {
    headers: { Accept: 'application/jwk-set+json, application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
  });
  if (response.status !== 200) throw new Error(`the key set was answered with ${response.status}`);
  return JSON.parse(await readBounded(response)) as unknown;
}

/** @throws Error past {@link MAX_JWKS_BYTES}; the rest is not read */
async function readBounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_JWKS_BYTES) throw new Error(`the key set is larger than ${MAX_JWKS_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
