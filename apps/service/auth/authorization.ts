import type { UserRole } from '#auth';
import type { DenialCode } from '#domain';
import type { Principal } from './principal.js';

/** The workspaces that a role reaches by a call: those that its holder owns, or all. */
export type Reach = 'own' | 'any';

/** The latest grant of a workspace. */
export type GrantStatus = 'none' | 'active' | 'revoked' | 'expired';

export type Row = {
  /** The roles that may call, each with its reach. `everybody` needs no token. */
  for: 'everybody' | Partial<Record<UserRole, Reach>>;
  /**
   * The decider's answer by the state of the grant (rules G5, L1, L2, R2). libs/domain alone decides it; it is repeated here so that the
   * whole rule can be read in one place, and a test compares the two.
   */
  grant?: Record<GrantStatus, 'accepted' | DenialCode>;
};

/** Programs: `service`, or the part of it that the call is for. */
const SENDERS = { service: 'any', 'command-sender': 'any' } as const;
/** Who looks across workspaces. */
const LISTERS: Row['for'] = { engineer: 'any', 'vendor-admin': 'any', auditor: 'any' };
const CHECKERS: Row['for'] = { service: 'any', 'access-checker': 'any' };
const READERS: Row['for'] = { auditor: 'any', service: 'any', 'event-reader': 'any' };
/** Everyone with a token; customers for what is theirs. */
const WATCHERS: Row['for'] = {
  owner: 'own',
  engineer: 'any',
  'vendor-admin': 'any',
  auditor: 'any',
  service: 'any',
  'command-sender': 'any',
  'access-checker': 'any',
  'event-reader': 'any',
};

const everybody: Row = { for: 'everybody' };

/**
 * Who may call what. A call without a row is closed to all.
 *
 * A workspace out of reach is answered like one that does not exist: 404 `UNKNOWN_WORKSPACE`. For owners the audit trail also requires the
 * workspace's tier (A1).
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
  'POST /v1/workspaces/{}/support-access/extensions': {
    for: { owner: 'own' },
    grant: {
      none: 'NO_ACTIVE_GRANT',
      active: 'accepted',
      revoked: 'NO_ACTIVE_GRANT',
      expired: 'NO_ACTIVE_GRANT',
    },
  },
  'POST /v1/workspaces/{}/access-requests': {
    for: { engineer: 'any' },
    grant: { none: 'accepted', active: 'ALREADY_GRANTED', revoked: 'accepted', expired: 'accepted' },
  },
  'DELETE /v1/workspaces/{}/access-requests/{}': { for: { engineer: 'any' } },
  'POST /v1/workspaces/{}/access-requests/{}/approval': { for: { owner: 'own' } },
  'POST /v1/workspaces/{}/access-requests/{}/refusal': { for: { owner: 'own', 'vendor-admin': 'any' } },
  'GET /v1/workspaces/{}/access-requests': {
    for: { owner: 'own', engineer: 'any', 'vendor-admin': 'any', auditor: 'any' },
  },
  'GET /v1/access-requests': { for: LISTERS },
  'POST /v1/workspaces/{}/support-logins': {
    for: { engineer: 'any' },
    grant: {
      none: 'NO_ACTIVE_GRANT',
      active: 'accepted',
      revoked: 'NO_ACTIVE_GRANT',
      expired: 'ACCESS_EXPIRED',
    },
  },
  'DELETE /v1/workspaces/{}/support-sessions/{}': {
    for: { owner: 'own', engineer: 'any', 'vendor-admin': 'any' },
  },
  'GET /v1/support-sessions': { for: LISTERS },
  'POST /v1/tickets/{}/closures': { for: { ...SENDERS, 'vendor-admin': 'any' } },
  'POST /v1/engineers/{}/closures': { for: { ...SENDERS, 'vendor-admin': 'any' } },
  'GET /v1/workspaces/{}/support-access': {
    for: { owner: 'own', engineer: 'any', 'vendor-admin': 'any', service: 'any', auditor: 'any' },
  },
  'GET /v1/workspaces/{}/audit-trail': { for: { owner: 'own', auditor: 'any' } },
  'GET /v1/workspaces/{}/audit-trail/checkpoint': { for: { owner: 'own', auditor: 'any' } },
  'GET /v1/grants': { for: LISTERS },
  'GET /v1/changes': { for: WATCHERS },
  'GET /v1/events': { for: READERS },
  'GET /v1/events/{}/inclusion': { for: READERS },
  'GET /v1/checkpoints': { for: READERS },
  'GET /v1/checkpoints/latest': { for: READERS },
  'GET /v1/checkpoints/consistency': { for: READERS },
  'POST /access/v1/evaluation': { for: CHECKERS },
  'POST /access/v1/evaluations': { for: CHECKERS },
  'POST /v1/sessions/introspect': { for: CHECKERS },
  'POST /v1/sessions/revoke': { for: SENDERS },
  'GET /.well-known/jwks.json': everybody,
  'GET /.well-known/openid-configuration': everybody,
  'GET /.well-known/authzen-configuration': everybody,
  'GET /.well-known/support-access-vkey': everybody,
  'GET /openapi.json': everybody,
  'GET /docs': everybody,
  'GET /docs/{}': everybody,
  'GET /health/live': everybody,
  'GET /health/ready': everybody,
  // The controller checks METRICS_TOKEN.
  'GET /metrics': everybody,
};

/**
 * The web pages of the role `console`, which is a client of the calls above. No route of it takes a bearer token: it checks its own session,
 * and what a session reaches is decided by {@link AUTHORIZATION}, when the console passes a call on with the person's token.
 */
export const CONSOLE_ROUTES: Readonly<Record<string, Row>> = Object.fromEntries(
  [
    'GET /console',
    'GET /console/',
    'GET /console/w/{}/support-access',
    'GET /console/w/{}/audit-trail',
    'GET /console/w/{}/audit-trail.csv',
    'GET /console/w/{}/audit-trail.ndjson',
    'GET /console/desk',
    'GET /console/sign-in',
    'POST /console/sign-in',
    'POST /console/sign-in/example',
    'GET /console/example-product',
    'POST /console/example-product',
    'POST /console/example-product/leave',
    'GET /console/callback',
    'POST /console/sign-out',
    'GET /console/signed-out',
    'POST /console/session/activity',
    'GET /console/api/{}',
    'POST /console/api/{}',
    'PUT /console/api/{}',
    'DELETE /console/api/{}',
    'GET /console/assets/{}',
    'GET /console/widget/{}',
  ].map((route) => [route, everybody]),
);

/** @param path as registered; the names of its parameters do not matter */
export function rowOf(method: string, path: string): Row | undefined {
  const key = `${method === 'HEAD' ? 'GET' : method} ${path.replaceAll(/:[^/]+|\*/g, '{}')}`;
  const table = path.startsWith('/console') ? CONSOLE_ROUTES : AUTHORIZATION;
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** Whether a call of the API sends commands: all but those that read, and the checks. */
export function isCommand(method: string, path: string): boolean {
  if (method === 'GET' || method === 'HEAD' || path.startsWith('/console')) return false;
  const row = rowOf(method, path);
  return row !== undefined && row.for !== CHECKERS;
}

/** The widest reach of a caller's roles in a call; undefined when they may not call it. */
export function reachOf({ roles }: Pick<Principal, 'roles'>, row: Row | undefined): Reach | undefined {
  if (row === undefined) return undefined;
  if (row.for === 'everybody') return 'any';
  let reach: Reach | undefined;
  for (const role of roles) if (reach !== 'any') reach = row.for[role] ?? reach;
  return reach;
}
