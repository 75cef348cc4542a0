import { BlockList, isIP } from 'node:net';
import type { HttpConfig } from './config.js';
import type { Environment } from './environment.js';

export function parseHttp(env: Environment, { production }: { production: boolean }): HttpConfig {
  const publicUrl = parseBaseUrl(env, 'PUBLIC_URL');
  return {
    port: env.integer('PORT', { min: 0, max: 65_535, fallback: 3000 }),
    host: env.matching('HOST', /^[A-Za-z0-9.:_-]+$/, 'a host name or an IP address') ?? '127.0.0.1',
    trustProxy: parseTrustProxy(env),
    corsOrigins: parseOrigins(env),
    requestsPerMinute: env.integer('REQUESTS_PER_MINUTE', { min: 0, max: 1_000_000, fallback: 1_200 }),
    maxConnections: env.integer('MAX_CONNECTIONS', { min: 16, max: 1_000_000, fallback: 4_000 }),
    drainSeconds: env.integer('DRAIN_SECONDS', { min: 0, max: 300, fallback: production ? 5 : 0 }),
    ...(publicUrl !== undefined && { publicUrl }),
  };
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Whether only this machine can reach a host. A name other than `localhost` could resolve to anything. */
export function isLoopback(host: string): boolean {
  const address = host.replace(/^\[(.*)\]$/, '$1');
  if (address === 'localhost') return true;
  const version = isIP(address);
  return version !== 0 && loopback.check(address, version === 6 ? 'ipv6' : 'ipv4');
}

/** A URL that paths are added to, without a slash at its end. */
export function parseBaseUrl(env: Environment, name: string): string | undefined {
  const value = env.text(name);
  if (value === undefined) return undefined;
  const url = parseUrl(value);
  if (url && /^https?:$/.test(url.protocol) && !url.search && !url.hash && !url.username && !url.password)
    return value.replace(/\/+$/, '');
  return env.refuse(name, 'must be an http or https URL without query, fragment or credentials');
}

function parseOrigins(env: Environment): readonly string[] {
  const origins = env.list('CORS_ORIGINS') ?? [];
  // Browsers compare origins as text: one with a path, a slash or capitals looks right but never matches.
  if (origins.every((origin) => parseUrl(origin)?.origin === origin)) return origins;
  env.refuse(
    'CORS_ORIGINS',
    'must be a list of origins such as https://app.example.com, without path or slash',
  );
  return [];
}

function parseTrustProxy(env: Environment): HttpConfig['trustProxy'] {
  const value = env.text('TRUST_PROXY') ?? 'false';
  if (value === 'true' || value === 'false') return value === 'true';
  if (/^[1-9]\d?$/.test(value)) return Number(value);
  const addresses = env.list('TRUST_PROXY') ?? [];
  if (addresses.every(isAddressOrSubnet)) return addresses.join(',');
  env.refuse(
    'TRUST_PROXY',
    'must be true, false, a number of hops from 1 to 99, or a list of addresses and subnets',
  );
  return false;
}

function isAddressOrSubnet(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 6 ? 128 : 32));
}

export function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
