import type { UserRole } from '#auth';
import type { DenialCode } from '#domain';
import type { Principal } from './principal.js';

/** Which workspaces a role reaches by a call: those that its holder owns, or every one. */
export type Reach = 'own' | 'any';

/** The latest grant of a workspace. */
export type GrantStatus = 'none' | 'active' | 'revoked' | 'expired';

export type Row = {
  /** Who may call; a role that is not named may not. `everybody` needs no token. */
  for: 'everybody' | Partial<Record<UserRole, Reach>>;
  /**
   * What the decider answers those who get as far, by the state of the grant (rules G5, L1, L2, R2). It is decided in
   * libs/domain alone; it stands here so that the whole of it can be read, and is tested, in one place.
   */
  grant?: Record<GrantStatus, 'accepted' | DenialCode>;
};

/** Of programs: `service`, or the part of it that the call is for. */
const SENDERS: Row['for'] = { service: 'any', 'command-sender': 'any' };
const CHECKERS: Row['for'] = { service: 'any', 'access-checker': 'any' };
const READERS: Row['for'] = { auditor: 'any', service: 'any', 'event-reader': 'any' };

const everybody: Row = { for: 'everybody' };

/**
 * Who may call what. A call without a row is closed to all.
 *
 * A workspace out of reach answers like one that does not exist: 404 `UNKNOWN_WORKSPACE`. The audit trail asks for the
 * workspace's tier besides (A1), for those who reach only their own.
 */
export const AUTHORIZATION: Readonly<Record<string, Row>> = {
  'POST /v1/commands': { for: SENDERS },
  'PUT /v1/workspaces/{}': { for: SENDERS },
  'POST /v1/workspaces/{}/support-access': {
    for: { owner: 'own' },
    grant: { none: 'accepted', active: 'ALREADY_GRANTED', revoked: 'accepted', expired: 'accepted' },
  },
  'DELETE /v1/workspaces/{}/support-access': {
    for: { owner: 'own', 'vendor-admin': 'any' },
    grant: {
      none: 'NO_ACTIVE_GRANT',
      active: 'accepted',
      revoked: 'NO_ACTIVE_GRANT',
      expired: 'NO_ACTIVE_GRANT',
    },
  },
  'POST /v1/workspaces/{}/support-logins': {
    for: { engineer: 'any' },
    grant: {
      none: 'NO_ACTIVE_GRANT',
      active: 'accepted',
      revoked: 'NO_ACTIVE_GRANT',
      expired: 'ACCESS_EXPIRED',
    },
  },
  'GET /v1/workspaces/{}/support-access': {
    for: { owner: 'own', engineer: 'any', 'vendor-admin': 'any', service: 'any', auditor: 'any' },
  },
  'GET /v1/workspaces/{}/audit-trail': { for: { owner: 'own', auditor: 'any' } },
  'GET /v1/workspaces/{}/audit-trail/checkpoint': { for: { owner: 'own', auditor: 'any' } },
  'GET /v1/grants': { for: { engineer: 'any', 'vendor-admin': 'any', auditor: 'any' } },
  'GET /v1/events': { for: READERS },
  'GET /v1/events/{}/inclusion': { for: READERS },
  'GET /v1/checkpoints': { for: READERS },
  'GET /v1/checkpoints/latest': { for: READERS },
  'GET /v1/checkpoints/consistency': { for: READERS },
  'POST /access/v1/evaluation': { for: CHECKERS },
  'POST /access/v1/evaluations': { for: CHECKERS },
  'POST /v1/sessions/introspect': { for: CHECKERS },
  'GET /.well-known/jwks.json': everybody,
  'GET /.well-known/openid-configuration': everybody,
  'GET /.well-known/authzen-configuration': everybody,
  'GET /.well-known/support-access-vkey': everybody,
  'GET /openapi.json': everybody,
  'GET /docs': everybody,
  'GET /docs/{}': everybody,
  'GET /health/live': everybody,
  'GET /health/ready': everybody,
  // Asks for METRICS_TOKEN itself.
  'GET /metrics': everybody,
};

/** @param path as it was registered, with its parameters' names, which do not matter */
export function rowOf(method: string, path: string): Row | undefined {
  const key = `${method === 'HEAD' ? 'GET' : method} ${path.replaceAll(/:[^/]+|\*/g, '{}')}`;
  return Object.hasOwn(AUTHORIZATION, key) ? AUTHORIZATION[key] : undefined;
}

/** How far a caller's roles reach by a call, together; undefined: they may not call it. */
export function reachOf({ roles }: Pick<Principal, 'roles'>, row: Row | undefined): Reach | undefined {
  if (row === undefined) return undefined;
  if (row.for === 'everybody') return 'any';
  let reach: Reach | undefined;
  for (const role of roles) if (reach !== 'any') reach = row.for[role] ?? reach;
  return reach;
}
