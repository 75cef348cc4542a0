import type { AuthConfig, ConsoleConfig, HttpConfig, Role } from './config.js';
import { cookieKeyIn } from './cookie-keys.js';
import type { Environment } from './environment.js';
import { developmentKeysDir } from './parse-auth.js';
import { isLoopback, parseBaseUrl, parseUrl } from './parse-http.js';

type Rest = {
  production: boolean;
  roles: ReadonlySet<Role>;
  auth: AuthConfig;
  http: HttpConfig;
  eventStoreUrl: string;
};

/** The console's settings; undefined without its role, and then its files are not read: other processes may not have them. */
export function parseConsole(env: Environment, rest: Rest): ConsoleConfig | undefined {
  const { production, roles, eventStoreUrl } = rest;
  const apiUrl = parseBaseUrl(env, 'CONSOLE_API_URL');
  const sessionLandingUrl = parseLink(env, 'SESSION_LANDING_URL', production);
  const ticketUrl = parseLink(env, 'TICKET_URL', production);
  if (ticketUrl !== undefined && !ticketUrl.includes('{ticketId}'))
    env.refuse('TICKET_URL', 'must have the place {ticketId}');
  if (!roles.has('console')) return undefined;
  if (!roles.has('api'))
    env.require('CONSOLE_API_URL', 'is required with the role console where the role api is not');
  refuseUnsafeOrigin(env, rest);
  return {
    brand: env.matching('CONSOLE_BRAND', /^.{1,60}$/u, 'a name of at most 60 characters') ?? 'Support',
    ...(apiUrl !== undefined && { apiUrl }),
    signIn: parseSignIn(env, rest),
    cookieKeyFiles: parseCookieKeys(env, production),
    keysDir: developmentKeysDir(env, eventStoreUrl),
    ...(sessionLandingUrl !== undefined && { sessionLandingUrl }),
    ...(ticketUrl !== undefined && { ticketUrl }),
  };
}

/** Cookies cannot be bound to a path safely, so the console has a host of its own, and in production HTTPS before it. */
function refuseUnsafeOrigin(env: Environment, { http: { publicUrl }, production }: Rest): void {
  if (publicUrl === undefined) return;
  const { protocol, hostname, pathname } = new URL(publicUrl);
  if (pathname !== '/') env.refuse('PUBLIC_URL', 'must have no path with the role console');
  if (production && protocol !== 'https:' && !isLoopback(hostname))
    env.refuse('PUBLIC_URL', 'must be an https URL with the role console: its cookie is for https alone');
}

function parseSignIn(env: Environment, { auth }: Rest): ConsoleConfig['signIn'] {
  if (auth.kind === 'development') {
    if (env.has('CONSOLE_CLIENT_ID'))
      env.refuse(
        'CONSOLE_CLIENT_ID',
        'needs AUTH_ISSUER and the other AUTH_*; without them anybody is chosen from a page',
      );
    return { kind: 'picker' };
  }
  const issuer = parseUrl(auth.issuer);
  if (auth.issuer !== '' && issuer?.protocol !== 'https:' && !isLoopback(issuer?.hostname ?? ''))
    env.refuse('AUTH_ISSUER', 'must be an https URL with the role console, which sends people there');
  const clientSecret = env.file('CONSOLE_CLIENT_SECRET_FILE')?.trim();
  if (clientSecret === '') env.refuse('CONSOLE_CLIENT_SECRET_FILE', 'names a file that is empty');
  return {
    kind: 'oidc',
    clientId: env.text('CONSOLE_CLIENT_ID') ?? '',
    ...(clientSecret !== undefined && { clientSecret }),
    scopes: parseScopes(env),
    parameters: parseParameters(env),
  };
}

function parseScopes(env: Environment): string {
  const scopes = env.text('CONSOLE_SCOPES') ?? 'openid profile email';
  if (!scopes.split(/ +/).includes('openid'))
    env.refuse('CONSOLE_SCOPES', 'must have openid, and blanks between the scopes');
  return scopes;
}

/** Those that make a sign-in safe are ours. */
const OWN_PARAMETERS = [
  'client_id',
  'code_challenge',
  'code_challenge_method',
  'nonce',
  'redirect_uri',
  'response_mode',
  'response_type',
  'scope',
  'state',
];

function parseParameters(env: Environment): Readonly<Record<string, string>> {
  const given = [...new URLSearchParams(env.text('CONSOLE_AUTHORIZATION_PARAMETERS'))];
  if (given.some(([name]) => name === '' || OWN_PARAMETERS.includes(name)))
    env.refuse(
      'CONSOLE_AUTHORIZATION_PARAMETERS',
      `must be like resource=…&audience=…, without ${OWN_PARAMETERS.join(', ')}`,
    );
  return Object.fromEntries(given);
}

function parseCookieKeys(env: Environment, production: boolean): readonly string[] {
  if (production) env.require('CONSOLE_COOKIE_KEYS', 'is required with the role console in production');
  const files = env.list('CONSOLE_COOKIE_KEYS') ?? [];
  for (const file of files) checkCookieKey(env, file);
  return files;
}

function checkCookieKey(env: Environment, file: string): void {
  const content = env.readBytes('CONSOLE_COOKIE_KEYS', file);
  if (content !== undefined && cookieKeyIn(content) === undefined)
    env.refuse('CONSOLE_COOKIE_KEYS', 'must name files of 32 random bytes, as they are or in base64');
}

/** A URL that people follow from the console: `https:`, or outside production `http:` on loopback. */
function parseLink(env: Environment, name: string, production: boolean): string | undefined {
  const value = env.text(name);
  if (value === undefined) return undefined;
  const url = parseUrl(value);
  const isSafe =
    url?.protocol === 'https:' || (!production && url?.protocol === 'http:' && isLoopback(url.hostname));
  if (url && isSafe && !url.username && !url.password) return value;
  return env.refuse(
    name,
    'must be an https URL without credentials (outside production also http on loopback)',
  );
}
