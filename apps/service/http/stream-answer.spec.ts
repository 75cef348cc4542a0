import { setTimeout as sleep } from 'node:timers/promises';
import type { AddressInfo } from 'node:net';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:http';
import type { FastifyInstance } from 'fastify';
import fastify from 'fastify';
import { eventually } from '../../../test/support/eventually.js';
import { pulledStream } from './pulled-stream.js';
import { streamAnswer } from './stream-answer.js';

const CHUNK = Buffer.alloc(64 * 1024, 'x');
// Long enough that a busy machine pauses a client for less.
const STUCK_MS = 1_000;
let server: FastifyInstance;
let made: number;
let over: boolean;

/** Answers without end. */
beforeEach(async () => {
  made = 0;
  over = false;
  server = fastify();
  server.get('/', (_request, reply) => {
    const stream = pulledStream(async function* (signal) {
      try {
        for (; !signal.aborted; made++) yield CHUNK;
      } finally {
        over = true;
      }
    });
    return reply.type('text/plain').send(streamAnswer(reply, stream, 'text/plain', STUCK_MS).getStream());
  });
  await server.listen({ port: 0, host: '127.0.0.1' });
});
afterEach(() => server.close());

const ask = (): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const { port } = server.server.address() as AddressInfo;
    request({ port, host: '127.0.0.1' }, resolve).once('error', reject).end();
  });

it('reads no more than a client takes, and disconnects one that takes nothing for too long', async () => {
  const response = await ask();
  const broken = new Promise<Error>((resolve) => response.once('error', resolve));
  response.pause();
  await sleep(STUCK_MS / 2);
  const whenFull = made;
  expect(whenFull * CHUNK.length).toBeLessThan(32 * 1024 * 1024);
  await eventually('it is over', () => over);
  expect(made - whenFull).toBeLessThanOrEqual(1);
  response.resume();
  expect((await broken).message).toBe('aborted');
});

it('bears with one that takes a little every now and then', async () => {
  const response = await ask();
  // The system opens its window in steps of some hundred kilobytes.
  for (let i = 0; i < 20; i++) {
    let taken = 0;
    for await (const chunk of response.iterator({ destroyOnReturn: false }))
      if ((taken += (chunk as Buffer).length) > 1024 * 1024) break;
    await sleep(STUCK_MS / 4);
  }
  expect([over, response.destroyed]).toEqual([false, false]);
  response.destroy();
  await eventually('it is over', () => over);
});

it('bears with one that takes little by little, slower than the system takes from us', async () => {
  const response = await ask();
  let taken = 0;
  for (const until = performance.now() + 8 * STUCK_MS; performance.now() < until && !response.destroyed;) {
    taken += (response.read(32 * 1024) as Buffer | null)?.length ?? 0;
    await sleep(50);
  }
  expect([over, response.destroyed]).toEqual([false, false]);
  expect(taken).toBeGreaterThan(1024 * 1024);
  response.destroy();
  await eventually('it is over', () => over);
});

it('a source that waits is told at once that nobody listens any more', async () => {
  let told = false;
  const stream = pulledStream(async function* (signal) {
    yield CHUNK;
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    told = true;
  });
  stream.resume();
  await sleep(10);
  stream.destroy();
  await sleep(10);
  expect(told).toBe(true);
});

it('passes on what goes wrong in the source', async () => {
  const stream = pulledStream(async function* () {
    yield CHUNK;
    throw new Error('disk on fire');
  });
  const failed = new Promise<Error>((resolve) => stream.once('error', resolve));
  stream.resume();
  expect((await failed).message).toBe('disk on fire');
});
