/** What a token's `roles` may say. */
export const USER_ROLES = ['owner', 'engineer', 'vendor-admin', 'auditor', 'service'] as const;
export type UserRole = (typeof USER_ROLES)[number];

export const isUserRole = (role: unknown): role is UserRole =>
  (USER_ROLES as readonly unknown[]).includes(role);
