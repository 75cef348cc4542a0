import { setTimeout as sleep } from 'node:timers/promises';
import { openEventReader } from '#event-store';
import { openDueList } from '#expiry';
import { openLogTreeQueries } from '#evidence';
import { openReadModelQueries } from '#read-models';
import type { Finding } from '../finding.js';
import { countRecords, createTopics, namesOf } from '../kafka/topics.js';
import type { Cluster } from './cluster.js';
import { startRole } from './cluster.js';
import { foldInto } from './fold.js';
import type { Histories } from './histories.js';
import { metricOf } from './metrics.js';
import { roleFinding } from './role-finding.js';
import { observeWork } from './work.js';

const POLL_MS = 20;
const PATIENCE_MS = 60_000;

/** From nothing to the end of the log, into the read models and the tree. */
export async function projectionsRole(cluster: Cluster, { events }: Histories): Promise<Finding> {
  const url = cluster.readModelUrl!;
  const reader = await openEventReader(cluster.eventStoreUrl);
  const head = await reader.head();
  await reader.close();
  const [tree, models] = [await openLogTreeQueries(url), await openReadModelQueries(url)];
  const inBoth = async (): Promise<number> => {
    const inTree = await tree.size().catch(() => 0);
    const position = await models.position().catch(() => -1n);
    return position < head ? Math.min(inTree, events - 1) : inTree;
  };
  try {
    return await worked(cluster, 'projections', 'events', inBoth, events);
  } finally {
    await tree.close();
    await models.close();
  }
}

export async function publisherRole(cluster: Cluster, { events }: Histories): Promise<Finding> {
  const names = namesOf(cluster.prefix);
  await createTopics(cluster.admin, names);
  return worked(cluster, 'publisher', 'events', () => countRecords(cluster.admin, names.events), events);
}

/** With the list of what is due folded before: what is counted is their record, each a command of its own. */
export async function expiryRole(cluster: Cluster, { due }: Histories): Promise<Finding> {
  const reader = await openEventReader(cluster.eventStoreUrl);
  await foldInto(reader, [await openDueList(cluster.readModelUrl!)]);
  await reader.close();
  const service = await startRole(cluster, 'expiry');
  try {
    const recorded = () => metricOf(service, 'support_access_expiry_lag_seconds_count');
    await until(recorded);
    const work = await observeWork([service.pid], recorded, due.length);
    return roleFinding('expiry', 'grants/s', work, service);
  } finally {
    await service.stop();
  }
}

/** Looked at from the first one on: before that it is starting. */
async function worked(
  cluster: Cluster,
  role: string,
  items: string,
  count: () => Promise<number>,
  total: number,
): Promise<Finding> {
  const service = await startRole(cluster, role);
  try {
    await until(count);
    const work = await observeWork([service.pid], count, total);
    cluster.say(`${role}: ${work.perSecond.toFixed(0)} ${items}/s`);
    return roleFinding(role, `${items}/s`, work, service);
  } catch (error) {
    throw new Error(`${(error as Error).message}; the service said:\n${service.said}`, { cause: error });
  } finally {
    await service.stop();
  }
}

/** Until there is anything. */
async function until(count: () => Promise<number>): Promise<void> {
  for (const limit = performance.now() + PATIENCE_MS; (await count()) === 0; await sleep(POLL_MS))
    if (performance.now() > limit) throw new Error('nothing was done for a minute');
}
