import { setTimeout as sleep } from 'node:timers/promises';
import { countRecords, createTopics, namesOf, PARTITIONS, preload } from '../kafka/topics.js';
import type { ServiceProcess } from '../service-process.js';
import { describe, story, workspaceIds } from '../workload/commands.js';
import type { Cluster } from './cluster.js';
import { startRole } from './cluster.js';
import { untilMetric } from './metrics.js';
import type { Work } from './work.js';
import { observeWork } from './work.js';

const WORKSPACES = 3_000;
/** The last ones are not waited for: a process that is done earlier has nothing to show for it. */
const TIMED = 0.9;
const POLL_MS = 50;

/** So many processes with the role `commands` alone, each with as many partitions as the others. */
export async function startCommands(cluster: Cluster, processes: number): Promise<ServiceProcess[]> {
  await createTopics(cluster.admin, namesOf(cluster.prefix));
  const services: ServiceProcess[] = [];
  try {
    for (let n = 1; n <= processes; n++) services.push(await startRole(cluster, 'commands', `commands-${n}`));
    const fair = (assigned: number): boolean => assigned === PARTITIONS / processes;
    for (const service of services)
      await untilMetric(service, 'support_access_kafka_assigned_partitions', fair);
    return services;
  } catch (error) {
    for (const service of services) await service.stop();
    throw error;
  }
}

export type CommandsLoad = {
  /** For each process: two would be compiling for as long as one, on half the commands each. */
  warmUp: number;
  commands: number;
  /** Of others that are looked at as well. */
  besides?: readonly (number | undefined)[];
  /** Called between warm-up and measurement. */
  warm?: () => Promise<void>;
};

/** Commands that lie in Kafka already, until their results do. */
export async function commandsWork(
  { brokers, admin, prefix }: Cluster,
  services: readonly ServiceProcess[],
  { warmUp, commands, besides = [], warm }: CommandsLoad,
): Promise<Work> {
  const topics = namesOf(prefix);
  const answered = () => countRecords(admin, topics.results);
  const workspaces = workspaceIds(WORKSPACES);
  const known = [...describe(workspaces), ...story(workspaces, warmUp * services.length)];
  await preload(brokers, topics.commands, known);
  while ((await answered()) < known.length) await sleep(POLL_MS);
  await warm?.();
  await preload(brokers, topics.commands, story(workspaces, commands));
  const pids = [...services.map(({ pid }) => pid), ...besides];
  return observeWork(pids, answered, known.length + TIMED * commands);
}
