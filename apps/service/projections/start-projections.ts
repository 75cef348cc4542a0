import type { Foundation } from '../foundation.js';
import type { Begin } from '../leases/mount-role.js';
import { mountRole, together } from '../leases/mount-role.js';
import { Folding } from './folding.js';

/**
 * Role `projections`: what is folded from the log, in a thread of its own. On files the list of what falls due is folded
 * there, too, from the same reading; under leases it belongs to whoever has that of `expiry`.
 *
 * @param sign what signs the log, where that is for this role to do
 */
export async function startProjections(foundation: Foundation, sign?: Begin): Promise<void> {
  const { config, health, closers, leasing } = foundation;
  const projector = config.roles.has('projections');
  const dueList = config.roles.has('expiry') && leasing === undefined;
  if (!projector && !dueList) return;
  const folding = new Folding(foundation, { projector, dueList });
  const role = mountRole(foundation, 'projections', async (tenure) => {
    const folded = await folding.begin(tenure);
    return sign ? together([folded, await sign(tenure)]) : folded;
  });
  health.register('projections', () => role.health());
  closers.add('the projections', () => role.stop());
  await role.start();
}
