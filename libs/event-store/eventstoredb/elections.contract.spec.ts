import { DEFAULT_POLICY } from '#domain';
import { setTimeout as delay } from 'node:timers/promises';
import { CommandDoor } from '#commands';
import { systemClock } from '#config';
import type { CommandResult } from '#contracts';
import { EventStoreDbCluster } from '../../../test/doubles/eventstoredb/event-store-db-cluster.js';
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
import { scaled } from '../../../test/support/test-scale.js';
import { pagesOf } from '../event-fixtures.contract.js';
import { LOG_START } from '../event-store.js';
import { EventStoreDbReader } from './event-store-db-reader.js';
import { EventStoreDbStore } from './event-store-db-store.js';

const SCENARIOS = scaled(4, 12);
const AT_ONCE = 4;
const COMMANDS = 24;
const MEMBERS = 3;
/** Then it ends: on a busy machine leaders would change faster than a command can find one. */
const MAX_TROUBLES = 15;

/** Another leads, the one that leads dies, or nobody leads for a while. */
async function trouble(cluster: EventStoreDbCluster, random: Random, signal: AbortSignal): Promise<void> {
  for (let n = 0; n < MAX_TROUBLES && !signal.aborted; n++) {
    await delay(random.int(10, 80));
    const [next, away] = [random.int(0, MEMBERS - 1), random.int(0, MEMBERS - 1)];
    if (random.chance(0.4)) cluster.elect(next);
    else if (random.chance(0.5)) {
      cluster.kill(away);
      await delay(random.int(5, 60));
      cluster.elect((away + 1) % MEMBERS);
      await delay(random.int(5, 60));
      await cluster.revive(away);
    } else {
      cluster.elect(undefined);
      await delay(random.int(5, 60));
      cluster.elect(next);
    }
  }
}

/** Two writing processes, one that was told all members and one that was told one, and every command sent to both. */
async function scenario(seed: number): Promise<string[]> {
  const random = new Random(seed);
  const cluster = await EventStoreDbCluster.start(MEMBERS);
  const policy = DEFAULT_POLICY;
  const urls = [cluster.url, cluster.members[seed % MEMBERS]!.url];
  const stores = urls.map((url) => new EventStoreDbStore(url, { answerLimitMs: 500 }));
  const doors = stores.map(
    (store) => new CommandDoor(store, systemClock, { policy, retryDelaysMs: [5, 10, 20] }),
  );
  const planner = new CommandPlanner(random, { workspaces: 3, durationMinutes: { least: 1, most: 10_080 } });
  const outcomes: { name: string; result: CommandResult }[] = [];
  const over = new AbortController();
  const troubled = trouble(cluster, random, over.signal);
  try {
    const plan = await inWaves(planner, COMMANDS, async (planned) => {
      const toBoth = doors.map(async (door) => {
        await delay(random.int(0, 200));
        outcomes.push({ name: nameOf(planned), result: await insist(door, planned, planner) });
      });
      await Promise.all(toBoth);
    });
    over.abort();
    await troubled;
    const reader = new EventStoreDbReader(cluster.url);
    const log = new LogCopy(await pagesOf(reader.readAll(LOG_START)));
    await reader.close();
    return [
      ...checkLog(log),
      ...checkEffects(log, new Map(plan.map((planned) => [nameOf(planned), planned]))),
      ...checkEnds(log),
      ...checkOutcomes(outcomes, log),
    ];
  } finally {
    over.abort();
    await troubled;
    await Promise.all(stores.map((store) => store.close()));
    cluster.stop();
  }
}

it(`a cluster that votes and dies under two writers loses and doubles nothing, in ${SCENARIOS} scenarios by seed`, async () => {
  expect(await violationsOf(scenario, { seeds: seedsUpTo(SCENARIOS), atOnce: AT_ONCE })).toEqual([]);
}, 600_000);
