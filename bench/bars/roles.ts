import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  HOW_TO_GET_POSTGRES,
  privatePostgresSource,
  startPrivatePostgres,
} from '../../test/engines/postgres-server.js';
import type { Bar, Bench } from '../bar.js';
import type { Cluster } from '../cluster/cluster.js';
import { withDouble, withKafka } from '../cluster/cluster.js';
import { apiRole } from '../cluster/api-role.js';
import { commandsWork, startCommands } from '../cluster/commands-work.js';
import { expiryRole, projectionsRole, publisherRole } from '../cluster/follower-roles.js';
import { fillHistories } from '../cluster/histories.js';
import { roleFinding } from '../cluster/role-finding.js';
import { bytesEach, givenBytes, kafkaBytes, postgresBytes, sqliteBytes } from '../cluster/storage.js';
import type { Finding } from '../finding.js';
import { countRecords, namesOf } from '../kafka/topics.js';
import type { ServiceProcess } from '../service-process.js';
import { urls } from '../service-process.js';

/** What one process of each role carries, alone on its engines, and what an event takes in each of them. */
export const roles: Bar = {
  name: 'roles',
  title: 'One process of each role',
  async run(bench) {
    if (privatePostgresSource() === undefined) throw new Error(`no PostgreSQL here: ${HOW_TO_GET_POSTGRES}`);
    const brokerDirectory = join(bench.directory, 'kafka');
    mkdirSync(brokerDirectory);
    return withKafka(async (kafka) => {
      const place = { ...bench, ...kafka };
      return [
        ...(await commandsRole(place, brokerDirectory)),
        ...(await otherRoles(place, brokerDirectory)),
        ...(await embeddedSizes(bench)),
      ];
    }, brokerDirectory);
  },
};

type Place = Omit<Cluster, 'prefix' | 'eventStoreUrl'>;

async function commandsRole(place: Place, brokerDirectory: string): Promise<Finding[]> {
  const prefix = `commands.${process.pid}.`;
  const sqlite = {
    ...place,
    prefix: `sqlite.${prefix}`,
    eventStoreUrl: urls(place.directory).EVENT_STORE_URL,
  };
  const findings = [
    await withDouble(({ url }) => commands({ ...place, prefix, eventStoreUrl: url }, 'on an EventStoreDB')),
    await commands(sqlite, 'on SQLite'),
  ];
  const names = namesOf(prefix);
  for (const topic of ['commands', 'results'] as const) {
    const bytes = kafkaBytes(brokerDirectory, names[topic]);
    const records = await countRecords(place.admin, names[topic]);
    if (bytes !== undefined) findings.push(bytesEach(`Kafka, ${topic} topic, one replica`, bytes, records));
  }
  return findings;
}

async function commands(cluster: Cluster, where: string): Promise<Finding> {
  const load = cluster.quick ? { warmUp: 4_000, commands: 6_000 } : { warmUp: 10_000, commands: 40_000 };
  const [service] = (await startCommands(cluster, 1)) as [ServiceProcess];
  try {
    const work = await commandsWork(cluster, [service], load);
    cluster.say(`commands ${where}: ${work.perSecond.toFixed(0)}/s`);
    return roleFinding(`commands, by Kafka, ${where}`, 'commands/s', work, service);
  } finally {
    await service.stop();
  }
}

/** On one log that is there already. */
const otherRoles = (place: Place, brokerDirectory: string): Promise<Finding[]> =>
  withDouble(async (double) => {
    const postgres = await startPrivatePostgres(process.pid, undefined, { fsync: 'on' });
    const prefix = `roles.${process.pid}.`;
    const cluster: Cluster = { ...place, prefix, eventStoreUrl: double.url, readModelUrl: postgres.url };
    try {
      return await onOneLog(cluster, postgres.url, brokerDirectory);
    } finally {
      await postgres.close();
    }
  });

async function onOneLog(cluster: Cluster, postgresUrl: string, brokerDirectory: string): Promise<Finding[]> {
  const histories = await fillHistories(cluster);
  const { events } = histories;
  cluster.say(`${events} events in the log`);
  const findings = [await projectionsRole(cluster, histories)];
  for (const [schema, bytes] of await postgresBytes(postgresUrl))
    findings.push(bytesEach(`PostgreSQL, ${schema}, with its indexes`, bytes, events));
  findings.push(await publisherRole(cluster, histories));
  const published = kafkaBytes(brokerDirectory, namesOf(cluster.prefix).events);
  if (published !== undefined)
    findings.push(bytesEach('Kafka, events topic, one replica', published, events));
  findings.push(...(await apiRole(cluster, histories)), await expiryRole(cluster, histories));
  const given = await givenBytes(cluster.eventStoreUrl, 5_000);
  const note = "stream's name, type, data and metadata; its own records and index come on top";
  return [...findings, bytesEach('EventStoreDB, as given', given, 1, note)];
}

async function embeddedSizes({ quick, directory }: Bench): Promise<Finding[]> {
  const { events, sizes } = await sqliteBytes(directory, quick ? 200 : 2_000);
  return [...sizes].map(([what, bytes]) => bytesEach(`SQLite, ${what}`, bytes, events));
}
