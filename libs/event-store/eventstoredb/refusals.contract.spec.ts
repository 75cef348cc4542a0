import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { EventStoreDbDouble } from '../../../test/doubles/eventstoredb/event-store-db-double.js';
import type { Users } from '../../../test/doubles/eventstoredb/gate.js';
import type { Certificate } from '../../../test/doubles/eventstoredb/self-signed.js';
import { selfSigned } from '../../../test/doubles/eventstoredb/self-signed.js';
import { InvalidStoreUrlError, StoreRefusedError } from '../errors.js';
import { eventsOf, pagesOf } from '../event-fixtures.contract.js';
import { EventStoreDbStore } from './event-store-db-store.js';

const STREAM = 'supportAccess-w1';
const PASSWORD = 'pa55word-of-nobody';
const USERS: Users = {
  writer: { password: 'right', writes: true },
  auditor: { password: 'right', writes: false },
};
const LIMITS = { answerLimitMs: 4_000 };

let directory: string;
let tls: Certificate;
let double: EventStoreDbDouble;
let plain: EventStoreDbDouble;
let store: EventStoreDbStore | undefined;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'eventstoredb-tls-'));
  tls = selfSigned(directory);
  double = await EventStoreDbDouble.start(0, { tls, users: USERS });
  plain = await EventStoreDbDouble.start();
});

afterEach(async () => {
  await store?.close();
  store = undefined;
});

afterAll(() => {
  double.stop();
  plain.stop();
  rmSync(directory, { recursive: true, force: true });
});

const opened = (url: string): EventStoreDbStore => (store = new EventStoreDbStore(url, LIMITS));

async function failureOf(work: () => Promise<unknown>): Promise<Error> {
  const failure = await work().then(
    () => new Error('it went well'),
    (error: Error) => error,
  );
  expect(failure.message).not.toContain(PASSWORD);
  return failure;
}

it.each(['esdb', 'esdb+discover'] as const)(
  'tells a server no name over TLS where %s:// has an address, for which Node.js has a warning',
  async (scheme) => {
    const names = new Set<unknown>();
    const server = createServer({ key: tls.key, cert: tls.certificate, ALPNProtocols: ['h2'] }, (socket) => {
      names.add(socket.servername);
      socket.destroy();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await failureOf(() => opened(`${scheme}://127.0.0.1:${port}?tlsCAFile=${tls.certificateFile}`).head());
    expect([...names]).toEqual([false]);
    server.close();
  },
);

describe.each(['esdb', 'esdb+discover'] as const)('over TLS, by %s://', (scheme) => {
  it('believes a server whose authority the URL names', async () => {
    const { revision } = await opened(double.urlFor(scheme, 'writer:right')).append(
      `${STREAM}-${scheme}`,
      'empty',
      eventsOf('c1'),
    );
    expect(revision).toBe(0);
  });

  it.each([
    [
      'whose authority it does not know',
      () => double.urlFor(scheme, `writer:${PASSWORD}`).replace(/\?.*/, ''),
    ],
    ['that speaks no TLS', () => plain.urlFor(scheme, `writer:${PASSWORD}`).replace('tls=false', 'tls=true')],
  ])('refuses a server %s, names what is wrong, and does not wait for it', async (_, url) => {
    const failure = await failureOf(() => opened(url()).head());
    expect(failure).toBeInstanceOf(StoreRefusedError);
    expect(failure.message).toMatch(
      /^[^\n]*no TLS connection: [^\n]*(certificate.*tlsCAFile|wrong version.*tls=false)[^\n]*$/i,
    );
    expect(await store!.health()).toMatchObject({ status: 'down', reason: expect.stringMatching(/TLS/) });
  });

  it.each([
    ['a wrong password', `writer:${PASSWORD}`],
    ['an unknown user', `nobody:${PASSWORD}`],
    ['no user at all', undefined],
  ])('names %s as such', async (_, user) => {
    const url = double.urlFor(scheme, user);
    for (const ask of [
      () => opened(url).head(),
      () => store!.append(STREAM, 'empty', eventsOf('c1')),
      () => pagesOf(store!.readStream(STREAM)),
    ]) {
      const failure = await failureOf(ask);
      expect(failure).toBeInstanceOf(StoreRefusedError);
      expect(failure.message).toContain('access denied: the user in EVENT_STORE_URL');
    }
    expect(await store!.health()).toMatchObject({
      status: 'down',
      reason: expect.stringContaining('access denied'),
    });
  });
});

it('names a user who may read and not write, in health, too, until it has been put right', async () => {
  const users: Record<string, { password: string; writes: boolean }> = {
    auditor: { password: 'right', writes: false },
  };
  const server = await EventStoreDbDouble.start(0, { tls, users });
  opened(server.urlFor('esdb', 'auditor:right'));
  expect(await store!.health()).toEqual({ status: 'up' });
  const failure = await failureOf(() => store!.append(STREAM, 'empty', eventsOf('c1')));
  expect(failure).toBeInstanceOf(StoreRefusedError);
  expect(failure.message).toContain('access denied');
  expect(await store!.health()).toMatchObject({
    status: 'down',
    reason: expect.stringContaining('access denied'),
  });
  users['auditor'] = { password: 'right', writes: true };
  expect(await store!.health()).toEqual({ status: 'up' });
  expect(server.log.stream('supportAccessCheckpoints')).toBeUndefined();
  server.stop();
});

it('takes no append over a call that began with a password that was rotated since, once health has said no', async () => {
  const users: Record<string, { password: string; writes: boolean }> = {
    writer: { password: 'right', writes: true },
  };
  const server = await EventStoreDbDouble.start(0, { tls, users });
  opened(server.urlFor('esdb', 'writer:right'));
  await store!.append(STREAM, 'empty', eventsOf('c1'));
  users['writer'] = { password: 'rotated', writes: true };
  expect(await store!.health()).toMatchObject({
    status: 'down',
    reason: expect.stringContaining('access denied'),
  });
  const failure = await failureOf(() => store!.append(STREAM, 0, eventsOf('c2')));
  expect(failure).toMatchObject({ code: 'STORE_REFUSED', refuses: 'server' });
  expect(server.log.stream(STREAM)).toHaveLength(1);
  server.stop();
});

it.each([
  [
    'event_store.client.MaximumAppendEventSizeExceeded',
    'Append events size exceeds the maximum',
    'command',
    'Append events size',
  ],
  ['event_store.client.StreamDeleted', '', 'command', 'StreamDeleted'],
  ['google.protobuf.Empty', 'The disk is full', undefined, 'The disk is full'],
  ['google.protobuf.Empty', '', undefined, 'it gave no reason'],
])(
  'tells an append that is refused for good from one that failed: %s "%s"',
  async (typeName, message, refuses, told) => {
    plain.faults.append = () => ({ kind: 'error', typeName, message });
    const failure = await failureOf(() => opened(plain.url).append(STREAM, 'empty', eventsOf('c1')));
    plain.faults.append = () => undefined;
    expect(failure).toMatchObject(
      refuses === undefined ? { code: 'STORE_UNAVAILABLE' } : { code: 'STORE_REFUSED', refuses },
    );
    expect(failure.message).toContain(told);
    expect(failure.message).not.toContain('Empty');
    expect(await store!.health()).toEqual({ status: 'up' });
  },
);

it('warns of a release that is known to be bad, as the server names itself', async () => {
  const bad = await EventStoreDbDouble.start(0, { release: '24.10.4' });
  expect(await opened(bad.url).serverWarning()).toContain('Take 24.10.5 or newer');
  await store!.close();
  expect(await opened(plain.url).serverWarning()).toBeUndefined();
  bad.stop();
});

it('refuses events that are larger than the server takes, as the command that they are of', async () => {
  const events = eventsOf('c1', 'x'.repeat(2_000_000));
  const failure = await failureOf(() => opened(plain.url).append(STREAM, 'empty', events));
  expect(failure).toMatchObject({ code: 'STORE_REFUSED', refuses: 'command' });
  expect(failure.message).toContain('1048576 bytes');
});

it.each(['esdb', 'esdb+discover'] as const)(
  'says that a server speaks TLS to a client that does not, by %s://',
  async (scheme) => {
    const failure = await failureOf(() => opened(double.urlFor(scheme).replace(/\?.*/, '?tls=false')).head());
    expect(failure).toMatchObject({ code: 'STORE_REFUSED', refuses: 'server' });
    expect(failure.message).toContain(
      `127.0.0.1:${double.port} speaks TLS, and EVENT_STORE_URL says tls=false`,
    );
  },
);

it.each([
  `esdb://admin:${PASSWORD}@`,
  `esdb://admin:${PASSWORD}@host:x?tls=false`,
  `esdb://admin:${PASSWORD}@host?nodePreference=tallest`,
  `esdb://admin:${PASSWORD}@host?tlsCAFile=/nowhere/ca.pem`,
  `esdb://admin:${PASSWORD}@host?userCertFile=/nowhere/user.pem`,
])('says that a URL is none, without its password: %s', async (url) => {
  const failure = await failureOf(async () => opened(url));
  expect(failure).toBeInstanceOf(InvalidStoreUrlError);
});
