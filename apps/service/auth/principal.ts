import type { UserRole } from '#auth';
import type { EpochMs } from '#domain';

/** Who is calling, by a verified token. */
export type Principal = {
  /** The token's subject. */
  id: string;
  /** The token's `iss`: a subject is one person only within an issuer. */
  issuer: string;
  /** Without those that do not count for somebody who acts as another. */
  roles: ReadonlySet<UserRole>;
  name?: string;
  email?: string;
  /** The support session through which somebody acts as this person (the token's `act`); undefined for the person. */
  sessionId?: string;
  /** The token's `exp`: what is answered over time ends then. */
  expiresAt: EpochMs;
};
