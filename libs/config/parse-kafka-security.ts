import type { KafkaConfig, KafkaOAuth } from './config.js';
import type { Environment } from './environment.js';
import { isLoopback, parseUrl } from './parse-http.js';

const MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512', 'oauthbearer'] as const;
/** RFC 6749, appendix A.4. */
const SCOPE = /^[!#-[\]-~]+( [!#-[\]-~]+)*$/;
const OWN_PARAMETERS = ['grant_type', 'client_id', 'client_secret', 'scope'];

const PASSWORD_VARIABLES = ['KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD'] as const;
const OAUTH_NEEDED = ['KAFKA_OAUTH_TOKEN_URL', 'KAFKA_OAUTH_CLIENT_ID'] as const;
const OAUTH_SECRETS = ['KAFKA_OAUTH_CLIENT_SECRET', 'KAFKA_OAUTH_CLIENT_SECRET_FILE'] as const;
const OAUTH_OPTIONAL = ['KAFKA_OAUTH_SCOPE', 'KAFKA_OAUTH_PARAMETERS', 'KAFKA_OAUTH_EXTENSIONS'] as const;
const OAUTH_VARIABLES = [...OAUTH_NEEDED, ...OAUTH_SECRETS, ...OAUTH_OPTIONAL];

export const SECURITY_VARIABLES = [
  'KAFKA_SSL',
  'KAFKA_SSL_CA',
  'KAFKA_SSL_CERT',
  'KAFKA_SSL_KEY',
  'KAFKA_SSL_REJECT_UNAUTHORIZED',
  'KAFKA_SASL_MECHANISM',
  ...PASSWORD_VARIABLES,
  ...OAUTH_VARIABLES,
];

/** Any file given turns TLS on; a client certificate is two files. */
export function parseTls(env: Environment, production: boolean): KafkaConfig['tls'] {
  const [ca, cert, key] = [env.file('KAFKA_SSL_CA'), env.file('KAFKA_SSL_CERT'), env.file('KAFKA_SSL_KEY')];
  const asked = ['KAFKA_SSL_CA', 'KAFKA_SSL_CERT', 'KAFKA_SSL_KEY'].filter((name) => env.has(name));
  const rejectUnauthorized = env.flag('KAFKA_SSL_REJECT_UNAUTHORIZED', true);
  if (!env.flag('KAFKA_SSL', asked.length > 0)) {
    for (const name of asked) env.refuse(name, 'contradicts KAFKA_SSL=false');
    if (env.has('KAFKA_SSL_REJECT_UNAUTHORIZED'))
      env.refuse('KAFKA_SSL_REJECT_UNAUTHORIZED', 'has no effect without KAFKA_SSL');
    return undefined;
  }
  if (env.has('KAFKA_SSL_CERT')) env.require('KAFKA_SSL_KEY', 'is required with KAFKA_SSL_CERT');
  if (env.has('KAFKA_SSL_KEY')) env.require('KAFKA_SSL_CERT', 'is required with KAFKA_SSL_KEY');
  if (production && !rejectUnauthorized)
    env.refuse(
      'KAFKA_SSL_REJECT_UNAUTHORIZED',
      'must not be false when NODE_ENV=production; give KAFKA_SSL_CA',
    );
  return {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    rejectUnauthorized,
  };
}

/** A password, or access tokens; each has variables of its own, which say nothing to the other. */
export function parseSasl(env: Environment): KafkaConfig['sasl'] {
  const all = ['KAFKA_SASL_MECHANISM', ...PASSWORD_VARIABLES, ...OAUTH_VARIABLES];
  if (!all.some((name) => env.has(name))) return undefined;
  env.require('KAFKA_SASL_MECHANISM', 'is required with the other KAFKA_SASL_* and KAFKA_OAUTH_*');
  const mechanism = env.oneOf('KAFKA_SASL_MECHANISM', MECHANISMS, 'plain');
  if (mechanism === 'oauthbearer') {
    refuseAll(env, PASSWORD_VARIABLES, 'has no effect with KAFKA_SASL_MECHANISM=oauthbearer');
    return parseOAuth(env);
  }
  refuseAll(env, OAUTH_VARIABLES, 'has no effect without KAFKA_SASL_MECHANISM=oauthbearer');
  for (const name of PASSWORD_VARIABLES) env.require(name, 'is required with KAFKA_SASL_MECHANISM');
  return {
    mechanism,
    username: env.text('KAFKA_SASL_USERNAME') ?? '',
    password: env.text('KAFKA_SASL_PASSWORD') ?? '',
  };
}

function parseOAuth(env: Environment): KafkaOAuth {
  for (const name of OAUTH_NEEDED) env.require(name, 'is required with KAFKA_SASL_MECHANISM=oauthbearer');
  const scope = env.matching('KAFKA_OAUTH_SCOPE', SCOPE, 'scopes with blanks between them');
  return {
    mechanism: 'oauthbearer',
    tokenUrl: parseTokenUrl(env),
    clientId: env.text('KAFKA_OAUTH_CLIENT_ID') ?? '',
    clientSecret: parseSecret(env),
    ...(scope !== undefined && { scope }),
    parameters: parsePairs(env, 'KAFKA_OAUTH_PARAMETERS', OWN_PARAMETERS),
    extensions: parsePairs(env, 'KAFKA_OAUTH_EXTENSIONS', ['auth']),
  };
}

/** The secret is sent there. */
function parseTokenUrl(env: Environment): string {
  const value = env.text('KAFKA_OAUTH_TOKEN_URL') ?? '';
  if (value === '') return value;
  const url = parseUrl(value);
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
  if (!isSafe || url.username || url.password || url.hash)
    env.refuse('KAFKA_OAUTH_TOKEN_URL', 'must be an https URL without credentials, or http on loopback');
  return value;
}

function parseSecret(env: Environment): string {
  const [variable, file] = OAUTH_SECRETS;
  if (env.has(variable) && env.has(file)) env.refuse(file, `contradicts ${variable}: give one of the two`);
  if (!env.has(variable) && !env.has(file))
    env.refuse(file, 'is required with KAFKA_SASL_MECHANISM=oauthbearer');
  const secret = env.text(variable) ?? env.file(file)?.trim();
  if (secret === '') env.refuse(file, 'names a file that is empty');
  return secret ?? '';
}

/** `name=value&name=value` */
function parsePairs(
  env: Environment,
  variable: string,
  taken: readonly string[],
): Readonly<Record<string, string>> {
  const given = [...new URLSearchParams(env.text(variable))];
  // SASL extensions are letters, and a control character in a value would begin the next one.
  if (
    given.some(
      ([name, value]) => !/^[A-Za-z_]+$/.test(name) || !/^[ -~]*$/.test(value) || taken.includes(name),
    )
  )
    env.refuse(variable, `must be like name=value&name=value, without ${taken.join(', ')}`);
  return Object.fromEntries(given);
}

function refuseAll(env: Environment, names: readonly string[], why: string): void {
  for (const name of names) if (env.has(name)) env.refuse(name, why);
}
