import type { KeyObject } from 'node:crypto';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { SignJWT } from 'jose';
import { developmentKey } from './development-key.js';
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

const EXPECTED = {
  issuer: 'urn:support-access:development',
  audience: 'support-access',
  // Only what the key can do: a token that asks for another algorithm is wrong, not the key.
  algorithms: ['EdDSA'],
};

/** Tokens signed with a key of our own, for a machine that has no identity provider. */
export class DevelopmentTokens {
  private constructor(private readonly key: KeyObject) {}

  static async open(keysDir: string): Promise<DevelopmentTokens> {
    return new DevelopmentTokens(createPrivateKey(await developmentKey(keysDir, 'token-signing-key.pem')));
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
