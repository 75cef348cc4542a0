import type { Finding } from '../finding.js';
import { checksOf } from '../http/evaluation-requests.js';
import { commandCalls, grantCommands } from '../http/grant-requests.js';
import type { Load } from '../http/load-generator.js';
import type { Loaded } from '../http/load.js';
import { LoadGenerator } from '../http/load.js';
import { untilIdle } from '../process-facts.js';
import type { Cluster } from './cluster.js';
import { startRole } from './cluster.js';
import type { Histories } from './histories.js';
import { OWNER } from './histories.js';

const CONNECTIONS = 64;

/** What one `api` answers with the read models on PostgreSQL and the log on an EventStoreDB. */
export async function apiRole(cluster: Cluster, { busy, due, owned }: Histories): Promise<Finding[]> {
  const service = await startRole(cluster, 'api');
  const load = new LoadGenerator();
  try {
    await untilIdle(service.pid);
    const { address, pid } = service;
    const token = service.token('service');
    const run = async (
      what: string,
      unit: string,
      requests: Pick<Load, 'requests' | 'sleeps'>,
      warmUp: string[],
    ) => {
      const base = { address, connections: CONNECTIONS, expected: 200 };
      await load.run({ ...base, requests: warmUp }, pid);
      const done = await load.run({ ...base, ...requests }, pid);
      return finding(what, unit, done, service.resident().peakMiB);
    };
    const checks = cluster.quick ? 4_000 : 40_000;
    const half = owned.length / 2;
    const grants = (some: readonly string[]) => commandCalls(grantCommands(some, OWNER), token);
    return [
      await run(
        `access checks of ${busy.length} workspaces`,
        'checks/s',
        { requests: checksOf(busy, token, checks, 1) },
        checksOf(busy, token, checks / 4, 2),
      ),
      await run(
        `access checks of ${busy.length + due.length + owned.length} workspaces`,
        'checks/s',
        { requests: checksOf([...busy, ...due, ...owned], token, checks, 3) },
        checksOf([...busy, ...due, ...owned], token, checks / 4, 4),
      ),
      await run(
        "grants as a service's CloudEvents",
        'grants/s',
        { requests: grants(owned.slice(half)), sleeps: true },
        grants(owned.slice(0, half)),
      ),
    ];
  } finally {
    load.stop();
    await service.stop();
  }
}

const finding = (
  what: string,
  unit: string,
  { perSecond, cpuUs, p50Ms, p99Ms }: Loaded,
  peakMiB: number,
): Finding => ({
  what: `api: ${what}`,
  measured: { value: perSecond, unit },
  note: `${cpuUs.toFixed(0)} µs of CPU each; ${CONNECTIONS} in flight, p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms; peak RSS ${peakMiB.toFixed(0)} MiB`,
});
