import { collectDefaultMetrics, Gauge, Registry } from '@prometheus-io/client';

/** The longest that a timer can wait. The metrics for which this one would run are removed. */
const NEVER_MS = 2 ** 31 - 1;

export function createRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, eventLoopUtilizationTimeout: NEVER_MS });
  // Names that `promtool check metrics` refuses. The gauges are the sums of others that stay.
  for (const what of ['handles', 'requests', 'resources'])
    registry.removeSingleMetric(`nodejs_active_${what}_total`);
  for (const kind of ['summary', 'histogram'])
    registry.removeSingleMetric(`nodejs_eventloop_utilization_${kind}`);
  return registry;
}

/** A number that is read when it is asked for; nothing is reported while there is none. */
export function gauge(registry: Registry, name: string, help: string, read: () => number | undefined): void {
  const metric: Gauge = new Gauge({
    name,
    help,
    collect: () => {
      const value = read();
      // Not `reset`, which makes it 0: a lag that nobody knows is not one that nobody has.
      if (value === undefined) metric.remove();
      else metric.set(value);
    },
    registers: [registry],
  });
}
