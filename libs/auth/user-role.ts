/** Roles of people. Their calls are rate-limited. */
const PEOPLE = ['owner', 'engineer', 'vendor-admin'] as const;

/** `service` may do all that the three after it may: one that only checks access needs no right to grant. */
const PROGRAMS = ['auditor', 'service', 'command-sender', 'access-checker', 'event-reader'] as const;

/** What a token's roles may say. */
export const USER_ROLES = [...PEOPLE, ...PROGRAMS] as const;
export type UserRole = (typeof USER_ROLES)[number];

export const isUserRole = (role: unknown): role is UserRole =>
  (USER_ROLES as readonly unknown[]).includes(role);

/** Whether the calls of a role are rate-limited: those of people are, those of the vendor's programs and auditors are not. */
export const isCounted = (role: UserRole): boolean => (PEOPLE as readonly UserRole[]).includes(role);
