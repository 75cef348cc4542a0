import type { KeyObject } from 'node:crypto';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Config, EvidenceConfig, KeySource, Role, SessionConfig } from './config.js';
import type { DevelopmentKeyName } from './signing-keys.js';
import type { Environment } from './environment.js';
import { developmentKeysDir } from './parse-auth.js';

const REQUIRED = 'is required when NODE_ENV=production';

/** The keys of session tokens. They are read here once, so that a wrong file is noticed at the start. */
export function parseSession(
  env: Environment,
  { production, signs, eventStoreUrl }: { production: boolean; signs: boolean; eventStoreUrl: string },
): SessionConfig {
  if (production) env.require('PUBLIC_URL', REQUIRED);
  if (production && signs)
    for (const name of ['SESSION_SIGNING_KEYS', 'SESSION_AUDIENCE']) env.require(name, REQUIRED);
  const signingKeyFiles = env.list('SESSION_SIGNING_KEYS') ?? [];
  for (const file of signingKeyFiles)
    checkSigningKey(env, 'SESSION_SIGNING_KEYS', file, ['P-256', 'Ed25519']);
  return {
    signingKeyFiles,
    keysDir: developmentKeysDir(env, eventStoreUrl),
    audience: env.text('SESSION_AUDIENCE') ?? 'support-sessions',
  };
}

/** Roles that sign the log, or hold it against what was signed before they write to it. */
const CHECKING_ROLES: readonly Role[] = ['api', 'commands', 'projections', 'expiry'];

export function parseEvidence(
  env: Environment,
  {
    production,
    roles,
    eventStoreUrl,
  }: { production: boolean; roles: ReadonlySet<Role>; eventStoreUrl: string },
): { evidenceOrigin: string; evidence: EvidenceConfig } {
  const checks = CHECKING_ROLES.some((role) => roles.has(role));
  // The publisher needs the name alone: it is the source of every event.
  if (production && (checks || roles.has('publisher'))) env.require('EVIDENCE_ORIGIN', REQUIRED);
  if (production && checks) env.require('EVIDENCE_SIGNING_KEY', REQUIRED);
  const signingKeyFiles = env.list('EVIDENCE_SIGNING_KEY') ?? [];
  for (const file of signingKeyFiles) checkSigningKey(env, 'EVIDENCE_SIGNING_KEY', file, ['Ed25519']);
  return {
    // The name of every note's key (C2SP: no blanks, no plus) and a CloudEvents source (a URI reference).
    evidenceOrigin:
      env.matching(
        'EVIDENCE_ORIGIN',
        /^[A-Za-z0-9._~:/@%-]{1,255}$/,
        'a name such as support.example.com/log',
      ) ?? hostname(),
    evidence: {
      signingKeyFiles,
      keysDir: developmentKeysDir(env, eventStoreUrl),
      checkpointSeconds: env.integer('CHECKPOINT_SECONDS', { min: 1, max: 86_400, fallback: 60 }),
      verifyHours: env.integer('VERIFY_HOURS', { min: 1, max: 8_760, fallback: 24 }),
    },
  };
}

type Curve = 'P-256' | 'Ed25519';

function checkSigningKey(env: Environment, variable: string, file: string, curves: readonly Curve[]): void {
  const pem = env.read(variable, file);
  if (pem === undefined) return;
  try {
    const curve = curveOf(createPrivateKey({ key: pem, format: 'pem' }));
    if (curve !== undefined && curves.includes(curve)) return;
  } catch {
    // OpenSSL's message may quote the file, so it is not shown.
  }
  env.refuse(variable, `must name PEM files of ${curves.join(' or ')} private keys (PKCS #8)`);
}

function curveOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): Curve | undefined {
  if (asymmetricKeyType === 'ed25519') return 'Ed25519';
  return asymmetricKeyDetails?.namedCurve === 'prime256v1' ? 'P-256' : undefined;
}

/**
 * Refuses one key for two uses: a session token would be a signature, made with the key that signs the log, over text that its holder
 * influences. Public keys are compared, because two files can hold the same key; development keys count where none are configured.
 */
export function refuseSharedKeys(
  env: Environment,
  { session, evidence, auth }: Pick<Config, 'session' | 'evidence' | 'auth'>,
): void {
  const uses: KeyUse[] = [
    keyUse('SESSION_SIGNING_KEYS', session, 'session-signing-key.pem'),
    keyUse('EVIDENCE_SIGNING_KEY', evidence, 'evidence-signing-key.pem'),
  ];
  if (auth.kind === 'development') uses.push(developmentUse(auth.keysDir, 'token-signing-key.pem'));
  for (const [i, one] of uses.entries())
    for (const other of uses.slice(i + 1))
      if ([...one.keys].some((key) => other.keys.has(key))) refuseUse(env, one, other);
}

/** `variable` is undefined for development's key. */
type KeyUse = { variable?: string; name: string; keys: Set<string> };

function keyUse(
  variable: string,
  { signingKeyFiles, keysDir }: KeySource,
  developmentName: DevelopmentKeyName,
): KeyUse {
  if (signingKeyFiles.length === 0) return developmentUse(keysDir, developmentName);
  return { variable, name: variable, keys: publicKeysIn(signingKeyFiles) };
}

const developmentUse = (keysDir: string, name: DevelopmentKeyName): KeyUse => ({
  name: `${name} in DEV_KEYS_DIR`,
  keys: publicKeysIn([join(keysDir, name)]),
});

function refuseUse(env: Environment, one: KeyUse, other: KeyUse): void {
  const refuse = ({ variable }: KeyUse, { name }: KeyUse): void => {
    if (variable !== undefined)
      env.refuse(variable, `must not name a key of ${name}: each signs nothing else`);
  };
  refuse(one, other);
  refuse(other, one);
  if (one.variable === undefined && other.variable === undefined)
    env.refuse(
      'DEV_KEYS_DIR',
      `has one key under two names (${one.name}, ${other.name}): each signs nothing else`,
    );
}

/** SPKI in base64. A file that holds no key is left out: it is refused elsewhere, or not made yet. */
function publicKeysIn(files: readonly string[]): Set<string> {
  return new Set(files.flatMap((file) => publicKeyIn(file) ?? []));
}

function publicKeyIn(file: string): string | undefined {
  try {
    const privateKey = createPrivateKey(readFileSync(file, 'utf8'));
    return createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64');
  } catch {
    return undefined;
  }
}
