import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';

export function createRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  // Gauges with the suffix of counters, which `promtool check metrics` refuses. They are the sums of others that stay.
  for (const what of ['handles', 'requests', 'resources'])
    registry.removeSingleMetric(`nodejs_active_${what}_total`);
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
