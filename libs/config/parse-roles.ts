import type { Role, Tier } from './config.js';
import type { Environment } from './environment.js';

const ROLES: readonly Role[] = ['api', 'commands', 'projections', 'publisher', 'expiry'];
const TIERS: readonly Tier[] = ['free', 'team', 'business'];

/** The roles of this process. `all` leaves out roles that need a missing broker; a role that is named must be possible. */
export function parseRoles(env: Environment): ReadonlySet<Role> {
  const roles = parseSet(env, 'ROLES', ROLES) ?? 'all';
  if (roles === 'all') return frozenSet(ROLES);
  if ((roles.has('commands') || roles.has('publisher')) && !env.has('KAFKA_BROKERS'))
    env.refuse('ROLES', 'asks for commands or publisher, which need KAFKA_BROKERS');
  return roles;
}

/** Rule A1: the tiers whose owners may read the trail. */
export const parseAuditTrailTiers = (env: Environment): ReadonlySet<Tier> | 'all' =>
  parseSet(env, 'AUDIT_TRAIL_TIERS', TIERS) ?? frozenSet(['business']);

function parseSet<T extends string>(env: Environment, name: string, known: readonly T[]) {
  const items = env.list(name);
  if (items === undefined) return undefined;
  if (items.length === 1 && items[0] === 'all') return 'all';
  const isKnown = (item: string): item is T => (known as readonly string[]).includes(item);
  if (items.every(isKnown)) return frozenSet(items);
  return env.refuse(name, `must be all, or a list of ${known.join(', ')}`);
}

/** `Object.freeze` leaves a set's contents open; this does not. */
function frozenSet<T>(items: readonly T[]): ReadonlySet<T> {
  const set = new Set(items);
  const value = () => {
    throw new TypeError('the configuration is frozen');
  };
  return Object.freeze(Object.defineProperties(set, { add: { value }, delete: { value }, clear: { value } }));
}
