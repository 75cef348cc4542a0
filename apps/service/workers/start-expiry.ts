import { Counter, Histogram } from '@prometheus-io/client';
import type { Registry } from '@prometheus-io/client';
import type { Door } from '#commands';
import { systemClock } from '#config';
import type { EventReader, Position } from '#event-store';
import type { ExpiryObserver } from '#expiry';
import { ExpirySaga, openDueListQueries } from '#expiry';
import type { LeasedWork } from '#leases';
import { asError } from '#domain';
import { verifiedLogDoor } from './evidence/verified-log-door.js';
import type { ServiceContext } from '../service-context.js';
import type { ComponentHealth } from '../operations/health/health-registry.js';
import { mountRole, combineWork } from './leases/mount-role.js';
import { gauge } from '../operations/metrics/registry.js';
import { ProjectionsRunner } from './projections/projections-runner.js';

/** Role `expiry`: records the ends of grants, requests and sessions that are over. Under a lease it keeps the list of them, too. */
export async function startExpiry(context: ServiceContext, door: Door, reader: EventReader): Promise<void> {
  const { config, health, metrics, shutdown, leasing } = context;
  const dueList = await openDueListQueries(config.readModelUrl);
  shutdown.add('the due list', () => dueList.close());
  const observer = observe(metrics, context.logger);
  let current: ExpirySaga | undefined;
  gauge(
    metrics,
    'support_access_expiry_overdue_seconds',
    'How long ago the oldest end was due that is not recorded; 0 when none is due',
    () => current && current.health().overdueMs / 1000,
  );
  gauge(
    metrics,
    'support_access_expiry_unrecorded',
    'Ends that have been tried for a minute and are not recorded',
    () => current && current.health().unrecorded,
  );
  const sweep = (knock: Door): LeasedWork => {
    const head = (): Promise<Position> => reader.head();
    const saga = new ExpirySaga({ dueList, door: knock, clock: systemClock, head, observer });
    saga.start();
    current = saga;
    const stop = async (): Promise<void> => {
      await saga.stop();
      current = undefined;
    };
    return { health: () => healthOf(saga), stop };
  };
  const projections = leasing && new ProjectionsRunner(context, { projector: false, dueList: true });
  const role = mountRole(context, 'expiry', async (lease) => {
    if (!projections || !lease) return sweep(door);
    const over = (): string | undefined => (lease.isHeld() ? undefined : 'the lease of expiry is over');
    return combineWork([await projections.begin(lease), sweep(verifiedLogDoor(door, over))]);
  });
  health.register('expiry', () => role.health());
  shutdown.add('the expiry saga', () => role.stop());
  await role.start();
}

function healthOf(saga: ExpirySaga): ComponentHealth {
  const { status, reason = 'down' } = saga.health();
  return status === 'up' ? { status } : { status, reason };
}

function observe(metrics: Registry, logger: ServiceContext['logger']): ExpiryObserver {
  const registers = [metrics];
  const lag = new Histogram({
    name: 'support_access_expiry_lag_seconds',
    help: 'From when an end was due to the answer of the door',
    labelNames: ['kind'],
    buckets: [0.1, 0.25, 0.5, 1, 2, 5, 10, 60, 600, 3600],
    registers,
  });
  const failures = new Counter({
    name: 'support_access_expiry_failures_total',
    help: 'Expiries that were refused, and rounds that were broken off',
    registers,
  });
  return {
    executed: ({ kind }, _result, lagMs) => lag.observe({ kind }, lagMs / 1000),
    refused: ({ kind, id }, err) => {
      failures.inc();
      logger.error({ err, kind, id }, 'an expiry was refused');
    },
    unrecorded: ({ kind, id, workspaceId }, count) =>
      logger.error(
        { kind, id, workspaceId, count },
        'ends have been tried for a minute and are not recorded',
      ),
    failed: (error, retryInMs) => {
      failures.inc();
      logger.warn({ reason: asError(error).message, retryInMs }, 'expiries wait');
    },
  };
}
