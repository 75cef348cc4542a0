import type { HolderHealth, LeasedWork } from '#leases';
import { mountRole, combineWork } from './mount-role.js';

const UP: HolderHealth = { status: 'up' };

/** Work that notes how it is stopped. */
function work(name: string, told: string[], more: Partial<LeasedWork> = {}): LeasedWork {
  return { health: () => UP, stop: async (how) => void told.push(`${name}: ${how}`), ...more };
}

describe('a role on files', () => {
  const mounted = (begin: () => Promise<LeasedWork>, failures: unknown[] = []) =>
    mountRole({ leasing: undefined, fail: (error) => failures.push(error) }, 'projections', begin);

  it('is at work from its start to its stop, without a lease', async () => {
    const told: string[] = [];
    const role = mounted(async () => work('folding', told));
    expect(role.health()).toEqual({ status: 'down', reason: 'starting' });
    await role.start();
    expect(role.health()).toEqual(UP);
    await role.stop();
    expect(told).toEqual(['folding: finish']);
  });

  it('ends the process when its work has failed: there is nobody to take over', async () => {
    const failures: unknown[] = [];
    const failed = Promise.resolve(new Error('broken'));
    const role = mounted(async () => work('publisher', [], { failed }), failures);
    await role.start();
    await failed;
    expect(failures).toEqual([new Error('broken')]);
  });

  it('finishes what was still beginning when it is stopped', async () => {
    const told: string[] = [];
    let begin: (begun: LeasedWork) => void = () => undefined;
    const role = mounted(() => new Promise((resolve) => (begin = resolve)));
    const started = role.start();
    const stopped = role.stop();
    begin(work('folding', told));
    await Promise.all([started, stopped]);
    expect(told).toEqual(['folding: finish']);
  });
});

it('works that stand on one another stop in the opposite order, and the first that is not well speaks', async () => {
  const told: string[] = [];
  const down: HolderHealth = { status: 'down', reason: 'the log is being checked' };
  const both = combineWork([work('folding', told), work('signing', told, { health: () => down })]);
  expect(both.health()).toEqual(down);
  await both.stop('abandon');
  expect(told).toEqual(['signing: abandon', 'folding: abandon']);
});
