import { attributeErrors, isCommandId } from './cloud-event-attributes.js';

const LEAST = { specversion: '1.0', id: 'c1', source: '/crm', type: 'GrantSupportAccess' };
const wrong = (change: object): string[] =>
  attributeErrors({ ...LEAST, ...change }).map(({ field, message }) => `${field} ${message}`);

it.each<[string, object]>([
  ['the least', {}],
  ['absent ones', { subject: undefined, time: undefined }],
  ['an id of 128 characters', { id: 'x'.repeat(128) }],
  ['a source of 1,024 characters', { source: 'x'.repeat(1_024) }],
  ['a source with an owl', { source: 'urn:🦉' }],
  ['a type that is no command of ours', { type: 'x'.repeat(128) }],
  ['a subject', { subject: 'w1' }],
  ['a time with a zone', { time: '2026-11-22T10:30:00.5+01:00' }],
  ['JSON', { datacontenttype: 'application/json' }],
  ['JSON in capitals, with a parameter', { datacontenttype: 'Application/JSON ; charset=utf-8' }],
  ['a kind of JSON', { datacontenttype: 'application/vnd.crm-2.x+json' }],
  ['a schema', { dataschema: 'https://crm.example/schema#grant' }],
  ['trace ids of 256 characters', { correlationid: '!'.repeat(256), causationid: '~'.repeat(256) }],
  ['extensions of others', { partitionkey: 'w1', sampledrate: 3, isretry: true, [`x${'1'.repeat(63)}`]: '' }],
])('%s: nothing is wrong', (_, change) => expect(wrong(change)).toEqual([]));

const AN_ID = 'must be 1 to 128 characters of A-Z a-z 0-9 . _ : @ - and neither . nor ..';
const A_URI = 'must be a URI reference of 1 to 1024 characters, without white space or control characters';
const A_TRACE_ID = 'must be 1 to 256 visible ASCII characters';
const A_TIME = 'must be an RFC 3339 timestamp of a day that the calendar has';
const NONE = 'is not a CloudEvents attribute';

it.each<[object, string]>([
  [{ specversion: undefined }, 'specversion must be 1.0'],
  [{ specversion: '1.1' }, 'specversion must be 1.0'],
  [{ specversion: 1 }, 'specversion must be 1.0'],
  [{ id: undefined }, `id ${AN_ID}, and must not begin with expire-`],
  [{ id: 7 }, `id ${AN_ID}, and must not begin with expire-`],
  [{ id: 'expire-g1' }, `id ${AN_ID}, and must not begin with expire-`],
  [{ source: undefined }, `source ${A_URI}`],
  [{ source: '' }, `source ${A_URI}`],
  [{ source: 'x'.repeat(1_025) }, `source ${A_URI}`],
  [{ source: 'a b' }, `source ${A_URI}`],
  [{ source: 'a\0' }, `source ${A_URI}`],
  [{ source: 'a\u0001' }, `source ${A_URI}`],
  [{ source: 'a\u0085' }, `source ${A_URI}`],
  [{ source: 'a\ud83e' }, `source ${A_URI}`],
  [{ source: 7 }, `source ${A_URI}`],
  [{ type: undefined }, 'type must be a command type'],
  [{ type: '' }, 'type must be a command type'],
  [{ type: 'x'.repeat(129) }, 'type must be a command type'],
  [{ type: 'Grant.Access' }, 'type must be a command type'],
  [{ type: ['GrantSupportAccess'] }, 'type must be a command type'],
  [{ subject: '' }, `subject ${AN_ID}`],
  [{ time: '2026-02-30T00:00:00Z' }, `time ${A_TIME}`],
  [{ time: 1_795_339_800_000 }, `time ${A_TIME}`],
  [{ datacontenttype: 'text/json' }, 'datacontenttype must be a JSON media type'],
  [{ datacontenttype: 'application/jsonx' }, 'datacontenttype must be a JSON media type'],
  [{ dataschema: 'two words' }, `dataschema ${A_URI}`],
  [{ correlationid: 'ä' }, `correlationid ${A_TRACE_ID}`],
  [{ correlationid: 'two words' }, `correlationid ${A_TRACE_ID}`],
  [{ causationid: 'ä' }, `causationid ${A_TRACE_ID}`],
  [{ causationid: '!'.repeat(257) }, `causationid ${A_TRACE_ID}`],
  [{ Extra: 1 }, `Extra ${NONE}`],
  [{ extra: {} }, `extra ${NONE}`],
  [{ extra: [] }, `extra ${NONE}`],
  [{ 'a-b': 1 }, `a-b ${NONE}`],
  [{ ['x'.repeat(65)]: 1 }, `${'x'.repeat(64)} ${NONE}`],
])('%j is refused by name, and nothing else', (change, error) => expect(wrong(change)).toEqual([error]));

it('tells everything that is wrong at once', () =>
  expect(attributeErrors({ subject: 7 }).map(({ field }) => field)).toEqual([
    'subject',
    'specversion',
    'id',
    'source',
    'type',
  ]));

it.each([
  ['c1', true],
  ['expire', true],
  ['expire-', false],
  ['Expire-1', true],
  ['~a.b', false],
])('%s: may a command from outside have this id? %s', (id, may) => expect(isCommandId(id)).toBe(may));
