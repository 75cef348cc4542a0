import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { LOG_START } from '#event-store';
import { eventually } from '../../../../test/support/eventually.js';
import { MAX_READERS_OF_PERSON, MAX_READERS_OF_PROGRAM } from './change-streams.js';
import type { Listener } from './spec/change-scene.js';
import { callerOf, ChangeScene, victor } from './spec/change-scene.js';

let scene: ChangeScene;
beforeAll(async () => {
  scene = await ChangeScene.open();
  await scene.update('acme');
});
afterAll(() => scene.close());

it('five hundred readers of five workspaces cost one reading of the log', async () => {
  const ids = Array.from({ length: 5 }, (_, n) => `shared-${n}`);
  for (const id of ids) await scene.update(id);
  const { reader, counts } = scene.counting();
  const streams = scene.streams(reader);
  const listeners = await Promise.all(
    Array.from({ length: 500 }, (_, n) => scene.listen(streams, callerOf('auditor', `a${n}`), ids[n % 5])),
  );
  await sleep(50);
  for (let round = 0; round < 20; round++) await Promise.all(ids.map((id) => scene.update(id)));
  for (const [n, listener] of listeners.entries())
    expect(new Set((await listener.has(20)).map(({ workspaceId }) => workspaceId))).toEqual(
      new Set([ids[n % 5]]),
    );
  expect(counts).toEqual({ pages: 0, follows: 1 });
  streams.onModuleDestroy();
});

it('readers of all who come back together share the pages that they have missed', async () => {
  const { reader, counts } = scene.counting();
  const streams = scene.streams(reader);
  const listeners = await Promise.all(
    Array.from({ length: 50 }, (_, n) =>
      scene.listen(streams, callerOf('auditor', `a${n}`), undefined, LOG_START),
    ),
  );
  // Each update is one event: acme's, those of the five and theirs twenty times.
  const all = await listeners[0]!.has(106);
  for (const listener of listeners) expect(await listener.has(all.length)).toEqual(all);
  expect(counts.pages).toBeLessThan(4);
  streams.onModuleDestroy();
});

it('a reader who is told nothing of all that happens hears that it is there', async () => {
  await scene.update('quiet');
  const streams = scene.streams();
  streams.heartbeatMs = 40;
  const listener = await scene.listen(streams, victor(), 'quiet');
  await eventually('three comments', async () => {
    await scene.update('acme');
    return listener.text.endsWith(':\n\n'.repeat(3));
  });
  expect(listener.told).toEqual([]);
  streams.onModuleDestroy();
});

it('ends at the end of the token, and when the service stops', async () => {
  const streams = scene.streams();
  const short = await scene.listen(streams, { ...victor(), expiresAt: Date.now() + 200 }, 'acme');
  const long = await scene.listen(streams, victor(), 'acme');
  await eventually('the token has ended', () => short.ended);
  expect(long.ended).toBe(false);
  streams.onModuleDestroy();
  await eventually('the service has stopped', () => long.ended);
  await expect(scene.listen(streams, victor(), 'acme')).rejects.toThrow('shutting down');
});

it.each([
  ['person', victor, MAX_READERS_OF_PERSON],
  ['program', () => callerOf('service', 'crm'), MAX_READERS_OF_PROGRAM],
])('a %s has so many at most, and room for another when one is closed', async (_, caller, most) => {
  const streams = scene.streams();
  const opened = await Promise.all(
    Array.from({ length: most }, () => scene.listen(streams, caller(), 'acme')),
  );
  await expect(scene.listen(streams, caller(), 'acme')).rejects.toMatchObject({ status: 429 });
  const [{ stream: first }] = opened as [Listener];
  first.destroy();
  await once(first, 'close');
  opened.push(await scene.listen(streams, caller(), 'acme'));
  await expect(scene.listen(streams, caller(), 'acme')).rejects.toMatchObject({ status: 429 });
  for (const { stream } of opened) stream.destroy();
  streams.onModuleDestroy();
});
