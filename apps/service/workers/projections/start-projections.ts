import type { ServiceContext } from '../../service-context.js';
import type { StartWork } from '../leases/mount-role.js';
import { mountRole, combineWork } from '../leases/mount-role.js';
import { ProjectionsRunner } from './projections-runner.js';

/**
 * Role `projections`: what is folded from the log, in a thread of its own. On files the list of what falls due is folded
 * there, too, from the same reading; under leases it belongs to whoever has that of `expiry`.
 *
 * @param sign what signs the log, where that is for this role to do
 */
export async function startProjections(context: ServiceContext, sign?: StartWork): Promise<void> {
  const { config, health, shutdown, leasing } = context;
  const projector = config.roles.has('projections');
  const dueList = config.roles.has('expiry') && leasing === undefined;
  if (!projector && !dueList) return;
  const projections = new ProjectionsRunner(context, { projector, dueList });
  const role = mountRole(context, 'projections', async (lease) => {
    const folded = await projections.begin(lease);
    return sign ? combineWork([folded, await sign(lease)]) : folded;
  });
  health.register('projections', () => role.health());
  shutdown.add('the projections', () => role.stop());
  await role.start();
}
