import { collectDefaultMetrics, Gauge, Registry } from '@prometheus-io/client';

/** The maximum delay of a timer. The metrics that this timer serves are removed. */
const NEVER_MS = 2 ** 31 - 1;

export function createRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, eventLoopUtilizationTimeout: NEVER_MS });
  // `promtool check metrics` rejects these names; they are sums of other gauges that stay.
  for (const what of ['handles', 'requests', 'resources'])
    registry.removeSingleMetric(`nodejs_active_${what}_total`);
  for (const kind of ['summary', 'histogram'])
    registry.removeSingleMetric(`nodejs_eventloop_utilization_${kind}`);
  return registry;
}

/** A gauge that is read at each scrape, and left out while `read` returns undefined. */
export function gauge(registry: Registry, name: string, help: string, read: () => number | undefined): void {
  const metric: Gauge = new Gauge({
    name,
    help,
    collect: () => {
      const value = read();
      // Not `reset`, which sets 0: an unknown lag is not a lag of 0.
      if (value === undefined) metric.remove();
      else metric.set(value);
    },
    registers: [registry],
  });
}
