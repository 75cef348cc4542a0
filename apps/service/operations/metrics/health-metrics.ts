import type { Registry } from '@prometheus-io/client';
import { Gauge } from '@prometheus-io/client';
import type { Health, HealthRegistry } from '../health/health-registry.js';

/** The result of `/health/ready` as metrics, computed once per scrape for both metrics. */
export function healthMetrics(registry: Registry, health: HealthRegistry): void {
  let reading: Promise<Health> | undefined;
  const read = (): Promise<Health> =>
    (reading ??= health.read().finally(() => {
      reading = undefined;
    }));
  const up: Gauge<'component'> = new Gauge({
    name: 'support_access_health',
    help: 'Whether a component is well: 1, also on standby, or 0',
    labelNames: ['component'],
    collect: async () => {
      const { components } = await read();
      up.reset();
      for (const [component, { status }] of Object.entries(components))
        up.set({ component }, status === 'up' ? 1 : 0);
    },
    registers: [registry],
  });
  const isReady: Gauge = new Gauge({
    name: 'support_access_ready',
    help: 'Whether this process is ready: 1, also when a component that it can do without is down, or 0',
    collect: async () => isReady.set((await read()).ready ? 1 : 0),
    registers: [registry],
  });
}
