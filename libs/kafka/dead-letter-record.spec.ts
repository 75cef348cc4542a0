import { MalformedCommandError } from '#commands';
import type { ReceivedRecord } from './client.js';
import { deadLetterRecord } from './dead-letter-record.js';
import { estimateRecordBytes } from './record-bytes.js';
import { malformedRecord } from './result-record.js';

const PLACE = { topic: 'commands', partition: 3, offset: '42' };
const ERROR = new MalformedCommandError([{ field: 'data.tier', message: 'must be business' }]);
const LIMIT_BYTES = 2_162_712;

const received = (changes: Partial<ReceivedRecord>): ReceivedRecord => ({
  offset: '42',
  key: null,
  value: null,
  headers: {},
  ...changes,
});

describe('a dead letter', () => {
  it('has the same key, value and headers, and says why and whence', () => {
    const key = Buffer.from([0xff]);
    const value = Buffer.from([0x00, 0xfe]);
    const headers = { a: Buffer.from('1'), b: [Buffer.from('2'), Buffer.from('3')] };
    expect(deadLetterRecord(received({ key, value, headers }), PLACE, ERROR, LIMIT_BYTES)).toEqual({
      key,
      value,
      headers: {
        ...headers,
        'x-error-code': 'MALFORMED',
        'x-error-message': 'data.tier must be business',
        'x-topic': 'commands',
        'x-partition': '3',
        'x-offset': '42',
      },
    });
  });

  it('says why it is here now, and not why it was here before', () => {
    const headers = { 'x-error-code': Buffer.from('OLD'), 'x-offset': Buffer.from('1') };
    const letter = deadLetterRecord(received({ headers }), PLACE, ERROR, LIMIT_BYTES);
    expect(letter.headers).toMatchObject({ 'x-error-code': 'MALFORMED', 'x-offset': '42' });
  });

  it('has for a header without value an empty one, also among several', () => {
    const headers = { none: null, some: [Buffer.from('1'), null] as unknown as Buffer[] };
    const letter = deadLetterRecord(received({ headers }), PLACE, ERROR, LIMIT_BYTES);
    expect(letter.headers).toMatchObject({ none: '', some: [Buffer.from('1'), ''] });
  });

  it('fits the topic, whatever of it is large', () => {
    const large = Buffer.alloc(10_000_000, 'x');
    for (const part of [{ key: large }, { value: large }, { headers: { large } }])
      expect(estimateRecordBytes(deadLetterRecord(received(part), PLACE, ERROR, LIMIT_BYTES))).toBeLessThan(
        262_144,
      );
  });
});

describe('the result for a message that is no command', () => {
  it('does not grow with the message', () => {
    const errors = Array.from({ length: 1_000 }, () => ({
      field: 'data.ownerIds',
      message: 'must be an id',
    }));
    const huge = received({ key: Buffer.alloc(1_000_000) });
    const result = malformedRecord(new MalformedCommandError(errors), huge, PLACE, 'origin');
    expect(estimateRecordBytes(result)).toBeLessThan(65_536);
    expect(result.key).toBeNull();
  });
});
