import type { Registry } from '@prometheus-io/client';
import { Gauge } from '@prometheus-io/client';
import type { HealthRegistry } from '../health/health-registry.js';

/** The components of `/health/ready`, asked when the metrics are. */
export function healthMetrics(registry: Registry, health: HealthRegistry): void {
  const up: Gauge<'component'> = new Gauge({
    name: 'support_access_health',
    help: 'Whether a component is well: 1, also on standby, or 0',
    labelNames: ['component'],
    collect: async () => {
      const { ready, components } = await health.read();
      up.reset();
      for (const [component, { status }] of Object.entries(components))
        up.set({ component }, status === 'up' ? 1 : 0);
      isReady.set(ready ? 1 : 0);
    },
    registers: [registry],
  });
  // Set by the metric above, which is collected first, so that the components are asked once.
  const isReady = new Gauge({
    name: 'support_access_ready',
    help: 'Whether this process is ready: 1, also when a component that it can do without is down, or 0',
    registers: [registry],
  });
}
