import type { UserRole } from './user-role.js';
import { isUserRole } from './user-role.js';

/** The claims for the caller's id and roles: names, URLs, or paths such as `realm_access.roles`. */
export type ClaimNames = { subject: string; roles: string };

export const DEFAULT_CLAIMS: ClaimNames = { subject: 'sub', roles: 'roles' };

/** A claim by name or path. The whole name is looked up first, because a URL has dots, too. */
export function claimAt(payload: object, name: string): unknown {
  if (hasOwn(payload, name)) return payload[name];
  return name
    .split('.')
    .reduce<unknown>((value, part) => (hasOwn(value, part) ? value[part] : undefined), payload);
}

/** Roles as a list, one word, or words separated by spaces; unknown roles are ignored. */
export function rolesIn(value: unknown): UserRole[] {
  const words: readonly unknown[] =
    typeof value === 'string' ? value.split(/\s+/) : Array.isArray(value) ? value : [];
  return words.filter(isUserRole);
}

const hasOwn = <Name extends string>(value: unknown, name: Name): value is Record<Name, unknown> =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name);
