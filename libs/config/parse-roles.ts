import type { Role, Tier } from './config.js';
import type { Environment } from './environment.js';
import { usesDevelopmentTokens } from './parse-auth.js';

const ROLES: readonly Role[] = ['api', 'commands', 'projections', 'publisher', 'expiry', 'console'];
const TIERS: readonly Tier[] = ['free', 'team', 'business'];

/**
 * The roles of this process. `all` leaves out roles that need a missing broker, and the console where nobody could sign in to it; a role
 * that is named must be possible.
 */
export function parseRoles(env: Environment, { production }: { production: boolean }): ReadonlySet<Role> {
  const roles = parseSet(env, 'ROLES', ROLES) ?? 'all';
  const canSignIn = usesDevelopmentTokens(env, { production }) || env.has('CONSOLE_CLIENT_ID');
  if (roles === 'all') return frozenSet(ROLES.filter((role) => role !== 'console' || canSignIn));
  if ((roles.has('commands') || roles.has('publisher')) && !env.has('KAFKA_BROKERS'))
    env.refuse('ROLES', 'asks for commands or publisher, which need KAFKA_BROKERS');
  if (roles.has('console') && !canSignIn)
    env.refuse('ROLES', 'asks for console, which needs CONSOLE_CLIENT_ID');
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
