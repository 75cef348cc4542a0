import fc from 'fast-check';
import { USER_ROLES } from '#auth';
import { answerValidator } from '../../apps/service/openapi/spec/answer-validator.js';
import { ApiDocument } from './api-document.js';
import { write } from './json-tree.js';
import { SchemaValues } from './schema-values.js';
import type { WireRequest } from './wire-request.js';
import { describe as told, isPlainHttp, toBytes } from './wire-request.js';
import { wireRequests } from './wire-requests.js';

const api = ApiDocument.read();
const known = {
  callers: [
    { name: 'all', token: 'believed', roles: new Set(USER_ROLES) },
    { name: 'nobody', roles: new Set<never>() },
  ],
  values: { workspaceId: ['acme'] },
};
const requests = (seed: number, numRuns: number): WireRequest[] =>
  fc.sample(wireRequests(api, known), { seed, numRuns });

const sample = requests(9, 4_000);
const wires = sample.map((request) => toBytes(request, 'r-1').toString('latin1'));

it('gives the same requests for the same seed', () => {
  expect(requests(11, 100).map(told)).toEqual(requests(11, 100).map(told));
  expect(requests(11, 100).map(told)).not.toEqual(requests(12, 100).map(told));
});

it('asks every call, mostly in HTTP without doubt', () => {
  const asked = new Set(sample.map(({ method, target }) => api.find(method, api.pathOf(target))?.call));
  expect(api.calls.map(({ call }) => call).filter((call) => !asked.has(call))).toEqual([]);
  expect(sample.filter(isPlainHttp).length).toBeGreaterThan(sample.length * 0.8);
});

// Else nobody would notice that what should be found is not sent any more.
it.each<[string, RegExp]>([
  ['a known value', /workspaces\/acme/],
  ['no token', /^(?!.*\r\nAuthorization: )/s],
  ['a key of a prototype', /"__proto__":/],
  ['a key twice', /\{"specversion":.*"specversion":/],
  ['data in Base64', /"data_base64":"/],
  ['a NUL', /\\u0000/],
  ['a lone surrogate', /\\ud800/],
  ['a number beyond a double', /[:[,]1e999/],
  ['UTF-8 that is none', /\r\n\r\n.*\xff/s],
  ['a percent sign by itself', /^\w+ \S*%(?![0-9a-f]{2})/i],
  ['a text that is too long', /x{1025}/],
  ['a body that is too large', /\[{30000}/],
  ['another media type', /Content-Type: text\/xml/],
  ['an odd method', /^TRACE /],
  ['a chunked body', /Transfer-Encoding: chunked/],
  ['an event stream', /Accept: text\/event-stream/],
])('sends %s', (_, pattern) => expect(wires.filter((wire) => pattern.test(wire)).length).toBeGreaterThan(0));

it('what is meant to be valid is valid by the document', () => {
  const validator = answerValidator(api.document);
  const values = new SchemaValues(api, known.values);
  for (const { call, bodies } of api.calls)
    for (const { schema } of bodies)
      for (const tree of fc.sample(values.of(schema), { seed: 3, numRuns: 50 })) {
        const text = write(tree);
        expect({ call, text, errors: validator.errorsOf(schema, JSON.parse(text)) }).toEqual({
          call,
          text,
          errors: [],
        });
      }
});
