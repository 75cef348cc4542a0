import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { toEpochMs } from '#domain';
import type { DueThing } from '../support/due-in-the-past.js';
import { openInThePast } from '../support/due-in-the-past.js';
import { eventually } from '../support/eventually.js';
import { LogCopy } from '../support/log-copy.js';
import { temporaryDirectory } from '../support/scene.js';
import { eventStoreUrl, freePort, ServiceUnderTest } from '../support/service-under-test.js';

const KINDS = ['grant', 'request', 'session'] as const;
/** Of each kind: as many were over long ago as come in the time in which the service is started, killed and started again. */
const OF_EACH = 60;
const EVERY_MS = 700;
const WITHIN_MS = 1_000;
/** For a few, on a machine that is busy with other things. */
const AT_MOST_MS = 5_000;

let directory: string;
let service: ServiceUnderTest;

beforeEach(async () => {
  directory = await temporaryDirectory('due-times');
  service = await ServiceUnderTest.prepare({ directory, port: await freePort() });
});

afterEach(async () => {
  await service.stop('SIGKILL');
  await rm(directory, { recursive: true, force: true });
});

type End = { workspaceId: string; cause: string; atMs: number; wasOverMs: number; commandId: string };

async function ends(): Promise<End[]> {
  const { events } = await LogCopy.read(eventStoreUrl(directory));
  return events.flatMap(({ event: { type, data }, metadata: { commandId } }) => {
    const over = {
      SupportAccessRevoked: 'expiresAt',
      SupportAccessRequestClosed: 'requestExpiresAt',
      SupportSessionEnded: 'endedAt',
    }[type as string];
    if (over === undefined) return [];
    const { workspaceId, cause, at, [over]: wasOver } = data as unknown as Record<string, string>;
    return [
      {
        workspaceId: workspaceId!,
        cause: cause!,
        atMs: toEpochMs(at!),
        wasOverMs: toEpochMs(wasOver!),
        commandId,
      },
    ];
  });
}

it('what is over by itself is recorded within a second, or within a second of the start of a service that was down', async () => {
  const from = Date.now();
  const things = Array.from({ length: 2 * OF_EACH }, (_, n) =>
    KINDS.map((kind, which): DueThing => {
      const dueAt = n < OF_EACH ? from - 3_600_000 + n * 10_000 : from + (n - OF_EACH) * EVERY_MS;
      return { workspaceId: `${kind}-${n}`, kind, dueAt: dueAt + which * 100 };
    }),
  ).flat();
  await openInThePast(eventStoreUrl(directory), things);

  // When it ran: what is over in between is late by no fault of its own.
  const lives: { readyAt: number; killedAt: number }[] = [];
  await service.start();
  lives.push({ readyAt: Date.now(), killedAt: Infinity });
  await sleep(6_000);
  lives[0]!.killedAt = Date.now();
  await service.stop('SIGKILL');
  await sleep(3_000);
  await service.start();
  lives.push({ readyAt: Date.now(), killedAt: Infinity });
  let recorded: End[] = [];
  await eventually('all are recorded', async () => (recorded = await ends()).length >= things.length, {
    timeoutMs: 120_000,
    progress: () => recorded.length,
    instead: () => `${recorded.length} of ${things.length}\n${service.output}`,
  });

  expect(recorded.map(({ workspaceId }) => workspaceId).sort()).toEqual(
    things.map(({ workspaceId }) => workspaceId).sort(),
  );
  const byWorkspace = new Map(recorded.map((end) => [end.workspaceId, end]));
  const found = things.map(({ workspaceId, kind, dueAt }) => {
    const { cause, atMs, wasOverMs, commandId } = byWorkspace.get(workspaceId)!;
    const expected = kind === 'session' ? 'timed-out' : 'expired';
    expect({ cause, wasOverMs }).toEqual({ cause: expected, wasOverMs: dueAt });
    expect(commandId).toMatch(/^expire-/);
    const couldBe = lives
      .filter(({ killedAt }) => dueAt < killedAt - WITHIN_MS)
      .map(({ readyAt }) => Math.max(dueAt, readyAt));
    return { early: atMs < dueAt, lateMs: atMs - Math.min(...couldBe), whileUp: couldBe[0] === dueAt };
  });
  expect(found.filter(({ early }) => early)).toEqual([]);
  const late = found.filter(({ lateMs }) => lateMs > WITHIN_MS);
  expect(late.length).toBeLessThan(found.length / 20);
  expect(Math.max(...found.map(({ lateMs }) => lateMs))).toBeLessThan(AT_MOST_MS);
  // Some came while it was up, some while it was down, or this says nothing.
  const up = found.filter(({ whileUp }) => whileUp).length;
  expect([up > OF_EACH / 10, found.length - up > OF_EACH]).toEqual([true, true]);
}, 300_000);
