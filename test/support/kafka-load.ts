import { setTimeout as sleep } from 'node:timers/promises';
import { commandRecord } from './command-message.js';
import type { CommandPlanner, PlannedCommand } from './command-planner.js';
import type { ProducedRecord, TopicWriter } from './kafka-client.js';
import type { Random } from './random.js';
import { retold } from './told-again.js';

const EVERY_MS = 25;
/** Commands without a result; beyond it no more are sent, or a slow machine would be given ever more to do. */
const MAX_WAITING = 1_000;

/** Produces commands at a steady pace, some of them again later, until it is stopped. */
export class KafkaLoad {
  /** In the order of their first delivery. */
  readonly sent: PlannedCommand[] = [];
  deliveries = 0;
  readonly #again: PlannedCommand[] = [];
  #running: Promise<void> | undefined;
  #stopping = false;

  constructor(
    private readonly writer: TopicWriter,
    private readonly planner: CommandPlanner,
    private readonly random: Random,
    private readonly perSecond: number,
    /** How many have a result. */
    private readonly answered: () => number,
  ) {}

  start(): void {
    this.#running = this.#run();
  }

  /** Resolves when everything is in the topic. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#running;
  }

  /** After a failure: sends no more, and nobody waits for what is under way. */
  abandon(): void {
    this.#stopping = true;
    this.#running?.catch(() => undefined);
  }

  async #run(): Promise<void> {
    for (let startedAt = performance.now(), owed = 0; !this.#stopping; await sleep(EVERY_MS)) {
      const now = performance.now();
      owed += ((now - startedAt) * this.perSecond) / 1_000;
      startedAt = now;
      const records: ProducedRecord[] = [];
      if (this.sent.length - this.answered() > MAX_WAITING) owed = 0;
      for (; owed >= 1; owed -= 1) records.push(...this.#next());
      if (records.length === 0) continue;
      this.deliveries += records.length;
      await this.writer.send(records);
    }
  }

  /** A command, and now and then one of those before it once more. */
  #next(): ProducedRecord[] {
    const { random } = this;
    const planned = this.planner.next();
    this.sent.push(planned);
    if (random.chance(0.3)) this.#again.push(planned);
    const records = [commandRecord(planned, random)];
    if (this.#again.length > 100) {
      const [repeated] = this.#again.splice(random.int(0, this.#again.length - 1), 1);
      records.push(commandRecord(retold(repeated!, random), random));
    }
    return records;
  }
}
