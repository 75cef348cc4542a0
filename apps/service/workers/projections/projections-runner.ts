import { LogReplacedError } from '#event-store';
import type { LeasedWork, HeldTerm } from '#leases';
import type { ServiceContext } from '../../service-context.js';
import { gauge } from '../../operations/metrics/registry.js';
import { ProjectionsThread } from './projections-thread.js';
import type { ProjectionsTask } from './worker-messages.js';

/** What is folded from the log in a thread: a thread for each time that this process does it, and gauges that outlive it. */
export class ProjectionsRunner {
  #thread: ProjectionsThread | undefined;
  readonly #task: ProjectionsTask;

  constructor(
    private readonly context: Pick<ServiceContext, 'config' | 'logger' | 'metrics' | 'damage'>,
    what: Pick<ProjectionsTask, 'projector' | 'dueList'>,
  ) {
    const { eventStoreUrl, readModelUrl, evidence } = context.config;
    this.#task = { eventStoreUrl, readModelUrl, verifyHours: evidence.verifyHours, ...what };
    if (what.projector) this.#measureVerification();
    for (const name of ProjectionsThread.followersOf(what)) this.#measure(name);
  }

  /** @param tenure the lease that what is written is guarded by */
  async begin(lease?: HeldTerm): Promise<LeasedWork> {
    const thread = new ProjectionsThread(
      { ...this.#task, ...(lease && { term: lease.term }) },
      this.context.logger,
      {
        checked: () => this.context.damage.checkDone(),
        replaced: (what) => this.context.damage.replaced(new LogReplacedError(what)),
        ...(lease && { fenced: () => lease.lost() }),
      },
    );
    this.#thread = thread;
    await thread.start();
    return {
      health: () => thread.health(),
      stop: async () => {
        await thread.stop();
        this.#thread = undefined;
      },
    };
  }

  #measureVerification(): void {
    gauge(
      this.context.metrics,
      'support_access_log_verified_seconds',
      'How long ago the whole log was verified last; absent before the first time',
      () => {
        const verifiedAt = this.#thread?.verified.verifiedAt;
        return verifiedAt && (Date.now() - verifiedAt) / 1000;
      },
    );
  }

  #measure(name: string): void {
    const { metrics } = this.context;
    const metric = `support_access_${name.replace(' ', '_')}`;
    gauge(metrics, `${metric}_lag_seconds`, `How long the ${name} has been behind the end of the log`, () => {
      const report = this.#thread?.follower(name);
      return report && report.lagMs / 1000;
    });
    gauge(metrics, `${metric}_position`, `How far in the log the ${name} is`, () => {
      const report = this.#thread?.follower(name);
      return report && Number(report.position);
    });
  }
}
