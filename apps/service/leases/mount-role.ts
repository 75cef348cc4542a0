import type { Role } from '#config';
import type { LeasedWork, Tenure } from '#leases';
import type { Foundation } from '../foundation.js';
import type { ComponentHealth } from '../health/health-registry.js';

/** A role of which one process at a time is active. */
export type MountedRole = {
  /** Resolves when the work has begun, or when it is known that another process does it. */
  start(): Promise<void>;
  stop(): Promise<void>;
  health(): ComponentHealth;
};

/** @param tenure absent where files keep a second process out */
export type Begin = (tenure?: Tenure) => Promise<LeasedWork>;

/** A start goes on without knowing who has a lease when the database has not told by then. */
const START_MS = 5_000;

/** The work of a role: under its lease where there are leases, else at once and for as long as the process lives. */
export function mountRole(
  { leasing, fail }: Pick<Foundation, 'leasing' | 'fail'>,
  role: Role,
  begin: Begin,
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

/** Several as one: what stands on another comes after it, and is stopped before it. */
export const together = (works: readonly LeasedWork[]): LeasedWork => ({
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
