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
      // Not `reset`, which makes it 0: a lag that nobody knows is not one that nobody has.
      if (value === undefined) metric.remove();
      else metric.set(value);
    },
    registers: [registry],
  });
}
