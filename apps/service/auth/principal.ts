import type { UserRole } from '#auth';
import type { EpochMs } from '#domain';

/** Who is calling, by a verified token. */
export type Principal = {
  /** The token's `sub`. */
  id: string;
  /** The token's `iss`: a subject is one person only within an issuer. */
  issuer: string;
  roles: ReadonlySet<UserRole>;
  name?: string;
  email?: string;
  /** The token's `exp`: what is answered over time ends then. */
  expiresAt: EpochMs;
};
