import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchKafkaJars } from './kafka-artifacts.js';
import type { KafkaBroker } from './broker.js';
import { freePorts } from './free-ports.js';
import { endProcess, hasStarted, tail } from './server-process.js';

const STARTED = 'Kafka Server started';

const LOG4J = `rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{ISO8601} %p %c{1} %m%n
logger.server.name = kafka.server.KafkaRaftServer
logger.server.level = info
`;

/** One node that is broker and controller, on loopback; the group's first rebalance does not wait for more members. */
const properties = (
  dir: string,
  port: number,
  controllerPort: number,
): string => `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controllerPort}
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}
advertised.listeners=PLAINTEXT://127.0.0.1:${port}
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=${join(dir, 'data')}
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
log.cleaner.dedupe.buffer.size=2097152
`;

/** A listener beside the open one, for clients that have to show who they are. */
export type SecureListener = {
  /** What goes on after `listener.name.secure.`, and anything else, one a line. */
  properties: readonly string[];
  protocol: 'SASL_SSL' | 'SASL_PLAINTEXT';
  /** Options of the broker's Java. */
  options?: readonly string[];
  /** Users who are known before the broker starts, `<mechanism>=[name=…,password=…]`. */
  scramUsers?: readonly string[];
};

/** In a life of a minute the second compiler of Java costs more than its code saves. */
export const SHORT_LIFE = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];

/** Of what is said twice, the last counts. */
const securedProperties = (
  { properties, protocol }: SecureListener,
  [port, controllerPort, securePort]: readonly number[],
): string => `listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort},SECURE://127.0.0.1:${securePort}
advertised.listeners=PLAINTEXT://127.0.0.1:${port},SECURE://127.0.0.1:${securePort}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURE:${protocol}
${properties.join('\n')}
`;

/**
 * Apache Kafka in KRaft mode from the Maven Central artifacts, with the Java on the path. It lives as long as its owner.
 * @param dir for its configuration, logs and data; removed in the end. One is made when it is not given.
 * @param options of Java
 * @param secured such a listener, whose address is then the broker's
 */
export async function startKafkaProcess(
  ownerPid: number,
  dir?: string,
  options: readonly string[] = [],
  secured?: SecureListener,
): Promise<KafkaBroker> {
  const jars = await fetchKafkaJars();
  dir ??= await mkdtemp(join(tmpdir(), 'support-access-kafka-'));
  try {
    return await run(jars, dir, ownerPid, options, secured);
  } catch (error) {
    await rm(dir, { recursive: true, force: true });
    throw error;
  }
}

async function run(
  jars: string,
  dir: string,
  ownerPid: number,
  options: readonly string[],
  secured?: SecureListener,
): Promise<KafkaBroker> {
  const ports = await freePorts(3, '127.0.0.1');
  const [port, controllerPort, securePort] = ports as [number, number, number];
  const config = join(dir, 'server.properties');
  const more = secured ? securedProperties(secured, ports) : '';
  await writeFile(config, properties(dir, port, controllerPort) + more);
  await writeFile(join(dir, 'log4j2.properties'), LOG4J);
  await format(jars, dir, config, secured);
  const begin = (): Promise<ChildProcess> =>
    serve(jars, dir, config, ownerPid, [...options, ...(secured?.options ?? [])]);
  let broker = await begin();
  const kill = (): void => void broker.kill('SIGKILL');
  if (ownerPid === process.pid) process.once('exit', kill);
  return {
    brokers: `127.0.0.1:${secured ? securePort : port}`,
    stop: () => endProcess(broker, 'SIGTERM'),
    start: async () => {
      broker = await begin();
    },
    close: async () => {
      process.removeListener('exit', kill);
      await endProcess(broker, 'SIGKILL');
      await rm(dir, { recursive: true, force: true });
    },
  };
}

function java(
  jars: string,
  dir: string,
  args: string[],
  log: number,
  options: readonly string[],
): ChildProcess {
  const logging = `-Dlog4j2.configurationFile=${join(dir, 'log4j2.properties')}`;
  return spawn('java', ['-Xmx512m', logging, ...options, '-cp', join(jars, '*'), ...args], {
    cwd: dir,
    stdio: ['ignore', log, log],
    // Ctrl-C on a terminal goes to the owner alone, which then stops the broker in its own time.
    detached: true,
  });
}

async function format(jars: string, dir: string, config: string, secured?: SecureListener): Promise<void> {
  const file = join(dir, 'format.log');
  const log = openSync(file, 'a');
  // One that began with a hyphen would be read as an option.
  const clusterId = `k${Buffer.from(randomUUID().replaceAll('-', ''), 'hex').toString('base64url').slice(1)}`;
  const users = (secured?.scramUsers ?? []).flatMap((user) => ['--add-scram', user]);
  const args = ['kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', config, ...users];
  const tool = java(jars, dir, args, log, SHORT_LIFE);
  closeSync(log);
  const code = await new Promise((resolve, reject) => tool.on('exit', resolve).on('error', reject));
  if (code !== 0) throw new Error(`Kafka's storage could not be formatted:\n${await tail(file)}`);
}

async function serve(
  jars: string,
  dir: string,
  config: string,
  ownerPid: number,
  options: readonly string[],
): Promise<ChildProcess> {
  const file = join(dir, `server-${Date.now()}.log`);
  const log = openSync(file, 'a');
  const broker = java(jars, dir, ['kafka.Kafka', config], log, options);
  closeSync(log);
  await hasStarted({ name: 'Kafka', child: broker, logFile: file, dir, ownerPid, killedBy: 'KILL' }, STARTED);
  return broker;
}
