import { DEFAULT_POLICY } from '#domain';
import { setTimeout as delay } from 'node:timers/promises';
import { CommandDoor } from '#commands';
import { systemClock } from '#config';
import type { CommandResult } from '#contracts';
import { EventStoreDbDouble } from '../../../test/doubles/eventstoredb/event-store-db-double.js';
import { randomAppendFault, randomReadFault } from '../../../test/doubles/eventstoredb/random-faults.js';
import { checkEffects, checkEnds, checkLog } from '../../../test/support/check-log.js';
import { CommandPlanner, nameOf } from '../../../test/support/command-planner.js';
import { LogCopy } from '../../../test/support/log-copy.js';
import { Random } from '../../../test/support/random.js';
import {
  checkOutcomes,
  insist,
  inWaves,
  seedsUpTo,
  violationsOf,
} from '../../../test/support/seeded-scenarios.js';
import { LOG_START } from '../event-store.js';
import { pagesOf } from '../event-fixtures.contract.js';
import type { RecordedEvent } from '../recorded-event.js';
import { EventStoreDbReader } from './event-store-db-reader.js';
import { EventStoreDbStore } from './event-store-db-store.js';
import { scaled } from '../../../test/support/test-scale.js';

const SCENARIOS = scaled(24, 100);
const AT_ONCE = 8;
const COMMANDS = 24;
/** Of the reads of each kind: how many are troubled. */
const READ_SHARE = { reads: 0.1, subscriptions: 0.5 };
/** Short, so that what never answers is given up soon; long enough that a busy machine answers in time. */
const LIMITS = {
  answerLimitMs: 800,
  follow: { headEveryMs: 100, watchdogMs: 300, firstRetryMs: 5, longestRetryMs: 50 },
} as const;

const met = new Map<string, number>();

function counted<T extends { kind: string; commits?: boolean | string }>(
  fault: T | undefined,
  call: string,
): T | undefined {
  const name = fault && [call, fault.kind, fault.commits].join(' ').trim();
  if (name !== undefined) met.set(name, (met.get(name) ?? 0) + 1);
  return fault;
}

/** What a follower got, until it has as many as there are. */
async function followed(
  reader: EventStoreDbReader,
  enough: (count: number) => boolean,
): Promise<RecordedEvent[]> {
  const seen: RecordedEvent[] = [];
  const stop = new AbortController();
  for await (const { events } of reader.follow(LOG_START, stop.signal)) {
    seen.push(...events);
    if (enough(seen.length)) stop.abort();
  }
  return seen;
}

/** Two writing processes, a server that drops, stalls, answers late and restarts, and every command sent twice. */
async function scenario(seed: number): Promise<string[]> {
  const random = new Random(seed);
  const double = await EventStoreDbDouble.start();
  const policy = DEFAULT_POLICY;
  const stores = [1, 2].map(() => new EventStoreDbStore(double.url, LIMITS));
  const doors = stores.map(
    (store) => new CommandDoor(store, systemClock, { policy, retryDelaysMs: [2, 5, 10] }),
  );
  const reader = new EventStoreDbReader(double.url, LIMITS);
  const planner = new CommandPlanner(random, { workspaces: 3, durationMinutes: { least: 1, most: 10_080 } });
  const outcomes: { name: string; result: CommandResult }[] = [];
  let total = Number.POSITIVE_INFINITY;
  try {
    const following = followed(reader, (count) => count >= total);
    double.faults.append = () => counted(randomAppendFault(random, 0.2), 'append');
    double.faults.read = (kind) => counted(randomReadFault(random, kind, READ_SHARE), 'read');
    const trouble = (async () => {
      await delay(random.int(5, 100));
      if (random.chance(0.4)) double.dropConnections();
      if (!random.chance(0.4)) return;
      double.stop();
      await delay(random.int(5, 100));
      await double.start();
    })();
    const plan = await inWaves(planner, COMMANDS, async (planned) => {
      const toBoth = doors.map(async (door) => {
        await delay(random.int(0, 30));
        outcomes.push({ name: nameOf(planned), result: await insist(door, planned, planner) });
      });
      await Promise.all(toBoth);
    });
    await trouble;
    double.faults.append = double.faults.read = () => undefined;
    // Appends that the server has and answers late.
    await delay(300);
    const log = new LogCopy(await pagesOf(new EventStoreDbReader(double.url).readAll(LOG_START)));
    total = log.events.length;
    // One more command, after which the follower looks at how many there are.
    const last = planner.next();
    await insist(doors[0]!, last, planner);
    const ids = (await following).map(({ id }) => id).slice(0, total);
    const sent = new Map([...plan, last].map((planned) => [nameOf(planned), planned]));
    return [
      ...checkLog(log),
      ...checkEffects(log, sent),
      ...checkEnds(log),
      ...checkOutcomes(outcomes, log),
      ...(ids.join() === log.events.map(({ id }) => id).join() ? [] : ['the follower saw another log']),
    ];
  } finally {
    double.faults.append = double.faults.read = () => undefined;
    await Promise.all([...stores, reader].map((each) => each.close()));
    double.stop();
  }
}

describe('the EventStoreDB adapter on a server that fails', () => {
  it(`loses nothing, doubles nothing and keeps the order, in ${SCENARIOS} scenarios by seed`, async () => {
    expect(await violationsOf(scenario, { seeds: seedsUpTo(SCENARIOS), atOnce: AT_ONCE })).toEqual([]);
    // Each way to fail was met often enough to say something.
    expect([...met.keys()].sort().join(', ')).toBe(
      'append drop false, append drop true, append late first, append late last, append stall false, ' +
        'append stall true, read drop, read end, read stall',
    );
    expect(Math.min(...met.values())).toBeGreaterThan(scaled(0, 5));
  }, 600_000);
});
