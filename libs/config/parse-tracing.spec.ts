import { parseConfig } from './index.js';
import { problemsOf } from './spec/problems-of.js';

type Variables = Record<string, string>;

const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };
const parse = (variables: Variables) => parseConfig({ ...ENDPOINT, ...variables }).tracing;

it('is absent without an endpoint, whatever else is set', () =>
  expect(
    parseConfig({ OTEL_SERVICE_NAME: 'x', OTEL_TRACES_SAMPLER: 'jaeger_remote' }).tracing,
  ).toBeUndefined());

it.each([{ OTEL_SDK_DISABLED: 'true' }, { OTEL_TRACES_EXPORTER: 'none' }])('is absent with %j', (variables) =>
  expect(parse(variables)).toBeUndefined(),
);

it('has defaults for everything but the endpoint', () =>
  expect(parse({})).toEqual({
    url: 'http://collector:4318/v1/traces',
    headers: {},
    timeoutMs: 10_000,
    compression: 'none',
    serviceName: 'support-access',
    resource: {},
    sampler: 'parentbased_always_on',
    ratio: 1,
  }));

it.each<[Variables, object]>([
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'https://c/otlp/' }, { url: 'https://c/otlp/v1/traces' }],
  // Used as it is, and before the other.
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://c:4318' }, { url: 'http://c:4318/' }],
  [{ OTEL_EXPORTER_OTLP_HEADERS: 'a=1,b = x%2Cy%3D' }, { headers: { a: '1', b: 'x,y=' } }],
  [
    { OTEL_EXPORTER_OTLP_HEADERS: 'a=1,b=2', OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'b=3' },
    { headers: { a: '1', b: '3' } },
  ],
  [{ OTEL_EXPORTER_OTLP_TIMEOUT: '500' }, { timeoutMs: 500 }],
  [{ OTEL_EXPORTER_OTLP_TIMEOUT: '500', OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: '20' }, { timeoutMs: 20 }],
  [{ OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' }, { compression: 'gzip' }],
  [{ OTEL_SERVICE_NAME: 'eu' }, { serviceName: 'eu' }],
  [{ OTEL_RESOURCE_ATTRIBUTES: 'service.name=eu,host.name=h' }, { serviceName: 'eu' }],
  [
    { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.25' },
    { sampler: 'traceidratio', ratio: 0.25 },
  ],
])('%j', (variables, expected) => expect(parse(variables)).toMatchObject(expected));

it.each([
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://me:secret@collector'],
  ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'grpc://collector'],
  ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc'],
  ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'http/json'],
  ['OTEL_EXPORTER_OTLP_HEADERS', 'secret'],
  ['OTEL_EXPORTER_OTLP_HEADERS', 'a=%zz'],
  ['OTEL_EXPORTER_OTLP_HEADERS', 'a=x%0d%0ab: y'],
  ['OTEL_EXPORTER_OTLP_TRACES_HEADERS', 'a b=1'],
  ['OTEL_EXPORTER_OTLP_TIMEOUT', '-7'],
  ['OTEL_EXPORTER_OTLP_COMPRESSION', 'zstd'],
  ['OTEL_EXPORTER_OTLP_CERTIFICATE', '/nowhere/ca.pem'],
  ['OTEL_EXPORTER_OTLP_CLIENT_KEY', '/nowhere/key.pem'],
  ['OTEL_SDK_DISABLED', 'yes'],
  ['OTEL_TRACES_EXPORTER', 'zipkin'],
  ['OTEL_TRACES_SAMPLER', 'jaeger_remote'],
  ['OTEL_TRACES_SAMPLER_ARG', '2'],
  ['OTEL_RESOURCE_ATTRIBUTES', '=x'],
])('refuses %s=%s, and does not repeat it', (name, value) => {
  const variables = { ...ENDPOINT, [name]: value };
  expect(problemsOf(variables)).toEqual([name]);
  expect(() => parseConfig(variables)).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining(value) }),
  );
});
