import type { JWTPayload } from 'jose';
import { isUserRole } from '#auth';
import type { UserRole } from '#auth';
import { isId } from '#domain';
import type { Principal } from './principal.js';

/** Which claims of an issuer's tokens say who calls and what they may: names, URLs, or paths such as `realm_access.roles`. */
export type ClaimNames = { subject: string; roles: string };

export const DEFAULT_CLAIMS: ClaimNames = { subject: 'sub', roles: 'roles' };

/** What somebody who acts as an owner may still do by another role: nothing (G6). */
const NOT_BY_ACTORS: ReadonlySet<UserRole> = new Set(['engineer', 'vendor-admin', 'auditor']);

/** @returns undefined when the subject's claim does not name anybody */
export function readPrincipal(payload: JWTPayload, names: ClaimNames): Principal | undefined {
  const { iss = '', name, email, exp = 0, act } = payload;
  const id = claimAt(payload, names.subject);
  if (typeof id !== 'string' || id === '') return undefined;
  const roles = rolesIn(claimAt(payload, names.roles));
  // An absent claim, as some serialisers write it.
  const isActing = act !== undefined && act !== null;
  return {
    id,
    issuer: iss,
    roles: new Set(isActing ? roles.filter((role) => !NOT_BY_ACTORS.has(role)) : roles),
    ...(typeof name === 'string' && { name }),
    ...(typeof email === 'string' && { email }),
    ...(isActing && { sessionId: sessionOf(act) }),
    expiresAt: exp * 1000,
  };
}

/** By its whole name first, since a URL has dots, too. */
function claimAt(payload: JWTPayload, name: string): unknown {
  if (Object.hasOwn(payload, name)) return payload[name];
  return name
    .split('.')
    .reduce<unknown>(
      (value, part) => (isObject(value) && Object.hasOwn(value, part) ? value[part] : undefined),
      payload,
    );
}

/** A list, one word, or words with spaces between, as issuers write them; roles that are not ours are passed by. */
function rolesIn(value: unknown): UserRole[] {
  const words: readonly unknown[] =
    typeof value === 'string' ? value.split(/\s+/) : Array.isArray(value) ? value : [];
  return words.filter(isUserRole);
}

/** RFC 8693: `act.sub` is who acts, `sid` the session through which they do. Whatever else it is, somebody acts. */
function sessionOf(act: unknown): string {
  const { sid, sub } = isObject(act) ? act : {};
  if (isId(sid)) return sid;
  const session = typeof sub === 'string' ? `act:${sub}` : '';
  return isId(session) ? session : 'act:other';
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
