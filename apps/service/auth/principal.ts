import type { UserRole } from '#auth';
import type { EpochMs } from '#domain';

/** The caller, from a verified token. */
export type Principal = {
  /** The token's subject. */
  id: string;
  /** The token's `iss`: subjects are unique only within an issuer. */
  issuer: string;
  /** The token's roles, without those that an impersonated caller may not use. */
  roles: ReadonlySet<UserRole>;
  name?: string;
  email?: string;
  /** The support session of somebody who acts as this person (the token's `act`); undefined for the person themselves. */
  sessionId?: string;
  /** The token's `exp`; an event stream ends then. */
  expiresAt: EpochMs;
};
