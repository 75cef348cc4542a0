import type { Role } from '#config';
import type { LeasedWork, HeldTerm } from '#leases';
import type { ServiceContext } from '../../service-context.js';
import type { ComponentHealth } from '../../operations/health/health-registry.js';

/** A role in which one process at a time is active. */
export type MountedRole = {
  /** Resolves when the work has started, or when another process is known to hold the lease. */
  start(): Promise<void>;
  stop(): Promise<void>;
  health(): ComponentHealth;
};

/** Starts the work of a role. @param tenure undefined on files, which need no lease */
export type StartWork = (lease?: HeldTerm) => Promise<LeasedWork>;

/** How long a start waits for the database to say who holds a lease. */
const START_MS = 5_000;

/** Runs the work of a role: under its lease where there are leases, otherwise at once and as long as the process lives. */
export function mountRole(
  { leasing, fail }: Pick<ServiceContext, 'leasing' | 'fail'>,
  role: Role,
  begin: StartWork,
): MountedRole {
  if (leasing) {
    const holder = leasing.holder(role, begin);
    return {
      start: () => holder.start(START_MS),
      stop: () => holder.stop(),
      health: () => holder.health(),
    };
  }
  let beginning: Promise<LeasedWork> | undefined;
  let work: LeasedWork | undefined;
  return {
    async start() {
      work = await (beginning = begin());
      void work.failed?.then(fail);
    },
    async stop() {
      await (await beginning)?.stop('finish');
    },
    health: () => work?.health() ?? { status: 'down', reason: 'starting' },
  };
}

/** Combines several works; they are stopped in the opposite order, so that a work stops before those it depends on. */
export const combineWork = (works: readonly LeasedWork[]): LeasedWork => ({
  health() {
    for (const work of works) {
      const health = work.health();
      if (health.status === 'down') return health;
    }
    return { status: 'up' };
  },
  async stop(how) {
    for (const work of works.toReversed()) await work.stop(how);
  },
});
