import { DEFAULT_POLICY } from '#domain';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StreamableFile } from '@nestjs/common';
import { Registry } from '@prometheus-io/client';
import { CommandDoor } from '#commands';
import type { EventStore } from '#event-store';
import { LOG_START, LogReplacedError, openEventStore } from '#event-store';
import { openReadModels } from '#read-models';
import { EventStoreDbDouble } from '../../../../test/doubles/eventstoredb/event-store-db-double.js';
import { EventsController } from '../../api/events.controller.js';
import {
  GetAuditTrail,
  GetAuditTrailHandler,
  GetCurrentAccess,
  GetCurrentAccessHandler,
  GetGrants,
  GetGrantsHandler,
} from '../../api/queries.js';
import { EventStreams } from '../../api/event-stream/event-streams.js';
import { DamageWatch } from './damage-watch.js';
import { watchedQueries } from './watched-queries.js';
import { watchedReader } from './watched-reader.js';

const config = { evidenceOrigin: 'log.example/watched' };
const clock = { now: () => Date.now() };
const caller = { id: 'audrey', expiresAt: Date.now() + 3_600_000 } as never;
const raw = { once: () => undefined };
const reply = {
  header: () => reply,
  headers: () => reply,
  raw,
  request: { method: 'GET', routeOptions: {} },
} as never;
let directory: string;
let store: EventStore;
let watch: DamageWatch;
let streams: EventStreams;
let events: EventsController;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'watched-reader-'));
  store = await openEventStore(`sqlite:${join(directory, 'events.db')}`);
  const door = new CommandDoor(store, clock, { policy: DEFAULT_POLICY });
  const data = { workspaceId: 'acme', tier: 'team' as const, forcedSso: false, ownerIds: ['ada'] };
  for (const commandId of ['c1', 'c2', 'c3'])
    await door.execute({
      commandId,
      command: { type: 'UpdateWorkspace', data },
      source: { kind: 'http' },
    });
  watch = new DamageWatch({} as never, { error: () => undefined });
  const reader = watchedReader(store, watch);
  streams = new EventStreams(reader, config, clock, new Registry());
  events = new EventsController(reader, config, streams);
});
afterEach(async () => {
  streams.onModuleDestroy();
  await store.close();
  rmSync(directory, { recursive: true });
});

const page = () => events.read({}, {}, undefined, caller, reply);
const stream = () => events.read({}, { accept: 'text/event-stream' }, undefined, caller, reply);

it('events are handed out while the log is the one that it was', async () => {
  expect(await page()).toMatchObject({ events: { length: 3 }, caughtUp: true });
});

it('after the log was replaced a page and a new stream are refused, and a stream that is open ends', async () => {
  const open = await stream();
  const body = (open as StreamableFile).getStream();
  let text = '';
  body.on('data', (chunk: Buffer) => (text += chunk.toString()));
  while (text.split('id: ').length <= 3) await once(body, 'data');
  const failed = once(body, 'error');
  watch.replaced(new LogReplacedError('it is another one'));
  expect(await failed).toMatchObject([{ code: 'LOG_REPLACED' }]);
  for (const read of [page, stream]) await expect(read()).rejects.toMatchObject({ code: 'LOG_REPLACED' });
});

it.each([
  ['stream', stream, page],
  ['page', page, stream],
])('a new %s finds out that the log was replaced', async (_, first, then) => {
  renameSync(join(directory, 'events.db'), join(directory, 'away.db'));
  await expect(first()).rejects.toMatchObject({ code: 'LOG_REPLACED' });
  expect(watch.identity()).toMatchObject({ status: 'down' });
  await expect(then()).rejects.toMatchObject({ code: 'LOG_REPLACED' });
});

it('a reader that is far behind gets nothing of a log that took the place of its own and is longer', async () => {
  const double = await EventStoreDbDouble.start();
  const server = await openEventStore(double.url);
  const add = (count: number) => {
    for (let n = 0; n < count; n++)
      double.log.append('supportAccess-acme', 'any', [
        {
          id: randomUUID(),
          type: 'SupportLogin',
          contentType: 'application/json',
          data: Buffer.from(JSON.stringify({ reason: 'x'.repeat(1_000) })),
          metadata: Buffer.from('{"schemaVersion":1}'),
        },
      ]);
  };
  add(1_000);
  const backup = double.log.copy();
  add(5_000);
  const own = new Set(double.log.all.map(({ id }) => id));
  const behind = new EventStreams(watchedReader(server, watch), config, clock, new Registry());
  const body = behind.open(LOG_START, clock.now() + 3_600_000, 'audrey');
  const given: string[] = [];
  const iterator = body[Symbol.asyncIterator]();
  const take = async () => {
    const text = String((await iterator.next()).value);
    given.push(...[...text.matchAll(/"id":"([^"]+)"/g)].map(([, id]) => id!));
  };
  while (given.length === 0) await take();
  // What was read less than a second before is not remembered of its own.
  await sleep(1_100);
  double.log.restore(backup);
  add(6_000);
  await expect(
    (async () => {
      while (given.length < 6_000) await take();
    })(),
  ).rejects.toMatchObject({ code: 'LOG_REPLACED' });
  expect(given.filter((id) => !own.has(id))).toEqual([]);
  behind.onModuleDestroy();
  await server.close();
  double.stop();
});

it('what was folded from a log that was replaced is refused', async () => {
  const models = await openReadModels(`sqlite:${join(directory, 'read-models.db')}`);
  const queries = watchedQueries(models.queries, watch);
  const now = clock.now();
  const reads = [
    () => new GetGrantsHandler(queries).execute(new GetGrants({ now })),
    () =>
      new GetAuditTrailHandler(queries).execute(new GetAuditTrail({ workspaceId: 'acme', asAuditor: true })),
    () => new GetCurrentAccessHandler(queries).execute(new GetCurrentAccess('acme', now)),
  ];
  for (const read of reads) expect(await read()).toBeDefined();
  watch.replaced(new LogReplacedError('it is another one'));
  for (const read of reads) await expect(read()).rejects.toMatchObject({ code: 'LOG_REPLACED' });
  await models.close();
});
