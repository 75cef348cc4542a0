import { Registry } from '@prometheus-io/client';
import { HealthRegistry } from '../health/health-registry.js';
import { healthMetrics } from './health-metrics.js';

it('tells from the first time on whether the process is ready, and asks the components once', async () => {
  const registry = new Registry();
  const health = new HealthRegistry(new Set(['api']));
  let asked = 0;
  health.register('read models', async () => {
    asked += 1;
    return { status: 'down', reason: 'away' };
  });
  healthMetrics(registry, health);
  const exposed = await registry.metrics();
  expect(exposed).toMatch(/^support_access_ready 1$/m);
  expect(exposed).toMatch(/^support_access_health\{component="read models"\} 0$/m);
  expect(asked).toBe(1);
  health.condemn('shutting down');
  expect(await registry.metrics()).toMatch(/^support_access_ready 0$/m);
});
