import type { CommandEnvelope } from '#commands';
import { MINUTE_MS as MINUTE, toEpochMs } from '#domain';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExpirySaga } from './expiry-saga.js';
import { catchUp, enter, grant, InMemoryDoor, request } from './in-memory-door.contract.js';
import { openDueList } from './open-due-list.js';
import { SimulatedTime } from './simulated-time.contract.js';
import { scaled } from '../../test/support/test-scale.js';

const T0 = Date.UTC(2026, 10, 22, 9, 30);
const ENDS = scaled(10_000, 100_000);
const ENDS_A_ROUND = ENDS / 200;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The same numbers in every run: mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

it(`records each of ${ENDS} ends of grants, requests and sessions once, none early, through stops, lags and stepping clocks`, async () => {
  const random = randomFrom(20_261_122);
  const directory = await mkdtemp(join(tmpdir(), 'once-each-'));
  const time = new SimulatedTime(T0);
  const door = new InMemoryDoor(time);
  const dueList = await openDueList(`sqlite:${join(directory, 'read-models.db')}`);

  const endsAt = new Map<string, number>();
  const early: string[] = [];
  const late: string[] = [];
  const seen = { calm: 0, down: 0, lagging: 0, back: 0, forward: 0, ignored: 0 };
  let round: 'calm' | 'down' | 'lagging' = 'calm';
  let roundBegan = T0;

  const saga = new ExpirySaga({
    dueList: {
      ...boundTo(dueList),
      // The list follows the log without delay, but for the rounds in which it lags.
      due: async (now, after, limit) => {
        if (round !== 'lagging') await catchUp(dueList, door);
        return dueList.due(now, after, limit);
      },
    },
    door: {
      execute: (envelope: CommandEnvelope) => {
        const { command } = envelope;
        const id = idIn(command.data as Partial<Record<IdName, string>>);
        if (!command.type.startsWith('Expire')) throw new Error(`the saga sent ${command.type}`);
        if (time.now() < endsAt.get(id)!) early.push(id);
        return door.execute(envelope);
      },
    },
    clock: time,
    scheduler: time.scheduler,
    // As long as the shortest grant: whether an end is met on time then rests on the nearest due time alone.
    maxDelayMs: MINUTE,
    observer: {
      executed: ({ id, dueAt }, { outcome }, lagMs) => {
        if (outcome === 'ignored') seen.ignored += 1;
        const calmly = round === 'calm' && dueAt > roundBegan;
        if (calmly && outcome === 'accepted' && lagMs > 1_000) late.push(id);
      },
    },
  });

  /** A request, a grant, or a grant with somebody inside: each in a workspace of its own. */
  async function openOne(workspaceId: string): Promise<void> {
    const kind = random();
    const now = time.now();
    if (kind < 0.3) return void endsAt.set(await request(door, workspaceId), now + 3 * DAY);
    const minutes = 1 + Math.floor(random() * 10_080);
    endsAt.set(await grant(door, workspaceId, minutes), now + minutes * MINUTE);
    if (kind < 0.6) endsAt.set(await enter(door, workspaceId), now + Math.min(60, minutes) * MINUTE);
  }

  while (endsAt.size < ENDS) {
    const enough = Math.min(endsAt.size + ENDS_A_ROUND, ENDS);
    while (endsAt.size < enough) await openOne(`w${endsAt.size}`);
    await catchUp(dueList, door);
    const chance = random();
    round = chance < 0.2 ? 'down' : chance < 0.35 ? 'lagging' : 'calm';
    seen[round] += 1;
    roundBegan = time.now();
    if (round === 'down') await saga.stop();
    else saga.start();
    await time.pass(round === 'lagging' ? 5 * MINUTE : Math.floor(random() * 4 * HOUR));
    // Clocks step between rounds, so that what a calm round promises is not held against a step.
    const step = random();
    if (step < 0.08) {
      time.step(-HOUR);
      seen.back += 1;
    } else if (step < 0.12) {
      time.step(30 * DAY);
      seen.forward += 1;
    }
  }
  round = 'calm';
  saga.start();
  await time.pass(8 * DAY);
  await saga.stop();
  await catchUp(dueList, door);

  const recorded = door.log.flatMap(({ event: { type, data } }) =>
    type === 'SupportAccessRevoked' || type === 'SupportSessionEnded' || type === 'SupportAccessRequestClosed'
      ? [{ type, id: idIn(data), cause: data.cause, at: toEpochMs(data.at) }]
      : [],
  );
  expect(recorded.map(({ id }) => id).sort()).toEqual([...endsAt.keys()].sort());
  expect(recorded.filter(({ id, at }) => at < endsAt.get(id)!)).toEqual([]);
  expect(new Set(recorded.map(({ type, cause }) => `${type} ${cause}`))).toEqual(
    new Set([
      'SupportAccessRevoked expired',
      'SupportAccessRequestClosed expired',
      'SupportSessionEnded timed-out',
      'SupportSessionEnded grant-ended',
    ]),
  );
  expect({ early, late }).toEqual({ early: [], late: [] });
  expect(await dueList.nextDueAt(0)).toBeUndefined();
  expect(Object.values(seen).every((times) => times > 0)).toBe(true);

  await dueList.close();
  await rm(directory, { recursive: true });
});

type IdName = 'sessionId' | 'requestId' | 'grantId';

/** Of what an event or a command ends: a session's end names its grant, too. */
const idIn = ({ sessionId, requestId, grantId }: Partial<Record<IdName, string>>): string =>
  sessionId ?? requestId ?? grantId ?? 'none';

const boundTo = (dueList: Awaited<ReturnType<typeof openDueList>>) => ({
  nextDueAt: (after: number) => dueList.nextDueAt(after),
  position: () => dueList.position(),
});
