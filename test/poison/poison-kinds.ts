import type { ProducedRecord } from '../support/kafka-client.js';

/** One way of not being a command: what is sent, and the fields that the refusal must name. */
export type PoisonKind = {
  kind: string;
  /** The n-th of its kind. */
  make(n: number): ProducedRecord;
  /** What its errors name, as a set; `` is the message itself. */
  fields: readonly string[];
};

type Json = Record<string, unknown>;

const STRUCTURED = { 'content-type': 'application/cloudevents+json' };

const grantData = (n: number): Json => ({ workspaceId: `p-${n}`, actor: { id: 'olivia' } });

const event = (n: number, changes: Json = {}, data: unknown = grantData(n)): Json => ({
  specversion: '1.0',
  id: `poison-${n}`,
  source: 'urn:test:poison',
  type: 'GrantSupportAccess',
  data,
  ...changes,
});

const structured = (n: number, value: string | Buffer | null): ProducedRecord => ({
  key: `p-${n}`,
  value,
  headers: STRUCTURED,
});

/** A structured message that is JSON. */
const json = (kind: string, fields: readonly string[], make: (n: number) => unknown): PoisonKind => ({
  kind,
  fields,
  make: (n) => structured(n, JSON.stringify(make(n))),
});

/** A structured message of any bytes. */
const bytes = (
  kind: string,
  fields: readonly string[],
  make: (n: number) => string | Buffer | null,
): PoisonKind => ({ kind, fields, make: (n) => structured(n, make(n)) });

const binary = (
  kind: string,
  fields: readonly string[],
  headers: (n: number) => NonNullable<ProducedRecord['headers']>,
  value: (n: number) => string | Buffer = (n) => JSON.stringify(grantData(n)),
): PoisonKind => ({
  kind,
  fields,
  make: (n) => ({ key: `p-${n}`, value: value(n), headers: headers(n) }),
});

const attributes = (n: number): Record<string, string> => ({
  ce_specversion: '1.0',
  ce_id: `poison-${n}`,
  ce_source: 'urn:test:poison',
  ce_type: 'GrantSupportAccess',
});

const without = <T extends object>(object: T, name: keyof T): Omit<T, typeof name> => {
  const { [name]: _, ...rest } = object;
  return rest;
};

const nested = (depth: number): string => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);

const grant = (n: number, changes: Json): Json => event(n, {}, { ...grantData(n), ...changes });

const update = (n: number, changes: Json): Json =>
  event(
    n,
    { type: 'UpdateWorkspace' },
    {
      workspaceId: `p-${n}`,
      tier: 'team',
      forcedSso: false,
      ownerIds: ['olivia'],
      ...changes,
    },
  );

/** The message that JSON.stringify would not write: with a part of its text replaced. */
const text = (n: number, from: string, to: string, changes: Json = {}): string =>
  JSON.stringify(grant(n, changes)).replace(from, to);

export const POISON_KINDS: readonly PoisonKind[] = [
  bytes('not JSON', [''], (n) => `command number ${n}, please`),
  bytes('truncated', [''], (n) => JSON.stringify(event(n)).slice(0, -7)),
  bytes('two messages in one', [''], (n) => JSON.stringify(event(n)).repeat(2)),
  bytes('empty', [''], () => ''),
  bytes('a tombstone', [''], () => null),
  bytes('blank', [''], () => ' \n\t'),
  bytes('NUL bytes', [''], () => Buffer.alloc(64)),
  bytes('random bytes', [''], (n) =>
    Buffer.from(Array.from({ length: 200 }, (_, i) => (i * 131 + n * 17) % 256)),
  ),
  bytes('a byte order mark', [''], (n) => `\uFEFF${JSON.stringify(event(n))}`),
  bytes('UTF-16', [''], (n) => Buffer.from(JSON.stringify(event(n)), 'utf16le')),
  bytes('invalid UTF-8', [''], (n) =>
    Buffer.concat([Buffer.from(`{"id":"${n}`), Buffer.from([0xc3, 0x28, 0xff])]),
  ),
  bytes('a list', [''], (n) => JSON.stringify([event(n)])),
  bytes('a number', [''], (n) => `${n}`),
  bytes('null', [''], () => 'null'),
  bytes('1 MB', [''], (n) => JSON.stringify(grant(n, { reason: 'x'.repeat(1_048_576) }))),
  bytes('one byte more than 64 KiB', [''], (n) => JSON.stringify(event(n)).padEnd(65_537)),
  bytes('nesting, ten thousand deep', ['data.a'], (n) =>
    text(n, JSON.stringify(grantData(n)), nested(10_000)),
  ),
  bytes('nesting in a field', ['data.reason'], (n) => text(n, '"deep"', nested(500), { reason: 'deep' })),
  bytes('__proto__', ['data.__proto__'], (n) =>
    text(n, '"extra"', '"__proto__"', { extra: { tier: 'business' } }),
  ),
  json('constructor', ['data.constructor'], (n) => grant(n, { constructor: { prototype: {} } })),
  bytes('__proto__ in a person', ['data.actor.__proto__'], (n) =>
    text(n, '"extra"', '"__proto__"', { actor: { id: 'olivia', extra: { kind: 'vendor' } } }),
  ),
  bytes('__proto__ beside the attributes', ['__proto__'], (n) =>
    JSON.stringify(event(n, { extra: 'x' })).replace('"extra"', '"__proto__"'),
  ),
  bytes('a key twice', ['id'], (n) => JSON.stringify(event(n)).replace('"id"', '"id":"other","id"')),
  bytes('a key twice in a person', ['data.actor.id'], (n) =>
    text(n, '"id":"olivia"', '"id":"olivia","i\\u0064":"olivia"'),
  ),
  json('an id that is two dots', ['id'], (n) => event(n, { id: '..' })),
  json('a day that no calendar has', ['time'], (n) => event(n, { time: '2026-02-30T00:00:00Z' })),
  json('a NUL in text', ['data.reason'], (n) => grant(n, { reason: 'a\0b' })),
  json('a lone surrogate in text', ['data.reason'], (n) => grant(n, { reason: 'half an owl: \ud83e' })),
  json('a lone surrogate in a name', ['data.actor.name'], (n) =>
    grant(n, { actor: { id: 'olivia', name: '\udd89' } }),
  ),
  json('an absurd time', ['time'], (n) => event(n, { time: '+275760-13-32T25:61:61Z' })),
  json('a date for a time', ['time'], (n) => event(n, { time: 'yesterday' })),
  json('an unknown type', ['type'], (n) => event(n, { type: 'DropAllTables' })),
  json('a type of every object', ['type'], (n) => event(n, { type: 'toString' })),
  json('the internal type', ['type'], (n) =>
    event(n, { type: 'ExpireSupportAccess' }, { workspaceId: `p-${n}`, grantId: 'g' }),
  ),
  json("the saga's id", ['id'], (n) => event(n, { id: `expire-${n}` })),
  json('an unknown spec version', ['specversion'], (n) => event(n, { specversion: '9.9' })),
  json('no spec version', ['specversion'], (n) => without(event(n), 'specversion')),
  json('no id', ['id'], (n) => without(event(n), 'id')),
  json('no source', ['source'], (n) => without(event(n), 'source')),
  json('a number for an id', ['id'], (n) => event(n, { id: n })),
  json('an oversized id', ['id'], (n) => event(n, { id: 'i'.repeat(129) })),
  json('an id with blanks', ['id'], (n) => event(n, { id: `poison ${n}` })),
  json('another subject', ['subject'], (n) => event(n, { subject: 'somebody-else' })),
  json('no data', ['data'], (n) => without(event(n), 'data')),
  json('a list for data', ['data'], (n) => event(n, {}, [grantData(n)])),
  json('text for data', ['data'], (n) => event(n, {}, JSON.stringify(grantData(n)))),
  json('data twice', ['data_base64'], (n) => event(n, { data_base64: 'e30=' })),
  json('data_base64 of no JSON', ['data_base64'], (n) => without(event(n, { data_base64: '/w==' }), 'data')),
  json('data_base64 that is none', ['data_base64'], (n) =>
    without(event(n, { data_base64: 'not base64!' }), 'data'),
  ),
  json('a field missing', ['data.actor'], (n) => event(n, {}, { workspaceId: `p-${n}` })),
  json('two fields missing', ['data.tier', 'data.ownerIds'], (n) =>
    update(n, { tier: undefined, ownerIds: null }),
  ),
  json('a field too many', ['data.superuser'], (n) => grant(n, { superuser: true })),
  json('a field too many in a person', ['data.actor.roles'], (n) =>
    grant(n, { actor: { id: 'olivia', roles: ['root'] } }),
  ),
  json('an attribute that is none', ['Bad-Name'], (n) => event(n, { 'Bad-Name': 'x' })),
  json('a list for a person', ['data.actor'], (n) => grant(n, { actor: [{ id: 'olivia' }] })),
  json('an empty list for a person', ['data.actor'], (n) => grant(n, { actor: [] })),
  json('null for a person', ['data.actor'], (n) => grant(n, { actor: null })),
  json('an object for an id', ['data.workspaceId'], (n) => grant(n, { workspaceId: { n } })),
  json('an oversized workspace id', ['data.workspaceId'], (n) => grant(n, { workspaceId: 'w'.repeat(129) })),
  json('an empty workspace id', ['data.workspaceId'], (n) => grant(n, { workspaceId: '' })),
  json('text for a flag', ['data.forcedSso'], (n) => update(n, { forcedSso: 'false' })),
  json('an unknown tier', ['data.tier'], (n) => update(n, { tier: 'platinum' })),
  json('too many owners', ['data.ownerIds'], (n) =>
    update(n, { ownerIds: Array.from({ length: 1_001 }, String) }),
  ),
  json('an owner that is no id', ['data.ownerIds'], (n) => update(n, { ownerIds: ['olivia', ' oscar'] })),
  json('text for a duration', ['data.durationMinutes'], (n) => grant(n, { durationMinutes: '60' })),
  json('a duration of nothing', ['data.durationMinutes'], (n) => grant(n, { durationMinutes: 0 })),
  json('eight days', ['data.durationMinutes'], (n) => grant(n, { durationMinutes: 11_520 })),
  json('half a minute', ['data.durationMinutes'], (n) => grant(n, { durationMinutes: 0.5 })),
  bytes('an endless duration', ['data.durationMinutes'], (n) =>
    text(n, '"e"', '1e999', { durationMinutes: 'e' }),
  ),
  json('text of 1,025 characters', ['data.reason'], (n) => grant(n, { reason: 'x'.repeat(1_025) })),
  json('a system for an actor', ['data.actor.kind'], (n) => grant(n, { actor: { id: 'x', kind: 'system' } })),
  binary('no content type and no attributes', ['content-type'], () => ({})),
  binary('another content type', ['content-type'], () => ({ 'content-type': 'text/plain' })),
  binary('a batch of events', ['content-type'], () => ({
    'content-type': 'application/cloudevents-batch+json',
  })),
  binary('binary without a type', ['type'], (n) => without(attributes(n), 'ce_type')),
  binary('binary without an id', ['id'], (n) => without(attributes(n), 'ce_id')),
  binary('binary with an empty id', ['id'], (n) => ({ ...attributes(n), ce_id: '' })),
  binary('binary with two ids', ['id'], (n) => ({ ...attributes(n), ce_id: [`poison-${n}`, `other-${n}`] })),
  binary('binary with an id in two cases', ['id'], (n) => ({ ...attributes(n), CE_ID: `other-${n}` })),
  binary('binary with another subject', ['subject'], (n) => ({
    ...attributes(n),
    ce_subject: 'somebody-else',
  })),
  binary('binary with a media type that is not JSON', ['datacontenttype'], (n) => ({
    ...attributes(n),
    'content-type': 'application/xml',
  })),
  binary('binary with no JSON', ['data'], attributes, () => '<grant/>'),
  binary(
    'binary with a byte order mark',
    ['data'],
    attributes,
    (n) => `\uFEFF${JSON.stringify(grantData(n))}`,
  ),
  binary('binary with a key twice', ['data.workspaceId'], attributes, (n) =>
    JSON.stringify(grantData(n)).replace('{', `{"workspaceId":"other",`),
  ),
  binary('binary with invalid UTF-8', ['data'], attributes, () => Buffer.from([0x22, 0xff, 0x22])),
];
