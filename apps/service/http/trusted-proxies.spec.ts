import fastify from 'fastify';
import type { HttpConfig } from '#config';
import { addressOf } from './origin.js';
import { bareAddress, trustedProxies } from './trusted-proxies.js';

/** What is recorded of a client at whose end of the connection there is a proxy on loopback. */
async function recorded(
  trustProxy: HttpConfig['trustProxy'],
  forwarded: string,
): Promise<string | undefined> {
  const server = fastify({ trustProxy: trustedProxies(trustProxy) });
  server.get('/', (request) => ({ address: addressOf(request) }));
  const headers = { 'x-forwarded-for': forwarded };
  const { address } = (await server.inject({ url: '/', headers })).json<{ address?: string }>();
  await server.close();
  return address;
}

it.each([
  ['203.0.113.7', '203.0.113.7'],
  ['203.0.113.7:4711', '203.0.113.7'],
  ['[2001:db8::1]:4711', '2001:db8::1'],
  ['[2001:db8::1]', '2001:db8::1'],
  ['2001:db8::1', '2001:db8::1'],
  ['fe80::1%eth0', 'fe80::1'],
  ['[fe80::1%25eth0]:4711', 'fe80::1'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['unknown', '127.0.0.1'],
  ['_hidden', '127.0.0.1'],
])('X-Forwarded-For: %s is %s', async (forwarded, address) => {
  expect(await recorded(1, forwarded)).toBe(address);
  expect(await recorded('127.0.0.0/8', forwarded)).toBe(address);
  expect(await recorded(true, forwarded)).toBe(address);
  expect(await recorded(false, forwarded)).toBe('127.0.0.1');
});

it.each<[HttpConfig['trustProxy'], string, string]>([
  [1, '198.51.100.1, 203.0.113.7', '203.0.113.7'],
  [2, '198.51.100.1, 203.0.113.7', '198.51.100.1'],
  ['127.0.0.1,10.0.0.0/8', '198.51.100.1:80, 10.1.2.3:4711', '198.51.100.1'],
  ['127.0.0.1,fd00::/8', '198.51.100.1, [fd00::7]:4711', '198.51.100.1'],
  ['127.0.0.1', '198.51.100.1, 203.0.113.7:80', '203.0.113.7'],
  ['10.0.0.1', '198.51.100.1', '127.0.0.1'],
])('with TRUST_PROXY=%s, %s is %s', async (trustProxy, forwarded, address) =>
  expect(await recorded(trustProxy, forwarded)).toBe(address),
);

it.each(['', 'a:80', '1.2.3.4:80:90', '[x]y'])('%j stays what it is', (text) =>
  expect(bareAddress(text)).toBe(text),
);
