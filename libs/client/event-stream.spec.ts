import { setTimeout as sleep } from 'node:timers/promises';
import type { Retry } from './retrying-fetch.js';
import type { Step } from './spec/scripted-server.js';
import { hangUp, html, problem, ScriptedServer, silence } from './spec/scripted-server.js';
import { SupportAccessClient } from './support-access-client.js';
import type { Event } from './types.js';

let server: ScriptedServer;
let client: SupportAccessClient;
let retries: Retry[];

beforeAll(async () => {
  server = await ScriptedServer.start();
});
afterAll(() => server.stop());
beforeEach(() => {
  retries = [];
  let connections = 0;
  client = new SupportAccessClient({
    baseUrl: server.address,
    token: () => `token-${++connections}`,
    retry: { firstDelayMs: 1, longestDelayMs: 200 },
    onRetry: (retry) => retries.push(retry),
  });
});

const block = (position: number, data = {}): string =>
  `id: ${position}\nevent: SupportLogin\ndata: ${JSON.stringify({ position: `${position}`, data })}\n\n`;

/** Sends the chunks one by one, then does the last thing. */
const stream =
  (chunks: readonly (string | Buffer)[], last: 'ends' | 'breaks' | 'stays'): Step =>
  (response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    void (async () => {
      for (const chunk of chunks) {
        response.write(chunk);
        await sleep(5);
      }
      if (last === 'ends') response.end();
      if (last === 'breaks') response.destroy();
    })();
  };

const asked = () => server.seen.map(({ headers }) => headers['last-event-id']);

/** As many as there are said to be; the next one would be waited for. */
async function take(count: number, events: AsyncIterable<Event>): Promise<string[]> {
  const positions: string[] = [];
  for await (const { position } of events) if (positions.push(position) === count) break;
  return positions;
}

it('a stream that breaks in the midst of an event goes on after the last whole one', async () => {
  server.play(
    stream([':\n\n', block(1), block(2) + block(3).slice(0, 20)], 'breaks'),
    hangUp,
    stream([block(3).slice(0, 9), block(3).slice(9)], 'ends'),
    stream([block(4)], 'stays'),
  );
  expect(await take(4, client.follow())).toEqual(['1', '2', '3', '4']);
  expect(asked()).toEqual([undefined, '2', '2', '3']);
  // Each connection with a token of its own, none by URL.
  expect(server.seen.map(({ url, headers: { authorization } }) => [url, authorization])).toEqual(
    [1, 2, 3, 4].map((n) => ['/v1/events', `Bearer token-${n}`]),
  );
  expect(server.seen[0]!.headers.accept).toBe('text/event-stream');
});

it('begins after the position that it is given', async () => {
  server.play(stream([block(8)], 'stays'));
  expect(await take(1, client.follow({ after: '7' }))).toEqual(['8']);
  expect(asked()).toEqual(['7']);
});

it('changes go on from where they began, also when the first connection told of none', async () => {
  const change = 'event: change\nid: s9\ndata: {"type":"SupportAccessGranted","workspaceId":"a b"}\n\n';
  server.play(stream([':\n\nid: s', '7\n\n', ':\n\n'], 'breaks'), hangUp, stream([change], 'stays'));
  const { value } = await client.changes({ workspaceId: 'a b' }).next();
  expect(value).toEqual({ position: 's9', type: 'SupportAccessGranted', workspaceId: 'a b' });
  expect(asked()).toEqual([undefined, 's7', 's7']);
  expect(server.seen[0]!.url).toBe('/v1/changes?workspaceId=a%20b');
});

it('a character that comes in two pieces is one', async () => {
  const bytes = Buffer.from(block(1, { reason: 'Zürich 🗝️' }));
  const pieces = Array.from(bytes, (_, i) => bytes.subarray(i, i + 1));
  server.play(stream(pieces, 'stays'));
  const { value } = await client.follow().next();
  expect(value).toEqual({ position: '1', data: { reason: 'Zürich 🗝️' } });
});

it('while the service is away it asks ever more slowly, without end, and begins anew after an event', async () => {
  server.play(
    ...Array.from({ length: 10 }, () => problem(503, 'UNAVAILABLE')),
    stream([block(1)], 'breaks'),
    stream([block(2)], 'stays'),
  );
  expect(await take(2, client.follow())).toEqual(['1', '2']);
  expect(retries.map(({ failures }) => failures)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 1]);
  expect(retries[9]!.delayMs).toBeGreaterThanOrEqual(100);
  expect(Math.max(...retries.map(({ delayMs }) => delayMs))).toBeLessThanOrEqual(200);
});

it('waits as long as it is asked to', async () => {
  server.play(problem(429, 'TOO_MANY_REQUESTS', { 'Retry-After': '1' }), stream([block(1)], 'stays'));
  const startedAt = performance.now();
  expect(await take(1, client.follow())).toEqual(['1']);
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(999);
});

it.each<[string, Step]>([
  ['silent from the start', silence],
  ['silent after a comment', stream([':\n\n'], 'stays')],
])('a connection that is %s is given up', async (_, step) => {
  server.play(step, stream([block(1)], 'stays'));
  expect(await take(1, client.follow({ silenceMs: 300 }))).toEqual(['1']);
  expect(retries).toMatchObject([{ cause: { message: expect.stringContaining('within 300 ms') } }]);
});

it('comments are signs of life', async () => {
  server.play(stream([...Array.from({ length: 100 }, () => ':\n\n'), block(1)], 'stays'));
  expect(await take(1, client.follow({ silenceMs: 400 }))).toEqual(['1']);
  expect(retries).toEqual([]);
});

it('a reader that takes its time is not silence of the service', async () => {
  server.play(stream([block(1), block(2)], 'stays'));
  const events = client.follow({ silenceMs: 300 });
  await events.next();
  await sleep(400);
  expect(await events.next()).toMatchObject({ value: { position: '2' } });
  expect(retries).toEqual([]);
  await events.return();
});

it.each<[string, Step, object]>([
  ['a position that the log does not have', problem(400, 'POSITION_UNKNOWN'), { code: 'POSITION_UNKNOWN' }],
  ['a token that is not believed', problem(401, 'UNAUTHENTICATED'), { code: 'UNAUTHENTICATED' }],
  ['an answer of somebody else', html(200), { code: 'UNEXPECTED_ANSWER', status: 200 }],
  ['data that are no JSON', stream(['data: {\n\n'], 'stays'), { name: 'SyntaxError' }],
  [
    'a message without end',
    stream(['data: ' + 'x'.repeat(1_100_000)], 'stays'),
    { type: 'max-buffer-size-exceeded' },
  ],
])('%s ends it with an error', async (_, step, error) => {
  server.play(step);
  await expect(client.follow().next()).rejects.toMatchObject(error);
  expect(server.seen).toHaveLength(1);
});

describe('whoever stops leaves nothing open', () => {
  const closed = async (count: number): Promise<boolean> => {
    for (let tries = 0; tries < 200 && server.closed < count; tries++) await sleep(5);
    return server.closed === count;
  };

  it.each<[string, Step]>([
    ['waiting for an event', stream([':\n\n'], 'stays')],
    ['waiting for an answer', silence],
  ])('by a signal, %s: the events end', async (_, step) => {
    server.play(step);
    const controller = new AbortController();
    void server.asked().then(() => controller.abort());
    expect(await take(1, client.follow({ signal: controller.signal }))).toEqual([]);
    expect(await closed(1)).toBe(true);
  });

  it('by a signal, waiting to connect anew', async () => {
    server.play(problem(503, 'UNAVAILABLE', { 'Retry-After': '20' }));
    const controller = new AbortController();
    void server.asked().then(() => controller.abort());
    expect(await take(1, client.follow({ signal: controller.signal }))).toEqual([]);
  });

  it('by a signal, between two events that have come', async () => {
    server.play(stream([block(1) + block(2)], 'stays'));
    const controller = new AbortController();
    const positions: string[] = [];
    for await (const { position } of client.follow({ signal: controller.signal })) {
      positions.push(position);
      controller.abort();
    }
    expect(positions).toEqual(['1']);
    expect(await closed(1)).toBe(true);
  });

  it('by leaving the loop', async () => {
    server.play(stream([block(1), block(2)], 'stays'));
    expect(await take(1, client.follow())).toEqual(['1']);
    expect(await closed(1)).toBe(true);
  });

  it('by a signal that was aborted before: nothing is asked', async () => {
    server.play();
    expect(await take(1, client.follow({ signal: AbortSignal.abort() }))).toEqual([]);
    expect(server.seen).toEqual([]);
  });
});
