import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { openEventReader } from '#event-store';
import type { ReadModelQueries } from '#read-models';
import { openReadModelQueries, openReadModels, Projector } from '#read-models';
import type { Bar } from '../bar.js';
import type { Finding } from '../finding.js';
import { atMost } from '../finding.js';
import { BulkLog } from '../raw/bulk-log.js';
import { percentile } from '../statistics.js';
import { workspaceIds } from '../workload/commands.js';
import { granted, loggedIn, updated } from '../workload/history.js';
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
    await fill(log, workspaces);
    say(`${grants} grants`);
    const models = join(directory, 'read-models.db');
    await project(log, models);
    say('in the read models');
    const queries = await openReadModelQueries(`sqlite:${models}`);
    await ask(queries, workspaces, checks / 10);
    settle();
    const findings = [...(await measured(queries, workspaces, checks, grants))];
    await queries.close();
    return findings;
  },
};

/** A grant for each workspace, and a login for every tenth. */
async function fill(file: string, workspaces: readonly string[]): Promise<void> {
  const log = await BulkLog.create(file);
  const atMs = Date.now() - 60_000;
  workspaces.forEach((workspaceId, i) => {
    const grantId = uuidv7();
    log.append(updated(workspaceId, atMs));
    log.append(granted(workspaceId, grantId, atMs, atMs + 7 * 86_400_000));
    if (i % 10 === 0) log.append(loggedIn(workspaceId, grantId, atMs));
  });
  log.close();
}

async function project(log: string, file: string): Promise<void> {
  const reader = await openEventReader(`sqlite:${log}`);
  const models = await openReadModels(`sqlite:${file}`);
  await new Projector(reader, models).rebuild();
  await models.close();
  await reader.close();
}

async function measured(
  queries: ReadModelQueries,
  workspaces: readonly string[],
  checks: number,
  grants: number,
): Promise<Finding[]> {
  const { latenciesMs, allowed } = await ask(queries, workspaces, checks);
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

async function ask(queries: ReadModelQueries, workspaces: readonly string[], checks: number) {
  const pick = random(checks);
  const latenciesMs = new Float64Array(checks);
  let allowed = 0;
  for (let i = 0; i < checks; i++) {
    const workspaceId = workspaces[pick(workspaces.length)]!;
    const action = i % 2 === 0 ? 'login' : 'access';
    const since = performance.now();
    const answer = await queries.checkAccess({
      workspaceId,
      engineerId: 'engineer-7',
      action,
      at: Date.now(),
    });
    latenciesMs[i] = performance.now() - since;
    if (answer.allowed) allowed++;
  }
  return { latenciesMs, allowed };
}
