import { commandMetrics } from '../../apps/service/operations/metrics/command-metrics.js';
import { createRegistry } from '../../apps/service/operations/metrics/registry.js';
import { exposed } from './exposed-metrics.js';
import { lintMetrics } from './metric-rules.js';

it('the metrics of every role are named as Prometheus asks, those of Node.js too', async () => {
  const registry = createRegistry();
  commandMetrics(registry);
  const { text } = await exposed(await registry.metrics());
  expect(text).toMatch(/^# TYPE nodejs_eventloop_lag_seconds gauge$/m);
  expect(text).toMatch(/^# TYPE support_access_lease_held gauge$/m);
  expect(lintMetrics(text)).toEqual([]);
});

it.each([
  ['# HELP a_total x\n# TYPE a_total gauge', 'a_total non-counter metrics should not have "_total" suffix'],
  ['# HELP a x\n# TYPE a counter', 'a counter metrics should have "_total" suffix'],
  ['# HELP a \n# TYPE a gauge', 'a no help text'],
  ['# HELP a_ms x\n# TYPE a_ms gauge', 'a_ms metric names should not contain abbreviated units'],
  ['# HELP a_minutes x\n# TYPE a_minutes gauge', 'a_minutes use base units: seconds, bytes, ratio'],
  ['# HELP aB x\n# TYPE aB gauge', 'aB metric names should be written in snake_case'],
  ['# HELP a_count x\n# TYPE a_count gauge', 'a_count this suffix is for parts of histograms and summaries'],
])('what breaks a rule is found: %j', (exposition, finding) =>
  expect(lintMetrics(`${exposition}\n`)).toEqual([finding]),
);
