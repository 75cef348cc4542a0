import type { WireCommand } from './cloud-event.js';
import { commandHash } from './command-hash.js';
import { readBinaryCommand, readStructuredCommand } from './cloud-event.js';
import { MalformedCommandError } from './malformed-command-error.js';

const grant = { workspaceId: 'w1', actor: { id: 'ada' } };
const envelope = {
  specversion: '1.0',
  id: 'c1',
  source: '/settings',
  type: 'GrantSupportAccess',
  subject: 'w1',
};

const bytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
const structured = (more: object = {}): WireCommand =>
  readStructuredCommand(bytes({ ...envelope, data: grant, ...more }));

function refusal(read: () => unknown): MalformedCommandError {
  try {
    read();
  } catch (error) {
    if (error instanceof MalformedCommandError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

const fields = (read: () => unknown): string[] => refusal(read).errors.map(({ field }) => field);

describe('a structured command', () => {
  it('is read with its defaults applied', () => {
    expect(structured()).toEqual({
      commandId: 'c1',
      producer: '/settings',
      command: {
        type: 'GrantSupportAccess',
        data: { workspaceId: 'w1', actor: { id: 'ada', kind: 'user' }, durationMinutes: 10_080 },
      },
    });
  });

  it('leaves nothing absent behind as an empty field', () => {
    expect(Object.keys(structured().command.data).sort()).toEqual([
      'actor',
      'durationMinutes',
      'workspaceId',
    ]);
  });

  it('carries correlation, causation and trace', () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    expect(structured({ correlationid: 'r1', causationid: 'r0', traceparent })).toMatchObject({
      correlationId: 'r1',
      causationId: 'r0',
      traceparent,
    });
  });

  it.each([
    'nonsense',
    'ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    '00-00000000000000000000000000000000-b7ad6b7169203331-01',
    '00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01',
    '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more',
    '00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01',
  ])('ignores a trace context that does not parse, as W3C asks: %s', (traceparent) => {
    expect(structured({ traceparent })).not.toHaveProperty('traceparent');
  });

  it('names a field once, however many rules it breaks', () => {
    expect(fields(() => structured({ type: 'a b' }))).toEqual(['type']);
    expect(fields(() => structured({ type: undefined }))).toEqual(['type']);
  });

  it('that is refused names its command where its data cannot be read, and no id that is none', () => {
    const data_base64 = Buffer.from('no JSON').toString('base64');
    expect(refusal(() => structured({ data: undefined, data_base64 }))).toMatchObject({ commandId: 'c1' });
    expect(refusal(() => structured({ id: 'a b' })).commandId).toBeUndefined();
    expect(refusal(() => structured({ id: 7 })).commandId).toBeUndefined();
  });

  it('may carry its data in base64, and extensions of others', () => {
    const encoded = bytes(grant).toString('base64');
    const event = { ...envelope, data_base64: encoded, partitionkey: 'w1', sampledrate: 3 };
    expect(readStructuredCommand(bytes(event)).command.data.workspaceId).toBe('w1');
  });

  it.each([
    ['specversion', { specversion: '0.3' }],
    ['specversion', { specversion: undefined }],
    ['id', { id: undefined }],
    ['id', { id: 'x'.repeat(129) }],
    ['id', { id: 'expire-g1' }],
    ['id', { id: 'with space' }],
    ['source', { source: '' }],
    ['source', { source: 'urn:a\u0000b' }],
    ['source', { source: 'urn:\ud800' }],
    ['type', { type: 'Grant' }],
    ['type', { type: 'ExpireSupportAccess', data: { workspaceId: 'w1', grantId: 'g1' } }],
    ['type', { type: 'toString' }],
    ['subject', { subject: 'w2' }],
    ['subject', { subject: 7 }],
    ['time', { time: '2026-13-45T99:00:00Z' }],
    ['time', { time: '2026-02-30T00:00:00Z' }],
    ['time', { time: '2026-11-22T24:00:00Z' }],
    ['time', { time: 'yesterday' }],
    ['id', { id: '..' }],
    ['data.workspaceId', { subject: undefined, data: { ...grant, workspaceId: '.' } }],
    ['datacontenttype', { datacontenttype: 'text/xml' }],
    ['correlationid', { correlationid: 'two words' }],
    ['data_base64', { data_base64: 'e30=' }],
    ['data_base64', { data: undefined, data_base64: 7 }],
    ['data_base64', { data: undefined, data_base64: `${bytes(grant).toString('base64')}!` }],
    [
      'data_base64',
      { data: undefined, data_base64: bytes(grant).toString('base64').replace(/=*$/, '') + '*' },
    ],
    ['data_base64', { data: undefined, data_base64: '77u/e30=' }],
    ['data_base64.a', { data: undefined, data_base64: Buffer.from('{"a":1,"a":1}').toString('base64') }],
    ['id', { id: null }],
    ['type', { type: null }],
    ['source', { source: null }],
    ['data.workspaceId', { subject: null, data: { ...grant, workspaceId: null } }],
    ['data', { data: undefined }],
    ['data', { data: null }],
    ['data', { data: [] }],
    ['data.workspaceId', { subject: undefined, data: { actor: { id: 'ada' } } }],
    ['data.workspaceId', { subject: undefined, data: { ...grant, workspaceId: { id: 'w1' } } }],
    ['data.actor', { data: { workspaceId: 'w1' } }],
    ['data.actor', { data: { workspaceId: 'w1', actor: [] } }],
    ['data.actor', { data: { workspaceId: 'w1', actor: [{ id: 'ada' }] } }],
    ['data.actor', { data: { workspaceId: 'w1', actor: null } }],
    ['data.actor.id', { data: { workspaceId: 'w1', actor: { id: '' } } }],
    ['data.actor.kind', { data: { workspaceId: 'w1', actor: { id: 'ada', kind: 'root' } } }],
    ['data.actor.name', { data: { workspaceId: 'w1', actor: { id: 'ada', name: 'a\0b' } } }],
    ['data.actor.admin', { data: { workspaceId: 'w1', actor: { id: 'ada', admin: true } } }],
    ['data.durationMinutes', { data: { ...grant, durationMinutes: 0 } }],
    ['data.durationMinutes', { data: { ...grant, durationMinutes: 10_081 } }],
    ['data.durationMinutes', { data: { ...grant, durationMinutes: 1.5 } }],
    ['data.durationMinutes', { data: { ...grant, durationMinutes: '60' } }],
    ['data.reason', { data: { ...grant, reason: 'x'.repeat(1_025) } }],
    ['data.ticketId', { data: { ...grant, ticketId: '../etc' } }],
    ['data.toString', { data: { ...grant, toString: 1 } }],
    ['data.constructor', { data: { ...grant, constructor: { prototype: {} } } }],
    ['constructor', { constructor: { prototype: {} } }],
    ['Extra', { Extra: '1' }],
    ['extra', { extra: { nested: true } }],
  ])('without a valid %s is refused by name: %j', (field, more) => {
    expect(fields(() => structured(more))).toContain(field);
  });

  it('with a forged prototype is refused by name', () => {
    const message = JSON.stringify({ ...envelope, data: grant }).replace(
      '"workspaceId"',
      '"__proto__":{},"workspaceId"',
    );
    expect(fields(() => readStructuredCommand(Buffer.from(message)))).toEqual(['data.__proto__']);
  });

  it('with a key that is there twice is refused by name', () => {
    const message = JSON.stringify({ ...envelope, data: grant });
    const twice = (from: string, to: string) => Buffer.from(message.replace(from, `${to},${from}`));
    expect(fields(() => readStructuredCommand(twice('"id":"ada"', '"id":"eve"')))).toEqual(['data.actor.id']);
    expect(fields(() => readStructuredCommand(twice('"id":"c1"', '"id":"c2"')))).toEqual(['id']);
  });

  it('that has nulls means the same, and has the same hash, as one without these members', () => {
    const nulls = { subject: null, time: null, correlationid: null, data_base64: null, traceparent: null };
    const actor = { ...grant.actor, kind: null, name: null, sessionId: null };
    const data = { ...grant, actor, durationMinutes: null, ticketId: null, reason: null };
    const read = structured({ ...nulls, data });
    expect(read).toStrictEqual(structured());
    expect(commandHash(read.command)).toBe(commandHash(structured().command));
  });

  it('with a lone surrogate is refused by name', () => {
    const message = JSON.stringify({ ...envelope, data: { ...grant, reason: 'R' } }).replace(
      '"R"',
      '"\\ud800"',
    );
    expect(fields(() => readStructuredCommand(Buffer.from(message)))).toEqual(['data.reason']);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['no JSON', Buffer.from('hello')],
    ['half a message', bytes({ ...envelope, data: grant }).subarray(0, 40)],
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
    ['deep nesting', Buffer.from('['.repeat(30_000) + ']'.repeat(30_000))],
    ['an array', bytes([envelope])],
    ['null', bytes(null)],
  ])('that is %s is refused', (_, message) => {
    expect(fields(() => readStructuredCommand(message))).toEqual(['']);
  });

  it('that is refused still names its command and workspace where it can', () => {
    const error = refusal(() => structured({ data: { ...grant, durationMinutes: 0 } }));
    expect(error).toMatchObject({ commandId: 'c1', workspaceId: 'w1', code: 'MALFORMED' });
  });

  it('accepts 1,024 characters outside the basic plane as 1,024', () => {
    const reason = '🔑'.repeat(1_024);
    expect(structured({ data: { ...grant, reason } }).command.data).toMatchObject({ reason });
  });

  it('takes at most 1,000 owners', () => {
    const update = (owners: number) => ({
      type: 'UpdateWorkspace',
      data: { workspaceId: 'w1', tier: 'team', forcedSso: false, ownerIds: Array(owners).fill('ada') },
    });
    expect(structured(update(1_000)).command.type).toBe('UpdateWorkspace');
    expect(fields(() => structured(update(1_001)))).toEqual(['data.ownerIds']);
  });
});

describe('a binary command', () => {
  it('means the same as its structured twin', () => {
    expect(readBinaryCommand({ ...envelope, datacontenttype: 'application/json' }, bytes(grant))).toEqual(
      structured(),
    );
  });

  it('says what is wrong with its body', () => {
    const read = (text: string) => refusal(() => readBinaryCommand(envelope, Buffer.from(text)));
    expect(read('\uFEFF{}')).toMatchObject({
      commandId: 'c1',
      message: 'data begins with a byte order mark; send UTF-8 without one',
    });
    expect(read('{"workspaceId":"w1","workspaceId":"w2"}').message).toBe(
      'data.workspaceId is given more than once',
    );
  });

  it('takes null for absent, too', () => {
    const data = bytes({ ...grant, reason: null, actor: { ...grant.actor, email: null } });
    expect(readBinaryCommand(envelope, data)).toStrictEqual(structured());
  });

  it('without a body is refused', () => {
    expect(fields(() => readBinaryCommand(envelope, Buffer.alloc(0)))).toEqual(['data']);
  });
});
