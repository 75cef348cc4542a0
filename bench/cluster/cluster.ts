import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Admin } from 'kafkajs';
import type { DoubleProcess } from '../../test/doubles/eventstoredb/double-process.js';
import { startDoubleProcess } from '../../test/doubles/eventstoredb/double-process.js';
import { HOW_TO_GET_KAFKA, kafkaSource, startKafkaBroker } from '../../test/engines/kafka-broker.js';
import type { Bench } from '../bar.js';
import { client } from '../kafka/topics.js';
import { ServiceProcess } from '../service-process.js';

/** What processes of one cluster have in common. */
export type Cluster = Bench & {
  brokers: string;
  admin: Admin;
  /** Of topics: each measurement has its own. */
  prefix: string;
  eventStoreUrl: string;
  /** Each process has a file of its own when it is not given. */
  readModelUrl?: string;
};

/** Runs something beside a Kafka broker. @param directory of the broker, if it makes one */
export async function withKafka<T>(
  work: (kafka: Pick<Cluster, 'brokers' | 'admin'>) => Promise<T>,
  directory?: string,
): Promise<T> {
  if (kafkaSource() === undefined) throw new Error(`no Kafka here: ${HOW_TO_GET_KAFKA}`);
  const broker = await startKafkaBroker(process.pid, directory);
  const admin = client(broker.brokers, 'bench').admin();
  await admin.connect();
  try {
    return await work({ brokers: broker.brokers, admin });
  } finally {
    await admin.disconnect();
    await broker.close();
  }
}

/** Runs something beside a double of an EventStoreDB: a process without a disk. */
export async function withDouble<T>(work: (double: DoubleProcess) => Promise<T>): Promise<T> {
  const double = await startDoubleProcess();
  try {
    return await work(double);
  } finally {
    await double.close();
  }
}

/** One process of a cluster, with a directory of its own. @param roles as in `ROLES` */
export async function startRole(
  { directory, nodeOptions, brokers, prefix, eventStoreUrl, readModelUrl }: Cluster,
  roles: string,
  name = roles,
): Promise<ServiceProcess> {
  const own = join(directory, `${prefix}${name}`);
  mkdirSync(own);
  return ServiceProcess.start(own, nodeOptions, {
    ROLES: roles,
    KAFKA_BROKERS: brokers,
    KAFKA_TOPIC_PREFIX: prefix,
    EVENT_STORE_URL: eventStoreUrl,
    ...(readModelUrl !== undefined && { READ_MODEL_URL: readModelUrl }),
    ...(eventStoreUrl.startsWith('esdb') && { EVENT_INDEX_DIR: join(own, 'index') }),
    DEV_KEYS_DIR: join(directory, 'keys'),
    REQUESTS_PER_MINUTE: '0',
  });
}
