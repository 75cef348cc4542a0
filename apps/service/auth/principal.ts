import type { EpochMs } from '#domain';

/** What a token's `roles` may say. */
export const USER_ROLES = ['owner', 'engineer', 'vendor-admin', 'auditor', 'service'] as const;
export type UserRole = (typeof USER_ROLES)[number];

/** Who is calling, by a verified token. */
export type Principal = {
  /** The token's `sub`. */
  id: string;
  roles: ReadonlySet<UserRole>;
  name?: string;
  email?: string;
  /** The token's `exp`: what is answered over time ends then. */
  expiresAt: EpochMs;
};

export const isUserRole = (role: unknown): role is UserRole =>
  (USER_ROLES as readonly unknown[]).includes(role);
