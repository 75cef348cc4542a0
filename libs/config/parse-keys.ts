import type { KeyObject } from 'node:crypto';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { EvidenceConfig, SessionConfig } from './config.js';
import type { Environment } from './environment.js';
import { developmentKeysDir } from './parse-auth.js';

const REQUIRED = 'is required when NODE_ENV=production';

/** What session tokens are signed with. The keys are read once here: a start is when a wrong file should be noticed. */
export function parseSession(
  env: Environment,
  { production, eventStoreUrl }: { production: boolean; eventStoreUrl: string },
): SessionConfig {
  if (production)
    for (const name of ['PUBLIC_URL', 'SESSION_SIGNING_KEYS', 'SESSION_AUDIENCE'])
      env.require(name, REQUIRED);
  const signingKeyFiles = env.list('SESSION_SIGNING_KEYS') ?? [];
  for (const file of signingKeyFiles)
    checkSigningKey(env, 'SESSION_SIGNING_KEYS', file, ['P-256', 'Ed25519']);
  return {
    signingKeyFiles,
    keysDir: developmentKeysDir(env, eventStoreUrl),
    audience: env.text('SESSION_AUDIENCE') ?? 'support-sessions',
  };
}

export function parseEvidence(
  env: Environment,
  { production, eventStoreUrl }: { production: boolean; eventStoreUrl: string },
): { evidenceOrigin: string; evidence: EvidenceConfig } {
  if (production) for (const name of ['EVIDENCE_ORIGIN', 'EVIDENCE_SIGNING_KEY']) env.require(name, REQUIRED);
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
    // OpenSSL's message may quote the file; the same sentence serves.
  }
  env.refuse(variable, `must name PEM files of ${curves.join(' or ')} private keys (PKCS #8)`);
}

function curveOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): Curve | undefined {
  if (asymmetricKeyType === 'ed25519') return 'Ed25519';
  return asymmetricKeyDetails?.namedCurve === 'prime256v1' ? 'P-256' : undefined;
}

/**
 * One key must not sign both: a session token would be a signature over text that its holder influences, made with the key
 * that vouches for the log. Public keys are compared, because two files can hold the same key.
 */
export function refuseSharedKeys(env: Environment, session: SessionConfig, evidence: EvidenceConfig): void {
  const ofSessions = new Set(session.signingKeyFiles.map(publicKeyIn));
  if (!evidence.signingKeyFiles.map(publicKeyIn).some((key) => key !== undefined && ofSessions.has(key)))
    return;
  env.refuse('SESSION_SIGNING_KEYS', 'must not name a key of EVIDENCE_SIGNING_KEY: each signs nothing else');
  env.refuse('EVIDENCE_SIGNING_KEY', 'must not name a key of SESSION_SIGNING_KEYS: each signs nothing else');
}

/** SPKI in base64; undefined for a file that holds no key, which is refused for that. */
function publicKeyIn(file: string): string | undefined {
  try {
    const privateKey = createPrivateKey(readFileSync(file, 'utf8'));
    return createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64');
  } catch {
    return undefined;
  }
}
