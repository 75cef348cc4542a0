import { gzipSync } from 'node:zlib';
import { takeAnswer } from './wire-answer.js';

const bytes = (...parts: (string | Buffer)[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
const read = (given: Buffer, method = 'GET') => {
  const taken = takeAnswer(given, method);
  return (
    taken && { status: taken.answer.status, body: taken.answer.body.toString(), rest: taken.rest.toString() }
  );
};

const LENGTH = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';
const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n';

it.each([
  ['of a length', LENGTH],
  ['in chunks', CHUNKED],
  ['after a 100', `HTTP/1.1 100 Continue\r\n\r\n${LENGTH}`],
])('takes an answer %s, once it is all there, and leaves what comes behind', (_, answer) => {
  for (let end = 0; end < answer.length; end++) expect(read(bytes(answer.slice(0, end)))).toBeUndefined();
  expect(read(bytes(answer))).toEqual({ status: 200, body: 'hello', rest: '' });
  expect(read(bytes(answer, LENGTH))).toEqual({ status: 200, body: 'hello', rest: LENGTH });
});

it.each([
  ['HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n'],
  ['GET', 'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\n\r\n'],
])('knows that an answer to %s has no body: %j', (method, head) =>
  expect(read(bytes(head, LENGTH), method)).toMatchObject({ body: '', rest: LENGTH }),
);

it('unpacks', () => {
  const packed = gzipSync('hello');
  const head = `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${packed.length}\r\n\r\n`;
  expect(read(bytes(head, packed))?.body).toBe('hello');
});

it('has enough of an event stream with its first chunk', () => {
  const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n';
  const taken = takeAnswer(bytes(head, '3\r\n:\n\n\r\n'), 'GET');
  expect([taken?.answer.isOpen, taken?.answer.body.toString()]).toEqual([true, ':\n\n']);
});

it('does not take anything else for an answer', () =>
  expect(() => read(bytes('hello\r\n\r\n'))).toThrow('no HTTP answer'));
