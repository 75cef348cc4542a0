import { dirname, join } from 'node:path';
import type { AuthConfig } from './config.js';
import type { Environment } from './environment.js';
import { isEventStoreDbUrl } from './eventstoredb-url.js';
import { isLoopback, parseUrl } from './parse-http.js';
import { sqliteFile } from './sqlite-url.js';

const VARIABLES = ['AUTH_ISSUER', 'AUTH_JWKS_URL', 'AUTH_AUDIENCE'] as const;
const CLAIM_VARIABLES = ['AUTH_SUBJECT_CLAIM', 'AUTH_ROLES_CLAIM'] as const;

/** Whether this service signs tokens itself, for lack of an identity provider. */
export const usesDevelopmentTokens = (env: Environment, { production }: { production: boolean }): boolean =>
  !production && ![...VARIABLES, ...CLAIM_VARIABLES].some((name) => env.has(name));

/** Whose tokens are accepted: an issuer's, or, with no `AUTH_*` set, development tokens, on loopback only. */
export function parseAuth(
  env: Environment,
  { eventStoreUrl, host, production }: { eventStoreUrl: string; host: string; production: boolean },
): AuthConfig {
  if (usesDevelopmentTokens(env, { production })) {
    if (!isLoopback(host))
      env.refuse(
        'HOST',
        'must be a loopback address while AUTH_* are unset: development tokens open everything',
      );
    if (isEventStoreDbUrl(eventStoreUrl))
      env.require('DEV_KEYS_DIR', 'is required with esdb://: there is no file to make the keys beside');
    return { kind: 'development', keysDir: developmentKeysDir(env, eventStoreUrl) };
  }
  for (const name of VARIABLES)
    env.require(
      name,
      production ? 'is required when NODE_ENV=production' : 'is required with the other AUTH_*',
    );
  if (env.has('DEV_KEYS_DIR'))
    env.refuse(
      'DEV_KEYS_DIR',
      'is for development tokens, which are off when AUTH_* or NODE_ENV=production is set',
    );
  return {
    kind: 'jwks',
    issuer: env.text('AUTH_ISSUER') ?? '',
    jwksUrl: parseJwksUrl(env),
    audience: env.text('AUTH_AUDIENCE') ?? '',
    claims: {
      subject: parseClaimName(env, 'AUTH_SUBJECT_CLAIM') ?? 'sub',
      roles: parseClaimName(env, 'AUTH_ROLES_CLAIM') ?? 'roles',
    },
  };
}

/** The directory of development keys. */
export function developmentKeysDir(env: Environment, eventStoreUrl: string): string {
  return env.text('DEV_KEYS_DIR') ?? join(dirname(sqliteFile(eventStoreUrl) ?? '.'), 'dev-keys');
}

const parseClaimName = (env: Environment, name: (typeof CLAIM_VARIABLES)[number]): string | undefined =>
  env.matching(name, /^[!-~]{1,256}$/, 'the name of a claim, a URL, or a path such as realm_access.roles');

function parseJwksUrl(env: Environment): string {
  const value = env.text('AUTH_JWKS_URL') ?? '';
  if (value === '') return value;
  const url = parseUrl(value);
  const safe =
    url?.protocol === 'https:' ||
    (url?.protocol === 'file:' && url.host === '') ||
    (url?.protocol === 'http:' && isLoopback(url.hostname));
  // Somebody who can change the keys in transit can forge tokens.
  if (!safe) env.refuse('AUTH_JWKS_URL', 'must be an https: or file: URL, or http: on loopback');
  return value;
}
