import fc from 'fast-check';

/** A character of these texts is a byte of the request. */
const latin1 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

// prettier-ignore
const ODD_SEGMENTS = [
  '%', '%zz', '%00', '%2F', '%2e%2e', '..', '.', '%25', '%E0%A4%A', '%ff', '%C0%AF', 'a%20b', 'a;b', '*', ':id',
  '__proto__', 'constructor', 'x'.repeat(128), 'x'.repeat(129), 'x'.repeat(600), '~', "'", '"', '<b>', '\\', '{}',
  latin1('é'), latin1('日本'),
];

/** What stands between two slashes of a path, as it goes over the wire. */
export const oddSegment = fc.oneof(
  fc.constantFrom(...ODD_SEGMENTS),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }).map((text) => percent(text)),
);

// prettier-ignore
const ODD_QUERIES = [
  '&', '=', '&&&', '=a', '%', '%=%', 'a[]=1&a[b]=2', 'limit', 'limit=1&limit=2', 'a=%ff%fe', '__proto__=1', '?',
  '+', 'a=b#c', 'limit=%31', 'limit=１', 'after=0x10', 'after=-0', 'limit=1e2', 'toString=1', 'x'.repeat(3_000),
].map(latin1);

export const oddQuery = fc.oneof(
  fc.constantFrom(...ODD_QUERIES),
  fc.string({ unit: 'binary', maxLength: 20 }).map((text) => percent(text)),
);

// prettier-ignore
const ODD_VALUES = [
  '', ' ', ',', '"', 'a, b', '*', '*/*;q=2', 'null', '-1', '0', '99999999999999999999', 'x'.repeat(2_000),
];
const DELETE = 0x7f;

/** Any bytes of a header's value but those that no header has. */
export const oddHeaderValue = fc.oneof(
  fc.constantFrom(...ODD_VALUES),
  fc
    .array(fc.integer({ min: 0x20, max: 0xff }), { maxLength: 20 })
    .map((codes) => String.fromCharCode(...codes.filter((code) => code !== DELETE))),
);

// prettier-ignore
export const oddHeaderName = fc.constantFrom(
  'Cookie', 'Range', 'If-Match', 'If-Modified-Since', 'X-Forwarded-For', 'Forwarded', 'X-HTTP-Method-Override',
  'Origin', 'Referer', 'User-Agent', 'traceparent', 'tracestate', 'Accept-Language', 'Accept-Charset', 'TE', 'Via',
  'Upgrade', 'Expect', 'Accept-Version', 'Content-Encoding', 'X-Consistency', 'Last-Event-ID', 'Min-Position',
  'Idempotency-Key', 'If-None-Match', '__proto__', 'constructor', 'Prefer', 'Sec-Fetch-Site', 'a b', '',
);

/** Percent-encoded, whatever is in it; a lone surrogate is no text that UTF-8 has. */
export const percent = (text: string): string => encodeURIComponent(text.toWellFormed());

// prettier-ignore
export const MEDIA_TYPES = [
  'application/json', 'application/json; charset=utf-8', 'application/json;charset=utf-16', 'APPLICATION/JSON',
  'application/cloudevents+json', 'application/cloudevents-batch+json', 'application/x-www-form-urlencoded',
  'application/x-www-form-urlencoded; charset=x', 'text/plain', 'text/xml', 'multipart/form-data; boundary=x',
  'application/octet-stream', 'application/jsonp', 'json', '', ';', 'a/b/c', '*/*', 'application/json, text/plain',
];

// prettier-ignore
export const ACCEPTED_TYPES = [
  'application/json', '*/*', 'text/*', 'text/csv', 'application/x-ndjson', 'text/event-stream', 'text/html',
  'image/png', 'application/json;q=0', 'text/csv;q=0.5, application/json;q=0.4', '*/*;q=0', 'a', ';;,', 'text/csv;q=x',
];

// prettier-ignore
export const ODD_METHODS = [
  'HEAD', 'OPTIONS', 'TRACE', 'PATCH', 'PUT', 'POST', 'DELETE', 'GET', 'PROPFIND', 'QUERY', 'get', 'FOO', 'CONNECT',
];

// prettier-ignore
export const ODD_TARGETS = [
  '/', '//', '/v1', '/v1/', '/v2/grants', '*', '', 'http://other.example/v1/grants', '/%', '/docs/', '/docs/%2e%2e/x',
  '/V1/grants', '/v1//grants', '/v1/grants/', '/.well-known/', '/openapi.json/x', '/v1/grants?a b', '/\u0000', '/é',
];

export const ENCODINGS = ['gzip', 'br', 'gzip;q=0', '*', 'identity;q=0', 'x'];
