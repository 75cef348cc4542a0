import { join } from 'node:path';
import { WorkspaceFolds } from '#commands';
import { decideAccess, streamOf } from '#domain';
import { openEventStore } from '#event-store';
import type { Bar } from '../bar.js';
import type { Finding } from '../finding.js';
import { atMost } from '../finding.js';
import { percentile } from '../statistics.js';
import { workspaceIds } from '../workload/commands.js';
import { fillWithGrants } from '../workload/granted-log.js';
import { settle } from '../workload/in-flight.js';
import { random } from '../workload/random.js';

/** "May this engineer enter now?" among a million grants, asked in the process that serves. */
export const accessCheck: Bar = {
  name: 'access-check',
  title: 'Access check',
  async run({ quick, directory, say }) {
    const grants = quick ? 50_000 : 1_000_000;
    const checks = quick ? 20_000 : 200_000;
    const workspaces = workspaceIds(grants);
    const log = join(directory, 'events.db');
    await fillWithGrants(log, workspaces);
    say(`${grants} grants`);
    const store = await openEventStore(`sqlite:${log}`);
    const folds = new WorkspaceFolds(store);
    await ask(folds, workspaces, checks / 10);
    settle();
    const findings = [...(await measured(folds, workspaces, checks, grants))];
    await store.close();
    return findings;
  },
};

async function measured(
  folds: WorkspaceFolds,
  workspaces: readonly string[],
  checks: number,
  grants: number,
): Promise<Finding[]> {
  const { latenciesMs, allowed } = await ask(folds, workspaces, checks);
  const [p50, p99, worst] = [0.5, 0.99, 1].map((p) => percentile(latenciesMs, p)) as [number, number, number];
  return [
    {
      what: `access check among ${grants} grants: p99`,
      measured: { value: p99, unit: 'ms' },
      bar: atMost(1),
      note: `${checks} checks of workspaces at random, one after another, ${((100 * allowed) / checks).toFixed(0)} % allowed; p50 ${p50.toFixed(3)} ms, worst ${worst.toFixed(2)} ms`,
    },
  ];
}

async function ask(folds: WorkspaceFolds, workspaces: readonly string[], checks: number) {
  const pick = random(checks);
  const latenciesMs = new Float64Array(checks);
  let allowed = 0;
  for (let i = 0; i < checks; i++) {
    const workspaceId = workspaces[pick(workspaces.length)]!;
    const action = i % 2 === 0 ? 'login' : 'access';
    const since = performance.now();
    const { state } = await folds.get(streamOf(workspaceId), 'recent');
    const answer = decideAccess(state, { engineerId: 'engineer-7', action }, Date.now());
    latenciesMs[i] = performance.now() - since;
    if (answer.allowed) allowed++;
  }
  return { latenciesMs, allowed };
}
