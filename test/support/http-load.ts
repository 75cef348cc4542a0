import { setTimeout as sleep } from 'node:timers/promises';
import type { CommandResult } from '#contracts';
import { cloudEvent } from './command-message.js';
import type { CommandPlanner, PlannedCommand } from './command-planner.js';
import { nameOf } from './command-planner.js';
import type { Random } from './random.js';
import type { ServiceUnderTest } from './service-under-test.js';

const AGAIN_MS = 40;
/** Between two commands of a client: what matters is that there are always some under way, not how many a second. */
const REST_MS = 15;

/** Clients that send commands one after another, each again and again until it has its answer, as a careful client does. */
export class HttpLoad {
  readonly sent: PlannedCommand[] = [];
  /** What was answered with 200, by the command's name. */
  readonly answers = new Map<string, CommandResult>();
  /** When each answer came, by `performance.now()`. */
  readonly answeredAt: number[] = [];
  /** How often each other status came; 0 stands for no answer. */
  readonly refusals = new Map<number, number>();
  /** Refusals with 503 that did not say when to come again. */
  withoutRetryAfter = 0;
  inFlight = 0;
  readonly #clients: Promise<void>[] = [];
  #stopping = false;
  #abandoned = false;

  constructor(
    private readonly service: Pick<ServiceUnderTest, 'command'>,
    private readonly planner: CommandPlanner,
    private readonly random: Random,
    /** Commands that go by Kafka, too: one of them is taken now and then. */
    private readonly others: readonly PlannedCommand[] = [],
  ) {}

  start(clients: number): void {
    for (let n = 0; n < clients; n++) this.#clients.push(this.#client());
  }

  /** Resolves when every command that was begun has its answer. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#clients);
  }

  /** After a failure: sends no more, and nobody waits for what is under way. */
  abandon(): void {
    this.#stopping = this.#abandoned = true;
    for (const client of this.#clients) client.catch(() => undefined);
  }

  async #client(): Promise<void> {
    while (!this.#stopping) {
      const recent = this.others.length > 0 && this.random.chance(0.1) ? this.others.at(-1) : undefined;
      const planned = recent ?? this.planner.next();
      this.sent.push(planned);
      await this.#send(planned);
      await sleep(REST_MS);
    }
  }

  async #send(planned: PlannedCommand): Promise<void> {
    for (const event = cloudEvent(planned, this.random); !this.#abandoned; await sleep(AGAIN_MS)) {
      this.inFlight += 1;
      const { status, headers, body } = await this.service
        .command(event)
        .catch(() => ({ status: 0, headers: new Headers(), body: undefined }))
        .finally(() => (this.inFlight -= 1));
      if (status === 200) {
        this.answers.set(nameOf(planned), body as CommandResult);
        this.answeredAt.push(performance.now());
        return;
      }
      this.refusals.set(status, (this.refusals.get(status) ?? 0) + 1);
      if (status === 503 && !headers.has('retry-after')) this.withoutRetryAfter += 1;
      if (status !== 0 && status !== 503)
        throw new Error(`${nameOf(planned)}: ${status} ${JSON.stringify(body)}`);
    }
  }
}
