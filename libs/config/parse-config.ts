import { ConfigError } from './config-error.js';
import type { Config } from './config.js';
import { Environment } from './environment.js';
import { parseAuth } from './parse-auth.js';
import { parseConsole } from './parse-console.js';
import { parseHttp } from './parse-http.js';
import { parseKafka } from './parse-kafka.js';
import { parseEvidence, parseSession, refuseSharedKeys } from './parse-keys.js';
import { parsePolicy } from './parse-policy.js';
import { parseAuditTrailTiers, parseRoles } from './parse-roles.js';
import { parseStores } from './parse-stores.js';
import { parseTracing } from './parse-tracing.js';

/**
 * The environment as one frozen object. Called once, at start; nothing else reads the environment.
 * @throws ConfigError naming every variable that is wrong or missing, and never a value.
 */
export function parseConfig(variables: Readonly<Record<string, string | undefined>>): Config {
  const env = new Environment(variables);
  const mode = parseMode(env);
  const production = mode === 'production';
  const stores = parseStores(env);
  const roles = parseRoles(env, { production });
  const http = parseHttp(env, { production });
  const kafka = parseKafka(env, { production });
  const auth = parseAuth(env, { eventStoreUrl: stores.eventStoreUrl, host: http.host, production });
  const webPages = parseConsole(env, { production, roles, auth, http, eventStoreUrl: stores.eventStoreUrl });
  const metricsToken = env.matching(
    'METRICS_TOKEN',
    /^[\x21-\x7e]{16,}$/,
    'at least 16 printable characters',
  );
  const tracing = parseTracing(env);
  const config: Config = {
    mode,
    ...stores,
    roles,
    http,
    ...(webPages && { console: webPages }),
    ...(kafka && { kafka }),
    auth,
    ...(metricsToken !== undefined && { metricsToken }),
    ...(tracing && { tracing }),
    // A process holds the keys that its roles use and no others.
    session: parseSession(env, { production, signs: roles.has('api'), eventStoreUrl: stores.eventStoreUrl }),
    ...parseEvidence(env, { production, roles, eventStoreUrl: stores.eventStoreUrl }),
    policy: parsePolicy(env),
    auditTrailTiers: parseAuditTrailTiers(env),
  };
  refuseSharedKeys(env, config);
  if (env.problems.length > 0) throw new ConfigError(env.problems);
  return deepFreeze(config);
}

/** `test` is what test runners set; a mistyped `production` must not start with development's keys. */
function parseMode(env: Environment): Config['mode'] {
  const mode = env.oneOf('NODE_ENV', ['development', 'production', 'test'], 'development');
  return mode === 'production' ? 'production' : 'development';
}

function deepFreeze<T extends object>(value: T): T {
  for (const each of Object.values(value)) if (typeof each === 'object' && each !== null) deepFreeze(each);
  return Object.freeze(value);
}
