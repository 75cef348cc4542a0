import { Counter, Histogram } from 'prom-client';
import type { Registry } from 'prom-client';
import type { Door } from '#commands';
import { systemClock } from '#config';
import type { EventReader } from '#event-store';
import type { ExpiryObserver } from '#expiry';
import { ExpirySaga, openDueListQueries } from '#expiry';
import type { Foundation } from '../foundation.js';

/** Role `expiry`: records the end of grants that have ended. The list of them is kept by the projections thread. */
export async function startExpiry(foundation: Foundation, door: Door, reader: EventReader): Promise<void> {
  const { config, health, metrics, closers } = foundation;
  const dueList = await openDueListQueries(config.readModelUrl);
  closers.add('the due list', () => dueList.close());
  const saga = new ExpirySaga({
    dueList,
    door,
    clock: systemClock,
    head: () => reader.head(),
    observer: observe(metrics, foundation.logger),
  });
  health.register('expiry', () => {
    const { status, reason = 'down' } = saga.health();
    return status === 'up' ? { status } : { status, reason };
  });
  closers.add('the expiry saga', () => saga.stop());
  saga.start();
}

function observe(metrics: Registry, logger: Foundation['logger']): ExpiryObserver {
  const registers = [metrics];
  const lag = new Histogram({
    name: 'support_access_expiry_lag_seconds',
    help: 'From the end of a grant to the answer of the door',
    buckets: [0.1, 0.25, 0.5, 1, 2, 5, 10, 60, 600, 3600],
    registers,
  });
  const failures = new Counter({
    name: 'support_access_expiry_failures_total',
    help: 'Expiries that were refused, and rounds that were broken off',
    registers,
  });
  return {
    executed: (_entry, _result, lagMs) => lag.observe(lagMs / 1000),
    refused: ({ grantId }, err) => {
      failures.inc();
      logger.error({ err, grantId }, 'an expiry was refused');
    },
    failed: (error, retryInMs) => {
      failures.inc();
      logger.warn({ reason: error instanceof Error ? error.message : error, retryInMs }, 'expiries wait');
    },
  };
}
