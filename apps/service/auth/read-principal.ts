import type { JWTPayload } from 'jose';
import type { ClaimNames, UserRole } from '#auth';
import { claimAt, rolesIn } from '#auth';
import { isId } from '#domain';
import type { Principal } from './principal.js';

/** Roles that do not count for a caller who acts as an owner (G6). */
const NOT_BY_ACTORS: ReadonlySet<UserRole> = new Set(['engineer', 'vendor-admin', 'auditor']);

/** @returns undefined when the subject's claim is not a valid id */
export function readPrincipal(payload: JWTPayload, names: ClaimNames): Principal | undefined {
  const { iss = '', name, email, exp = 0, act } = payload;
  const id = claimAt(payload, names.subject);
  if (typeof id !== 'string' || id === '') return undefined;
  const roles = rolesIn(claimAt(payload, names.roles));
  // Some serialisers write an absent claim as null.
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

/** RFC 8693: `act.sub` is the actor, `act.sid` their session. Any other value of `act` still means that somebody acts. */
function sessionOf(act: unknown): string {
  const { sid, sub } = isObject(act) ? act : {};
  if (isId(sid)) return sid;
  const session = typeof sub === 'string' ? `act:${sub}` : '';
  return isId(session) ? session : 'act:other';
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
