import type { TracingConfig } from './config.js';
import type { Environment } from './environment.js';
import { parseUrl } from './parse-http.js';

/** OpenTelemetry's samplers that this release supports, by OpenTelemetry's names. */
const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/**
 * Reads the variables of OpenTelemetry's specification; those for traces come before those for all signals.
 * @returns undefined without an endpoint; the other variables are then ignored, because they may be meant for other programs
 */
export function parseTracing(env: Environment): TracingConfig | undefined {
  const url = parseEndpoint(env);
  if (url === undefined || env.flag('OTEL_SDK_DISABLED', false)) return undefined;
  if (env.oneOf('OTEL_TRACES_EXPORTER', ['otlp', 'none'], 'otlp') === 'none') return undefined;
  // Other protocols, such as grpc, are not supported.
  env.oneOf(
    firstOf(env, 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL'),
    ['http/protobuf'],
    'http/protobuf',
  );
  const timeout = firstOf(env, 'OTEL_EXPORTER_OTLP_TRACES_TIMEOUT', 'OTEL_EXPORTER_OTLP_TIMEOUT');
  const compression = firstOf(env, 'OTEL_EXPORTER_OTLP_TRACES_COMPRESSION', 'OTEL_EXPORTER_OTLP_COMPRESSION');
  const resource = readPairs(env, 'OTEL_RESOURCE_ATTRIBUTES');
  return {
    url,
    headers: {
      ...readPairs(env, 'OTEL_EXPORTER_OTLP_HEADERS'),
      ...readPairs(env, 'OTEL_EXPORTER_OTLP_TRACES_HEADERS'),
    },
    timeoutMs: env.integer(timeout, { min: 1, max: 600_000, fallback: 10_000 }),
    compression: env.oneOf(compression, ['none', 'gzip'], 'none'),
    ...parseTls(env),
    serviceName: env.text('OTEL_SERVICE_NAME') ?? resource['service.name'] ?? 'support-access',
    resource,
    sampler: env.oneOf('OTEL_TRACES_SAMPLER', SAMPLERS, 'parentbased_always_on'),
    ratio: parseRatio(env),
  };
}

/** The name of the variable that is set: the one for traces, else the one for all signals. */
const firstOf = (env: Environment, ofTraces: string, ofAll: string): string =>
  env.has(ofTraces) ? ofTraces : ofAll;

/** The one for all signals is a base, to which a signal's path is added; the one for traces is used as it is. */
function parseEndpoint(env: Environment): string | undefined {
  const name = firstOf(env, 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT');
  const value = env.text(name);
  if (value === undefined) return undefined;
  const url = parseUrl(value);
  if (!url || !/^https?:$/.test(url.protocol) || url.hash || url.username || url.password)
    return env.refuse(name, 'must be an http or https URL without fragment or credentials');
  if (name === 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT') return url.href;
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/v1/traces`;
  return url.href;
}

/** `name=value,…`, values percent-encoded. */
function readPairs(env: Environment, name: string): Readonly<Record<string, string>> {
  const pairs = (env.list(name) ?? []).map((pair) => /^([^=]*?)\s*=\s*(.*)$/s.exec(pair)?.slice(1) ?? []);
  const decoded = pairs.map(([key = '', value]) => [key, decode(value)] as const);
  if (decoded.every((pair): pair is [string, string] => TOKEN.test(pair[0]) && pair[1] !== undefined))
    return Object.fromEntries(decoded);
  env.refuse(name, 'must be a list of name=value, with values percent-encoded');
  return {};
}

function decode(value: string | undefined): string | undefined {
  try {
    const decoded = value === undefined ? undefined : decodeURIComponent(value);
    // These characters are not allowed in a header.
    return decoded === undefined || /[\r\n\0]/.test(decoded) ? undefined : decoded;
  } catch {
    return undefined;
  }
}

function parseTls(env: Environment): Pick<TracingConfig, 'tls'> {
  const ca = env.file(
    firstOf(env, 'OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE', 'OTEL_EXPORTER_OTLP_CERTIFICATE'),
  );
  const cert = env.file(
    firstOf(env, 'OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE', 'OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE'),
  );
  const key = env.file(firstOf(env, 'OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY', 'OTEL_EXPORTER_OTLP_CLIENT_KEY'));
  if (ca === undefined && cert === undefined && key === undefined) return {};
  return {
    tls: {
      ...(ca !== undefined && { ca }),
      ...(cert !== undefined && { cert }),
      ...(key !== undefined && { key }),
    },
  };
}

function parseRatio(env: Environment): number {
  const value = env.matching(
    'OTEL_TRACES_SAMPLER_ARG',
    /^(0(\.\d{1,15})?|1(\.0{1,15})?)$/,
    'a share from 0 to 1',
  );
  return value === undefined ? 1 : Number(value);
}
