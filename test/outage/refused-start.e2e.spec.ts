import { join } from 'node:path';
import { EventStoreDbDouble } from '../doubles/eventstoredb/event-store-db-double.js';
import type { Certificate } from '../doubles/eventstoredb/self-signed.js';
import { selfSigned } from '../doubles/eventstoredb/self-signed.js';
import type { Directory } from '../e2e/service-process.js';
import { embedded, runToEnd, ServiceProcess, temporaryDirectory } from '../e2e/service-process.js';

const PASSWORD = 'not-for-the-eyes-of-others';

let directory: Directory;
let tls: Certificate;
let double: EventStoreDbDouble;

beforeAll(async () => {
  directory = await temporaryDirectory();
  tls = selfSigned(directory.path);
  double = await EventStoreDbDouble.start(0, { tls, users: { writer: { password: 'right', writes: true } } });
});

afterAll(async () => {
  double.stop();
  await directory.remove();
});

const environment = (url: string): Record<string, string> => ({
  ...embedded(directory.path),
  EVENT_STORE_URL: url,
  DEV_KEYS_DIR: join(directory.path, 'keys'),
  EVENT_INDEX_DIR: join(directory.path, 'index'),
});

const withoutAuthority = (url: string): string => url.replace(/\?.*/, '');

describe('a start that an EventStoreDB refuses ends with one sentence:', () => {
  it.each([
    [
      'a wrong password',
      () => double.urlFor('esdb', `writer:${PASSWORD}`),
      /access denied: the user in EVENT_STORE_URL/,
    ],
    ['no user', () => double.urlFor('esdb+discover'), /access denied: the user in EVENT_STORE_URL/],
    [
      'an authority that it does not know',
      () => withoutAuthority(double.urlFor('esdb', `writer:${PASSWORD}`)),
      /no TLS connection: .*self-signed certificate.*tlsCAFile/,
    ],
    [
      'the same, of a cluster that is to be discovered',
      () => withoutAuthority(double.urlFor('esdb+discover', `writer:${PASSWORD}`)),
      /no TLS connection: .*self-signed certificate.*tlsCAFile/,
    ],
    [
      'a URL that is none',
      () => `esdb://writer:${PASSWORD}@127.0.0.1:x`,
      /EVENT_STORE_URL .*the port of host "127\.0\.0\.1" is not a number from 1 to 65535/,
    ],
    [
      'an option that is none',
      () => `esdb://writer:${PASSWORD}@127.0.0.1:1?nodePreference=tallest`,
      /EVENT_STORE_URL .*its option nodePreference is not one of leader, follower/,
    ],
    [
      'a file that is not there',
      () => `esdb://writer:${PASSWORD}@127.0.0.1:1?tlsCAFile=/nowhere/ca.pem`,
      /its option tlsCAFile names \/nowhere\/ca\.pem, which is not there/,
    ],
  ])('%s', async (_, url, sentence) => {
    const { code, stdout, stderr } = await runToEnd('main.js', [], environment(url()));
    expect(code).toBe(1);
    // In the log when the store took longer to refuse than a start waits for it.
    expect(stdout + stderr).toMatch(sentence);
    const told = stderr.split('\n').filter((line) => line.startsWith('support-access:'));
    expect(told.length).toBeLessThanOrEqual(1);
    // Refused at the start, nobody is told before that it listens.
    expect({ atStart: told.length === 1, listens: stdout.includes('Listening on') }).not.toEqual({
      atStart: true,
      listens: true,
    });
    expect(stderr).not.toMatch(/^ {4}at /m);
    expect(stdout + stderr).not.toContain(PASSWORD);
  });

  it('also when it was away at first', async () => {
    double.stop();
    const service = await ServiceProcess.start(environment(double.urlFor('esdb', `writer:${PASSWORD}`)));
    expect((await service.get('/health/ready')).status).toBe(503);
    await double.start();
    expect(await service.ended()).toBe(1);
    expect(service.output.stdout + service.output.stderr).toMatch(/access denied: the user/);
    expect(service.output.stdout + service.output.stderr).not.toContain(PASSWORD);
  });
});
