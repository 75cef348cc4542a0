import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DevelopmentTokens } from '#auth';
import { eventually } from '../support/eventually.js';
import type { Directory } from './service-process.js';
import { embedded, ServiceProcess, temporaryDirectory } from './service-process.js';
import { tokenUntil } from './token-until.js';

let service: ServiceProcess;
let directory: Directory;
let sent = 0;

beforeAll(async () => {
  directory = await temporaryDirectory();
  service = await ServiceProcess.start(embedded(directory.path));
});
afterAll(async () => {
  await service.stop();
  await directory.remove();
});

/** Each records one event. */
async function record(count: number, ownerIds = ['olivia']): Promise<void> {
  for (let i = 0; i < count; i++) {
    const data = { workspaceId: `w${++sent % 5}`, tier: 'team', forcedSso: false, ownerIds };
    const { body } = await service.command(`c${sent}`, 'UpdateWorkspace', data);
    if (body.outcome !== 'accepted') throw new Error(JSON.stringify(body));
  }
}

/** Resolves when the headers are there. */
async function listen(
  lastEventId?: string,
  on = service,
  token = on.token('auditor'),
): Promise<IncomingMessage> {
  const headers = {
    Accept: 'text/event-stream',
    Authorization: `Bearer ${token}`,
    ...(lastEventId !== undefined && { 'Last-Event-ID': lastEventId }),
  };
  return new Promise((resolve, reject) => {
    request(`${on.address}/v1/events`, { headers }, resolve).once('error', reject).end();
  });
}

/** Whole events only: a connection may end in the midst of one. */
function eventsIn(
  text: string,
): { id: string; type: string; document: { position: string; type: string } }[] {
  const whole = text.slice(0, text.lastIndexOf('\n\n') + 2).split('\n\n');
  return whole.flatMap((block) => {
    const match = /^id: (\d+)\nevent: (\w+)\ndata: (.+)$/.exec(block);
    return match ? [{ id: match[1]!, type: match[2]!, document: JSON.parse(match[3]!) }] : [];
  });
}

async function log(): Promise<string[]> {
  const ids: string[] = [];
  for await (const { position } of service.as('auditor').events({ limit: 1_000 })) ids.push(position);
  return ids;
}

it('a reader that is killed and resumed a hundred times misses nothing and gets nothing twice', async () => {
  let writing = true;
  const writer = (async () => {
    while (writing) await record(1);
  })();
  const ids: string[] = [];
  for (let kills = 0; kills < 100; kills++) {
    const response = await listen(ids.at(-1));
    expect([response.statusCode, response.headers['content-type']]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
    ]);
    let text = '';
    response.on('data', (chunk: Buffer) => (text += chunk.toString()));
    response.on('error', () => undefined);
    // Some before the first event, some in the midst of many.
    await sleep((kills * 7) % 40);
    response.destroy();
    ids.push(...eventsIn(text).map(({ id }) => id));
  }
  writing = false;
  await writer;
  const rest = await listen(ids.at(-1));
  let text = '';
  rest.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const all = await log();
  await eventually('the rest has come', () => eventsIn(text).at(-1)?.id === all.at(-1));
  rest.destroy();
  expect([...ids, ...eventsIn(text).map(({ id }) => id)]).toEqual(all);
  expect(all.length).toBeGreaterThan(100);
  for (const { id, type, document } of eventsIn(text))
    expect([document.position, document.type]).toEqual([id, type]);
});

it('clients that take nothing do not hold up commands, nor others', async () => {
  const stuck = await Promise.all(Array.from({ length: 20 }, () => listen('0')));
  for (const response of stuck) response.pause();
  const reader = await listen();
  let text = '';
  reader.on('data', (chunk: Buffer) => (text += chunk.toString()));
  // 12 MB: more than what the system keeps between two sockets.
  const crowd = Array.from({ length: 460 }, (_, i) => `${i}`.padStart(128, 'x'));
  // One that waited for those clients would wait for ever.
  for (let i = 0; i < 200; i++) await record(1, crowd);
  const all = await log();
  await eventually('the reader has all', () => eventsIn(text).length >= all.length);
  expect(eventsIn(text).map(({ id }) => id)).toEqual(all);
  // They go on when they take again, with all of it.
  let late = '';
  stuck[0]!.on('data', (chunk: Buffer) => (late += chunk.toString()));
  stuck[0]!.resume();
  await eventually('one that was stuck has all', () => late.includes(`\nid: ${all.at(-1)}\n`));
  expect(eventsIn(late).map(({ id }) => id)).toEqual(all);
  for (const response of [...stuck, reader]) response.destroy();
});

it.each([
  ['999999999999', 400, 'POSITION_UNKNOWN'],
  ['99999999999999999999', 400, 'POSITION_UNKNOWN'],
  ['abc', 400, 'MALFORMED'],
  ['-1', 400, 'MALFORMED'],
])('Last-Event-ID %s is refused', async (id, status, code) => {
  const headers = { Accept: 'text/event-stream', 'Last-Event-ID': id };
  const answer = await service.get('/v1/events', service.token('auditor'), headers);
  expect(answer).toMatchObject({ status, body: { code } });
});

it('says that it is there at once', async () => {
  const response = await listen((await log()).at(-1));
  expect(String((await once(response, 'data'))[0])).toBe(':\n\n');
  response.destroy();
});

async function readers(): Promise<number> {
  const { body } = await service.get('/metrics');
  return Number(/^support_access_event_stream_readers (\S+)/m.exec(body)?.[1]);
}

it('ends when the token does, in order; that of another goes on, and each is counted while it lasts', async () => {
  await eventually('nobody reads', async () => (await readers()) === 0);
  // How long this takes tells how long the token has to last.
  const since = performance.now();
  await record(1);
  const stays = await listen((await log()).at(-1));
  const tookMs = performance.now() - since;
  const until = Math.ceil((Date.now() + 2_000 + 10 * tookMs) / 1_000);
  const ends = await listen((await log()).at(-1), service, await tokenUntil(until, directory.path));
  let text = '';
  ends.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await record(1);
  await eventually('it has come', () => eventsIn(text).length > 0);
  expect([eventsIn(text).length, await readers()]).toEqual([1, 2]);
  await once(ends, 'close');
  expect(ends.complete).toBe(true);
  expect(Date.now() - until * 1_000).toBeGreaterThanOrEqual(0);
  expect([stays.destroyed, await readers()]).toEqual([false, 1]);
  stays.destroy();
  await eventually('nobody reads', async () => (await readers()) === 0);
});

it('a HEAD has the headers and an end', async () => {
  const headers = { Accept: 'text/event-stream', Authorization: `Bearer ${service.token('service')}` };
  const response = await fetch(`${service.address}/v1/events`, { method: 'HEAD', headers });
  expect([response.status, response.headers.get('content-type')]).toEqual([
    200,
    'text/event-stream; charset=utf-8',
  ]);
  expect(await response.text()).toBe('');
});

it('what it does not speak is refused, and owners are', async () => {
  const html = await service.get('/v1/events', service.token('auditor'), { Accept: 'text/html' });
  expect(html).toMatchObject({ status: 406, body: { code: 'NOT_ACCEPTABLE' } });
  const owner = await service.get('/v1/events', service.token('owner'), { Accept: 'text/event-stream' });
  expect(owner).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
});

it('five hundred readers hear of an event, and a stop ends all of their answers in order, soon', async () => {
  const own = await temporaryDirectory();
  const other = await ServiceProcess.start(embedded(own.path));
  try {
    const tokens = await DevelopmentTokens.open(join(own.path, 'dev-keys'));
    // One caller may hold 100.
    const callers = await Promise.all(
      Array.from({ length: 5 }, (_, i) => tokens.sign(['auditor'], `audrey-${i}`)),
    );
    const readers = await Promise.all(
      Array.from({ length: 500 }, (_, i) => listen(undefined, other, callers[i % 5])),
    );
    const texts = readers.map(() => '');
    const complete = readers.map(
      (response, i) =>
        new Promise<boolean>((resolve) => {
          response.on('data', (chunk: Buffer) => (texts[i] += chunk.toString()));
          response.once('close', () => resolve(response.complete));
        }),
    );
    const data = { workspaceId: 'w', tier: 'team', forcedSso: false, ownerIds: ['olivia'] };
    await other.command('one', 'UpdateWorkspace', data);
    const heard = () => texts.filter((text) => eventsIn(text).length === 1).length;
    await eventually('all have heard', () => heard() === 500, { progress: heard });
    // A shutdown that takes longer than 9.5 s is aborted and ends with 1.
    expect(await other.stop()).toBe(0);
    expect((await Promise.all(complete)).filter((whole) => !whole)).toEqual([]);
  } finally {
    await other.stop('SIGKILL');
    await own.remove();
  }
});

it('goes on after a restart where it was', async () => {
  await record(2);
  const response = await listen();
  let text = '';
  response.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const before = await log();
  await eventually('it has all', () => eventsIn(text).length >= before.length);
  expect(await service.stop()).toBe(0);
  service = await ServiceProcess.start(embedded(directory.path));
  await record(3);
  const resumed = await listen(eventsIn(text).at(-1)!.id);
  let more = '';
  resumed.on('data', (chunk: Buffer) => (more += chunk.toString()));
  await eventually('it has the rest', () => eventsIn(more).length >= 3);
  resumed.destroy();
  expect([...eventsIn(text), ...eventsIn(more)].map(({ id }) => id)).toEqual(await log());
});
