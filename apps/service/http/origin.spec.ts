import type { FastifyRequest } from 'fastify';
import { originOf, personalCommandId, readIdempotencyKey } from './origin.js';
import { ProblemError } from './problem-error.js';

type Facts = { ip?: string; peer?: string; headers?: Record<string, string> };

const from = ({ ip = '192.0.2.1', peer = '192.0.2.1', headers = {} }: Facts) =>
  originOf({ id: 'r-1', ip, headers, socket: { remoteAddress: peer } } as unknown as FastifyRequest);

describe('the address', () => {
  it("is the client's, as far as proxies are believed", () =>
    expect(from({ ip: '203.0.113.7', peer: '10.0.0.1' }).ipAddress).toBe('203.0.113.7'));

  it('is the peer, when what a proxy wrote is no address', () =>
    expect(from({ ip: 'unknown, <script>', peer: '10.0.0.1' }).ipAddress).toBe('10.0.0.1'));

  it('of IPv4 is written as such, also on a socket that takes both', () =>
    expect(from({ ip: '::ffff:192.0.2.1' }).ipAddress).toBe('192.0.2.1'));

  it('of IPv6 stays', () => expect(from({ ip: '2001:db8::1' }).ipAddress).toBe('2001:db8::1'));
});

it('a user agent is cut where a command would be refused for it', () => {
  expect(from({ headers: { 'user-agent': 'x'.repeat(5_000) } }).userAgent).toHaveLength(1_024);
  expect(from({})).not.toHaveProperty('userAgent');
});

it('a traceparent that does not parse is left out', () => {
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  expect(from({ headers: { traceparent } }).traceparent).toBe(traceparent);
  expect(from({ headers: { traceparent: `ff${traceparent.slice(2)}` } })).not.toHaveProperty('traceparent');
});

describe('Idempotency-Key', () => {
  it.each([
    ['c-1', 'c-1'],
    ['"c-1"', 'c-1'],
  ])('%s is %s', (header, id) => expect(readIdempotencyKey(header)).toBe(id));

  it.each(['', '""', '"c-1', 'a b', 'expire-x', '"expire-x"', 'x'.repeat(129), 'a, b'])(
    '%s is none',
    (header) => expect(() => readIdempotencyKey(header)).toThrow(ProblemError),
  );

  it('without one every request is a command of its own', () => {
    const [one, two] = [from({}).commandId, from({}).commandId];
    expect(one).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-/);
    expect(two).not.toBe(one);
  });

  // SHA-256 of `https://id.example` LF `olivia`, computed by Python's hashlib.
  it("of a person is that person's, within their issuer", () => {
    const olivia = { issuer: 'https://id.example', id: 'olivia' };
    expect(personalCommandId(olivia, 'revoke-1')).toBe('~UFqqLzowXMF5lzfD9X9ejD.revoke-1');
    expect(personalCommandId({ ...olivia, issuer: 'https://other.example' }, 'revoke-1')).not.toContain(
      'UFqqLzowXMF5lzfD9X9ejD',
    );
  });
});
