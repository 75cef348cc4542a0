import { createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { decodeJwt, SignJWT } from 'jose';
import type { Accepted, Event, Retry } from '#client';
import { SupportAccessClient } from '#client';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/service-under-test.js';
import type { Directory } from './service-process.js';
import { embedded, ServiceProcess, temporaryDirectory } from './service-process.js';

const KILLS = 4;
const WRITERS = 8;
const TOKEN_SECONDS = 2;

let service: ServiceProcess;
let directory: Directory;
let env: Record<string, string>;
let retries: Retry[] = [];

beforeAll(async () => {
  directory = await temporaryDirectory();
  // Its clients find it again where it was.
  env = { ...embedded(directory.path), PORT: `${await freePort()}` };
  service = await ServiceProcess.start(env);
});
afterAll(async () => {
  await service.stop();
  await directory.remove();
});
beforeEach(() => {
  retries = [];
});

const clientOf = (token: string | (() => Promise<string>)): SupportAccessClient =>
  new SupportAccessClient({
    baseUrl: service.address,
    token,
    retry: { attempts: 100, firstDelayMs: 10, longestDelayMs: 200 },
    onRetry: (retry) => retries.push(retry),
  });

const workspace = { tier: 'team' as const, forcedSso: false, ownerIds: ['olivia'] };

async function log(): Promise<Event[]> {
  const events: Event[] = [];
  for await (const event of service.as('auditor').events({ limit: 1_000 })) events.push(event);
  return events;
}

/** Keeps what it is told, until it is stopped. */
function followed(client: SupportAccessClient) {
  const stop = new AbortController();
  const events: Event[] = [];
  const ended = (async () => {
    for await (const event of client.follow({ signal: stop.signal })) events.push(event);
  })();
  return { events, stop: () => (stop.abort(), ended) };
}

it('while the service is killed again and again each write has one effect, and a follower gets each event once', async () => {
  const client = clientOf(service.token('service'));
  const follower = followed(clientOf(service.token('auditor')));
  const results: Accepted[] = [];
  let writing = true;
  const write = async (n: number): Promise<void> => {
    while (writing) results.push(await client.updateWorkspace(`w${n}`, workspace));
  };
  const writers = Array.from({ length: WRITERS }, (_, n) => write(n));
  for (let kills = 0; kills < KILLS; kills++) {
    const before = results.length;
    await eventually('it is in the midst of writes', () => results.length > before + 3 * WRITERS);
    await service.stop('SIGKILL');
    service = await ServiceProcess.start(env);
  }
  writing = false;
  await Promise.all(writers);

  const events = await log();
  await eventually('the follower has the newest', () => follower.events.length >= events.length);
  await follower.stop();
  expect(follower.events).toEqual(events);
  const told = results.flatMap((result) => result.events.map(({ id }) => id));
  expect(new Set(told).size).toBe(results.length);
  expect(events.map(({ id }) => id).sort()).toEqual(told.sort());
  // It had to send again, and not only once.
  expect(retries.length).toBeGreaterThan(KILLS);
});

it('a follower outlives its tokens: each connection has a new one', async () => {
  const key = createPrivateKey(await readFile(join(directory.path, 'dev-keys/token-signing-key.pem')));
  const claims = decodeJwt(service.token('auditor'));
  let tokens = 0;
  const sign = () => {
    tokens++;
    const jwt = new SignJWT(claims).setProtectedHeader({ alg: 'EdDSA' });
    return jwt.setExpirationTime(`${TOKEN_SECONDS} s`).sign(key);
  };
  const follower = followed(clientOf(sign));
  const client = clientOf(service.token('service'));
  while (tokens < 3) {
    await client.updateWorkspace('long', workspace);
    await sleep(100);
  }
  const events = await log();
  await eventually('the follower has the newest', () => follower.events.length >= events.length);
  await follower.stop();
  expect(follower.events).toEqual(events);
  expect(retries.map(({ cause }) => cause)).toEqual(Array.from(retries, () => 'the stream ended'));
});

it('proofs are fetched by it, too', async () => {
  const { evidence } = service.as('auditor');
  const note = await evidence.trailCheckpoint('long');
  const count = (await log()).filter(({ subject }) => subject === 'long').length;
  expect(note.split('\n').slice(0, 2)).toEqual([expect.stringMatching(/\/supportAccess-long$/), `${count}`]);
  const origin = note.slice(0, note.indexOf('/supportAccess-long'));
  expect(await evidence.verifierKeys()).toContain(`${origin}+`);
  await expect(evidence.proveInclusion('none', { size: 1 })).rejects.toMatchObject({ status: 404 });
});
