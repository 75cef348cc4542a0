// The whole cluster on loopback, a process per role, until Ctrl-C: `npm run cluster`. The brokers and servers are those of
// KAFKA_BROKERS, POSTGRES_URL and EVENTSTORE_URL; what is not given is started here, for EventStoreDB the double of the tests.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DEVELOPMENT_USERS } from '#auth';
import { startDoubleProcess } from '../doubles/eventstoredb/double-process.js';
import { startKafkaBroker } from '../engines/kafka-broker.js';
import { startPrivatePostgres } from '../engines/postgres-server.js';
import { newDatabase } from '../engines/shared-postgres.js';
import { filesIn, tokenFor } from '../support/service-under-test.js';
import { Cluster } from './cluster.js';
import { SPLIT } from './layout.js';

const say = (line = ''): void => void process.stdout.write(`${line}\n`);
const { port } = parseArgs({ options: { port: { type: 'string', default: '3000' } } }).values;
// oxlint-disable-next-line node/no-process-env -- an entry point
const { EVENTSTORE_URL, POSTGRES_URL } = process.env;

/** What is to be let go of in the end, the last one first. */
const shutdown: (() => Promise<unknown>)[] = [];
let stopping: Promise<void> | undefined;

async function stop(code: number): Promise<void> {
  for (const close of shutdown.reverse()) await close().catch((error: Error) => say(error.message));
  process.exit(code);
}

async function start(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'support-access-cluster-'));
  shutdown.push(() => rm(directory, { recursive: true, force: true }));
  say('Starting Kafka, PostgreSQL and EventStoreDB …');
  const broker = await startKafkaBroker();
  shutdown.push(() => broker.close());
  const postgres = POSTGRES_URL === undefined ? await startPrivatePostgres() : undefined;
  shutdown.push(async () => postgres?.close());
  const database = await newDatabase(postgres?.url ?? POSTGRES_URL);
  shutdown.push(() => database.drop());
  const double = EVENTSTORE_URL === undefined ? await startDoubleProcess() : undefined;
  shutdown.push(async () => double?.close());
  const eventStoreUrl = double?.url ?? EVENTSTORE_URL!;
  const cluster = await Cluster.prepare({
    layout: SPLIT,
    directory,
    eventStoreUrl,
    readModelUrl: database.url,
    env: { KAFKA_BROKERS: broker.brokers, EVIDENCE_ORIGIN: 'localhost/support-access-cluster' },
    ports: { 'api-1': Number(port) },
  });
  shutdown.push(() => cluster.kill());
  shutdown.push(() => cluster.stopInOrder());
  say(`Starting ${cluster.members.length} processes …`);
  await cluster.start();

  for (const { name, service } of cluster.members)
    say(`  ${name.padEnd(14)} ${service.url}  process ${service.pid}`);
  say(`\n  Kafka          ${broker.brokers}`);
  say(`  EventStoreDB   ${eventStoreUrl}${double ? '  (a double, in memory)' : ''}`);
  say('\nFor another terminal, so that the tour and the command line find it:\n');
  const { DEV_KEYS_DIR } = filesIn(directory);
  const settings = {
    API: cluster.members.find(({ name }) => name === 'api-1')!.service.url,
    DEV_KEYS_DIR,
    EVENT_STORE_URL: eventStoreUrl,
    READ_MODEL_URL: database.url,
    KAFKA_BROKERS: broker.brokers,
    EVIDENCE_ORIGIN: 'localhost/support-access-cluster',
  };
  for (const [name, value] of Object.entries(settings)) say(`export ${name}='${value}'`);
  say('\nTokens:');
  for (const { role, sub } of DEVELOPMENT_USERS)
    say(`  ${role.padEnd(13)} ${sub.padEnd(7)} ${await tokenFor(directory, role, sub)}`);
  say('\nReady. Ctrl-C ends all of it.');
}

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
  process.on(signal, () => void (stopping ??= stop(0)));
try {
  await start();
} catch (error) {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  await (stopping ??= stop(1));
}
