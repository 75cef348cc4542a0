import { gauge } from '../metrics/registry.js';
import type { Foundation } from '../foundation.js';
import { ProjectionsThread } from './projections-thread.js';

/** Roles `projections` and `expiry`: what is folded from the log, in a thread of its own. */
export async function startProjections({
  config,
  logger,
  health,
  metrics,
  closers,
}: Foundation): Promise<void> {
  const { eventStoreUrl, readModelUrl, roles } = config;
  const task = { projector: roles.has('projections'), dueList: roles.has('expiry') };
  if (!task.projector && !task.dueList) return;
  const thread = new ProjectionsThread({ eventStoreUrl, readModelUrl, ...task }, logger);
  health.register('projections', () => thread.health());
  for (const name of thread.followerNames) {
    const metric = `support_access_${name.replace(' ', '_')}`;
    gauge(metrics, `${metric}_lag_seconds`, `How long the ${name} has been behind the end of the log`, () => {
      const report = thread.follower(name);
      return report && report.lagMs / 1000;
    });
    gauge(metrics, `${metric}_position`, `How far in the log the ${name} is`, () => {
      const report = thread.follower(name);
      return report && Number(report.position);
    });
  }
  closers.add('the projections thread', () => thread.stop());
  await thread.start();
}
