import type { KeyObject } from 'node:crypto';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { SignJWT } from 'jose';
import { developmentKey } from '#config';
import type { UserRole } from './user-role.js';

/** Printed at every start: one person, or program, of each kind. */
export const DEVELOPMENT_USERS: readonly { role: UserRole; sub: string }[] = [
  { role: 'service', sub: 'crm' },
  { role: 'owner', sub: 'olivia' },
  { role: 'engineer', sub: 'erin' },
  { role: 'vendor-admin', sub: 'victor' },
  { role: 'auditor', sub: 'audrey' },
];

export const DEVELOPMENT_TOKEN_HOURS = 24;

/** What a verifier of these tokens expects. */
export const DEVELOPMENT_CLAIMS = {
  issuer: 'urn:support-access:development',
  audience: 'support-access',
  // Only the key's own algorithm: a token with another one is invalid.
  algorithms: ['EdDSA'],
};

/** Claims that a token may have besides those that every token has. */
export type FurtherClaims = {
  name?: string;
  email?: string;
  /** RFC 8693: who acts for the subject, and through which support session. */
  act?: { sub: string; sid?: string };
};

/** Tokens signed with a key of our own, for a machine that has no identity provider. */
export class DevelopmentTokens {
  private constructor(private readonly key: KeyObject) {}

  static async open(keysDir: string): Promise<DevelopmentTokens> {
    return new DevelopmentTokens(createPrivateKey(await developmentKey(keysDir, 'token-signing-key.pem')));
  }

  /** The public key that verifies the tokens. */
  publicKey(): KeyObject {
    return createPublicKey(this.key);
  }

  /** @param claims besides the roles and the subject */
  sign(roles: readonly UserRole[], sub: string, claims: FurtherClaims = {}): Promise<string> {
    return new SignJWT({ roles, ...claims })
      .setProtectedHeader({ alg: 'EdDSA' })
      .setSubject(sub)
      .setIssuer(DEVELOPMENT_CLAIMS.issuer)
      .setAudience(DEVELOPMENT_CLAIMS.audience)
      .setIssuedAt()
      .setExpirationTime(`${DEVELOPMENT_TOKEN_HOURS}h`)
      .sign(this.key);
  }
}
