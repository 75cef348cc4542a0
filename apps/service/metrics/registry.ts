import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';

export function createRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}

/** A number that is read when it is asked for; nothing is reported while there is none. */
export function gauge(registry: Registry, name: string, help: string, read: () => number | undefined): void {
  const metric: Gauge = new Gauge({
    name,
    help,
    collect: () => {
      const value = read();
      if (value === undefined) metric.reset();
      else metric.set(value);
    },
    registers: [registry],
  });
}
