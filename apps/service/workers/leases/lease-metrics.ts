import type { Registry } from '@prometheus-io/client';
import { Counter, Gauge } from '@prometheus-io/client';
import type { Role } from '#config';
import type { LeaseHolder } from '#leases';

export type LeaseMetrics = { changed(role: Role, change: 'gained' | 'lost' | 'released'): void };

/** Metrics of leases. The sum of `held` over all processes is 1 per role, except during a takeover. */
export function leaseMetrics(
  registry: Registry,
  holders: () => ReadonlyMap<Role, Pick<LeaseHolder, 'term'>>,
): LeaseMetrics {
  const registers = [registry];
  const each = (
    name: string,
    help: string,
    read: (holder: Pick<LeaseHolder, 'term'>) => number | undefined,
  ) => {
    const gauge: Gauge<'role'> = new Gauge({
      name,
      help,
      labelNames: ['role'],
      collect: () => {
        gauge.reset();
        for (const [role, holder] of holders()) {
          const value = read(holder);
          if (value !== undefined) gauge.set({ role }, value);
        }
      },
      registers,
    });
  };
  each(
    'support_access_lease_held',
    'Whether this process is the active one of a role: 1, or 0 on a standby',
    ({ term }) => (term === undefined ? 0 : 1),
  );
  each(
    'support_access_lease_token',
    'The fencing token of the lease that this process has; it grows with each change of hands',
    ({ term }) => term?.token,
  );
  const changes = new Counter({
    name: 'support_access_lease_changes_total',
    help: 'Leases that this process gained, lost against its will, or released in order',
    labelNames: ['role', 'change'],
    registers,
  });
  return { changed: (role, change) => changes.inc({ role, change }) };
}
