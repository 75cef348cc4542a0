import type { KeyObject } from 'node:crypto';
import { createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import type { UserRole } from './principal.js';
import { TokenVerifier } from './token-verifier.js';

/** Printed at every start: one person, or program, of each kind. */
export const DEVELOPMENT_USERS: readonly { role: UserRole; sub: string }[] = [
  { role: 'service', sub: 'crm' },
  { role: 'owner', sub: 'olivia' },
  { role: 'engineer', sub: 'erin' },
  { role: 'vendor-admin', sub: 'victor' },
  { role: 'auditor', sub: 'audrey' },
];

export const DEVELOPMENT_TOKEN_HOURS = 24;

const EXPECTED = { issuer: 'urn:support-access:development', audience: 'support-access' };

/** Tokens signed with a key of our own, for a machine that has no identity provider. */
export class DevelopmentTokens {
  private constructor(private readonly key: KeyObject) {}

  /** The key is made once and shared by every process that names the same directory, so tokens outlive a restart. */
  static async open(keysDir: string): Promise<DevelopmentTokens> {
    const file = join(keysDir, 'token-signing-key.pem');
    await mkdir(keysDir, { recursive: true, mode: 0o700 });
    const pem = (await readIfThere(file)) ?? (await makeKey(file));
    return new DevelopmentTokens(createPrivateKey(pem));
  }

  verifier(): TokenVerifier {
    const key = createPublicKey(this.key);
    return new TokenVerifier(() => key, EXPECTED);
  }

  sign(roles: readonly UserRole[], sub: string): Promise<string> {
    return new SignJWT({ roles })
      .setProtectedHeader({ alg: 'EdDSA' })
      .setSubject(sub)
      .setIssuer(EXPECTED.issuer)
      .setAudience(EXPECTED.audience)
      .setIssuedAt()
      .setExpirationTime(`${DEVELOPMENT_TOKEN_HOURS}h`)
      .sign(this.key);
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** A link fails when the name is taken: of two processes that start together one key wins, and it is there whole. */
async function makeKey(file: string): Promise<string> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  try {
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft);
  }
  return readFile(file, 'utf8');
}
