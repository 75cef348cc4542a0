import { MalformedCommandError } from '#commands';
import type { ReceivedHeaders } from './client.js';
import { readCommandRecord } from './read-command-record.js';
import { commandData, structuredCommand } from './spec/kafka-fixture.js';

const STRUCTURED = { 'content-type': Buffer.from('application/cloudevents+json') };
const DATA = Buffer.from(JSON.stringify(commandData('acme')));
const BINARY = {
  ce_specversion: Buffer.from('1.0'),
  ce_id: Buffer.from('c-1'),
  ce_source: Buffer.from('/crm'),
  ce_type: Buffer.from('UpdateWorkspace'),
};

const read = (headers: ReceivedHeaders, value: Buffer | null): ReturnType<typeof readCommandRecord> =>
  readCommandRecord({ offset: '0', key: null, value, headers });

function refusal(headers: ReceivedHeaders, value: Buffer | null): unknown {
  try {
    return read(headers, value);
  } catch (error) {
    return error instanceof MalformedCommandError ? error.errors : error;
  }
}

describe('a record of the commands topic', () => {
  const trace = (last: string): string => `00-0af7651916cd43dd8448eb211c80319c-b7ad6b716920333${last}-01`;
  const plain = { Traceparent: Buffer.from(trace('1')) };

  it.each([
    ['structured', STRUCTURED, Buffer.from(structuredCommand())],
    ['binary', BINARY, DATA],
  ])('is part of the trace that a plain header names: %s', (_, headers, value) => {
    expect(read({ ...headers, ...plain }, value).traceparent).toBe(trace('1'));
    expect(read({ ...headers, traceparent: Buffer.from('nonsense') }, value)).not.toHaveProperty(
      'traceparent',
    );
  });

  it('is part of the trace that the event names itself, where both do', () =>
    expect(read({ ...BINARY, ...plain, ce_traceparent: Buffer.from(trace('2')) }, DATA).traceparent).toBe(
      trace('2'),
    ));

  it('is told of a byte order mark as what it is', () =>
    expect(refusal(STRUCTURED, Buffer.from(`\ufeff${structuredCommand()}`))).toEqual([
      { field: '', message: expect.stringContaining('byte order mark') },
    ]));

  const command = Buffer.from(structuredCommand({ id: 'c-1' }));

  it.each([
    ['application/cloudevents+json'],
    ['application/cloudevents+json; charset=UTF-8'],
    ['Application/CloudEvents+JSON'],
  ])('is structured under content type %s', (contentType) => {
    expect(read({ 'content-type': Buffer.from(contentType) }, command).commandId).toBe('c-1');
    expect(read({ 'Content-Type': contentType }, command).commandId).toBe('c-1');
  });

  it('is structured also with attributes beside it, which are not read', () => {
    expect(read({ ...STRUCTURED, ce_id: Buffer.from('other') }, command).commandId).toBe('c-1');
  });

  it('is binary with ce_ headers, in any case and with or without a content type', () => {
    expect(read(BINARY, DATA).command.data.workspaceId).toBe('acme');
    const { ce_id: id, ...others } = BINARY;
    expect(read({ ...others, Ce_Id: id, 'content-type': 'application/json' }, DATA).commandId).toBe('c-1');
  });

  it.each<[string, ReceivedHeaders, Buffer | null, string, string]>([
    ['a tombstone', STRUCTURED, null, '', 'has no value'],
    ['no headers', {}, command, 'content-type', 'must be application/cloudevents+json, unless'],
    ['a batch', { 'content-type': 'application/cloudevents-batch+json' }, command, 'content-type', 'must be'],
    ['avro', { 'content-type': 'application/cloudevents+avro' }, command, 'content-type', 'must be'],
    [
      'an attribute twice',
      { ...BINARY, ce_id: [Buffer.from('a'), Buffer.from('b')] },
      DATA,
      'id',
      'more than once',
    ],
    ['an attribute in two cases', { ...BINARY, CE_ID: 'c-1' }, DATA, 'id', 'more than once'],
    ['an attribute without a value', { ...BINARY, ce_id: null }, DATA, 'id', 'has no value'],
    ['a content type of two', { 'content-type': ['a', 'b'] }, DATA, 'content-type', 'more than once'],
    [
      'data of another type',
      { ...BINARY, 'content-type': 'text/xml' },
      DATA,
      'datacontenttype',
      'JSON media type',
    ],
    ['a large value', STRUCTURED, Buffer.alloc(65_537), '', 'is 65537 bytes, and 65536 is the most'],
    [
      'large attributes',
      { ...BINARY, ce_more: 'x'.repeat(65_536) },
      DATA,
      '',
      'attributes of more than 65536 bytes',
    ],
  ])('is refused with %s, naming the field', (_, headers, value, field, message) => {
    expect(refusal(headers, value)).toContainEqual({ field, message: expect.stringContaining(message) });
  });

  it('is read whatever attribute names it has', () => {
    expect(refusal({ ...BINARY, ['ce___proto__']: 'x' }, DATA)).toEqual([
      { field: '__proto__', message: expect.any(String) },
    ]);
  });
});
