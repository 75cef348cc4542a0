import type { PlannedCommand } from '../support/command-planner.js';
import { CommandPlanner } from '../support/command-planner.js';
import { eventually } from '../support/eventually.js';
import type { ProducedRecord } from '../support/kafka-client.js';
import { Random } from '../support/random.js';
import type { TopicsScene } from '../support/topics-scene.js';
import { planDeliveries } from './deliveries.js';

export type DeliveryOptions = {
  commands: number;
  /** What is sent comes of this. */
  seed: number;
  /** What befalls the consumers: the first with a quarter of the commands answered, the second with three quarters of them. */
  troubles: readonly [() => Promise<void>, () => Promise<void>];
};

export type DeliverySummary = { deliveries: number; reused: number; events: number; violations: string[] };

const WORKSPACES = 500;
const PARTITIONS = 12;
/** One in so many messages, besides the commands, is none. */
const MALFORMED_EVERY = 100;

/** Settings of the service in a {@link deliveryRun}. */
export const DELIVERY_ENV = { KAFKA_PARTITIONS: `${PARTITIONS}` };

/**
 * Delivers commands one to five times each, with messages in between that are no commands, while consumers go and come back.
 * @param scene with {@link DELIVERY_ENV}, not begun
 */
export async function deliveryRun(
  scene: TopicsScene,
  { commands, seed, troubles }: DeliveryOptions,
): Promise<DeliverySummary> {
  const random = new Random(seed);
  const planner = new CommandPlanner(random, {
    workspaces: WORKSPACES,
    // No grant ends while this runs: what every command must come to is then known.
    durationMinutes: { least: 60, most: 10_080 },
  });
  const malformed = Math.ceil(commands / 2 / MALFORMED_EVERY);
  await scene.begin();
  scene.tell(planner);
  const { results } = scene;
  const planned: PlannedCommand[] = [];
  let delivered = 0;
  let reused = 0;
  // In two halves: commands of the second name what those of the first opened.
  for (const trouble of troubles) {
    const half = planDeliveries(planner, random, commands / 2);
    const records = mixedWith(malformed, half.records, random);
    const enough = planned.length + commands / 4;
    const sending = scene.commands.send(records);
    await eventually(`${enough} commands are answered`, () => results.first.size >= enough, {
      timeoutMs: 60_000,
      progress: () => results.first.size,
      instead: () => `${results.first.size}\n${scene.output}`,
    });
    await trouble();
    await sending;
    planned.push(...half.planned);
    delivered += records.length;
    reused += half.reused;
    await scene.answered(planned);
  }
  let committed = 0n;
  const isHandled = async (): Promise<boolean> => (committed = await scene.committed()) === BigInt(delivered);
  await eventually('every delivery was handled', isHandled, {
    timeoutMs: 120_000,
    everyMs: 100,
    progress: () => Number(committed),
  });
  const log = await scene.settle();
  const violations = await scene.violations(log, { byKafka: planned, byHttp: [] });

  // What is answered by its place in the topic, and not by a command's name: the reused ids and what is no command.
  const byPlace = [...results.first.keys()]
    .filter((id) => id.startsWith(scene.topics.commands))
    .map((id) => results.get(id)!);
  const refusedAsReused = byPlace.filter((result) => 'code' in result && result.code === 'COMMAND_ID_REUSED');
  const hold = (what: string, found: number, expected: number): void => {
    if (found !== expected) violations.push(`${what}: ${found}, not ${expected}`);
  };
  hold('commands in the log', log.commands.size, commands);
  hold('answers by place', byPlace.length, reused + 2 * malformed);
  hold('answers that an id was reused', refusedAsReused.length, reused);
  hold('partitions of events', new Set(scene.published.map(({ partition }) => partition)).size, PARTITIONS);
  const deadLetters = await scene.produced(scene.topics.deadLetters);
  // At least once: a consumer that was killed may have sent one that it sends again.
  if (deadLetters < BigInt(2 * malformed))
    violations.push(`${deadLetters} dead letters, not ${2 * malformed}`);
  return { deliveries: delivered, reused, events: log.events.length, violations };
}

/** With so many messages in between that are no commands. */
function mixedWith(malformed: number, records: ProducedRecord[], random: Random): ProducedRecord[] {
  for (let n = 0; n < malformed; n++)
    records.splice(random.int(0, records.length), 0, {
      key: `w-${n}`,
      value: random.pick(['', 'no JSON', '[]', '{"specversion":"1.0"}']),
      headers: { 'content-type': 'application/cloudevents+json' },
    });
  return records;
}
