import type { CheckpointSource } from '#evidence';
import { LogCheck, logTreeName, newestCheckpoints } from '#evidence';
import type { ServiceContext } from '../../service-context.js';
import type { FoldedParts } from './evidence-parts.js';

/** One comparison of the log with all that remembers it. */
export class LogVerificationGate {
  readonly #check: LogCheck;
  readonly #stopping = new AbortController();
  #received: readonly string[] = [];
  #verdict: 'passed' | Error | undefined;

  constructor({ config }: Pick<ServiceContext, 'config'>, { keys, tree, log, topic, passedBy }: FoldedParts) {
    const { eventStoreUrl, readModelUrl, evidenceOrigin } = config;
    const witnesses: CheckpointSource[] = [
      { name: storeName(eventStoreUrl), newest: async () => notesOf(await log.lastCheckpoint()) },
    ];
    if (topic)
      witnesses.push({
        name: `topic ${topic.name}`,
        newest: async () => {
          const found = await newestCheckpoints(keys, (visit) => topic.readAll(evidenceOrigin, visit));
          passedBy(found.passedBy);
          return (this.#received = found.newest);
        },
      });
    const treeName = logTreeName(readModelUrl);
    this.#check = new LogCheck({ reader: log, tree, treeName, keys, witnesses });
  }

  /** The newest checkpoints that the topic has. */
  get received(): readonly string[] {
    return this.#received;
  }

  /** @returns whether it has passed; false when it was stopped before. @throws InconsistentLogError */
  async run(): Promise<boolean> {
    const { signal } = this.#stopping;
    try {
      await this.#check.run(signal);
    } catch (error) {
      if (signal.aborted) return false;
      this.#verdict = error as Error;
      throw error;
    }
    if (signal.aborted) return false;
    this.#verdict = 'passed';
    return true;
  }

  /** Why nothing may be added to the log, or signed of it; undefined once it has passed. */
  obstacle(): string | undefined {
    if (this.#verdict === 'passed') return undefined;
    return this.#verdict?.message ?? `the log is being checked: ${this.#check.waitingFor}`;
  }

  stop(): void {
    this.#stopping.abort();
  }
}

const notesOf = (last: { note: string } | undefined): string[] => (last ? [last.note] : []);

/** Without what may be a password. */
const storeName = (url: string): string => (url.startsWith('sqlite:') ? url.slice(7) : 'the event store');
