import { once } from 'node:events';
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StreamableFile } from '@nestjs/common';
import { Registry } from '@prometheus-io/client';
import { CommandDoor } from '#commands';
import type { EventStore } from '#event-store';
import { LogReplacedError, openEventStore } from '#event-store';
import { openReadModels } from '#read-models';
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
const reply = { header: () => reply, headers: () => reply, raw: { setTimeout: () => undefined } } as never;
let directory: string;
let store: EventStore;
let watch: DamageWatch;
let streams: EventStreams;
let events: EventsController;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'watched-reader-'));
  store = await openEventStore(`sqlite:${join(directory, 'events.db')}`);
  const door = new CommandDoor(store, clock, { policy: { requireTicket: false, sessionMinutes: 60 } });
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

it('a new stream finds out that the log was replaced', async () => {
  renameSync(join(directory, 'events.db'), join(directory, 'away.db'));
  await expect(stream()).rejects.toMatchObject({ code: 'LOG_REPLACED' });
  expect(watch.identity()).toMatchObject({ status: 'down' });
  await expect(page()).rejects.toMatchObject({ code: 'LOG_REPLACED' });
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
