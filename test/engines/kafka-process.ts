import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fetchKafkaJars } from './kafka-artifacts.js';
import type { KafkaBroker } from './broker.js';

const STARTED = 'Kafka Server started';
const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 10_000;

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

/** A listener that asks for TLS and a password. */
export type Secured = {
  /** PEM: the key, then its certificate. */
  keystoreFile: string;
  username: string;
  password: string;
};

const SCRAM = ['SCRAM-SHA-256', 'SCRAM-SHA-512'];
const LOGIN = 'org.apache.kafka.common.security';

/** Of what is said twice, the last counts. */
const securedProperties = (
  { keystoreFile, username, password }: Secured,
  [port, controllerPort, securePort]: readonly number[],
): string => `listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort},SECURE://127.0.0.1:${securePort}
advertised.listeners=PLAINTEXT://127.0.0.1:${port},SECURE://127.0.0.1:${securePort}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURE:SASL_SSL
listener.name.secure.ssl.keystore.type=PEM
listener.name.secure.ssl.keystore.location=${keystoreFile}
listener.name.secure.sasl.enabled.mechanisms=PLAIN,${SCRAM.join(',')}
listener.name.secure.plain.sasl.jaas.config=${LOGIN}.plain.PlainLoginModule required user_${username}="${password}";
${SCRAM.map((name) => `listener.name.secure.${name.toLowerCase()}.sasl.jaas.config=${LOGIN}.scram.ScramLoginModule required;`).join('\n')}
`;

/**
 * Kills the broker when its owner is gone, however it went, and then removes the data: no orphan outlives a killed test.
 * $1 owner, $2 broker, $3 directory.
 */
const WATCHDOG = `while kill -0 "$1" && kill -0 "$2"; do sleep 1; done
kill -0 "$1" || { kill -9 "$2"; rm -rf "$3"; }`;

/**
 * Apache Kafka in KRaft mode from the Maven Central artifacts, with the Java on the path. It lives as long as its owner.
 * @param dir for its configuration, logs and data; removed in the end. One is made when it is not given.
 * @param secured answers with the address of such a listener
 */
export async function startKafkaProcess(
  ownerPid: number,
  dir?: string,
  secured?: Secured,
): Promise<KafkaBroker> {
  const jars = await fetchKafkaJars();
  dir ??= await mkdtemp(join(tmpdir(), 'support-access-kafka-'));
  try {
    return await run(jars, dir, ownerPid, secured);
  } catch (error) {
    await rm(dir, { recursive: true, force: true });
    throw error;
  }
}

async function run(jars: string, dir: string, ownerPid: number, secured?: Secured): Promise<KafkaBroker> {
  const ports = await freePorts();
  const [port, controllerPort, securePort] = ports;
  const config = join(dir, 'server.properties');
  const more = secured ? securedProperties(secured, ports) : '';
  await writeFile(config, properties(dir, port, controllerPort) + more);
  await writeFile(join(dir, 'log4j2.properties'), LOG4J);
  await format(jars, dir, config, secured);
  let broker = await serve(jars, dir, config, ownerPid);
  const kill = (): void => void broker.kill('SIGKILL');
  if (ownerPid === process.pid) process.once('exit', kill);
  return {
    brokers: `127.0.0.1:${secured ? securePort : port}`,
    stop: () => end(broker, 'SIGTERM'),
    start: async () => {
      broker = await serve(jars, dir, config, ownerPid);
    },
    close: async () => {
      process.removeListener('exit', kill);
      await end(broker, 'SIGKILL');
      await rm(dir, { recursive: true, force: true });
    },
  };
}

function java(jars: string, dir: string, args: string[], log: number): ChildProcess {
  const options = ['-Xmx512m', `-Dlog4j2.configurationFile=${join(dir, 'log4j2.properties')}`];
  return spawn('java', [...options, '-cp', join(jars, '*'), ...args], {
    cwd: dir,
    stdio: ['ignore', log, log],
    // Ctrl-C on a terminal goes to the owner alone, which then stops the broker in its own time.
    detached: true,
  });
}

async function format(jars: string, dir: string, config: string, secured?: Secured): Promise<void> {
  const file = join(dir, 'format.log');
  const log = openSync(file, 'a');
  const clusterId = Buffer.from(randomUUID().replaceAll('-', ''), 'hex').toString('base64url');
  const users = secured
    ? SCRAM.flatMap((name) => [
        '--add-scram',
        `${name}=[name=${secured.username},password=${secured.password}]`,
      ])
    : [];
  const args = ['kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', config, ...users];
  const tool = java(jars, dir, args, log);
  closeSync(log);
  const code = await new Promise((resolve, reject) => tool.on('exit', resolve).on('error', reject));
  if (code !== 0) throw new Error(`Kafka's storage could not be formatted:\n${await tail(file)}`);
}

async function serve(jars: string, dir: string, config: string, ownerPid: number): Promise<ChildProcess> {
  const file = join(dir, `server-${Date.now()}.log`);
  const log = openSync(file, 'a');
  const broker = java(jars, dir, ['kafka.Kafka', config], log);
  closeSync(log);
  broker.unref();
  spawn('sh', ['-c', WATCHDOG, 'sh', `${ownerPid}`, `${broker.pid}`, dir], {
    detached: true,
    stdio: 'ignore',
  }).unref();
  const deadline = Date.now() + START_LIMIT_MS;
  while (!(await readFile(file, 'utf8')).includes(STARTED)) {
    if (hasEnded(broker) || Date.now() > deadline) {
      broker.kill('SIGKILL');
      throw new Error(`Kafka did not start:\n${await tail(file)}`);
    }
    await delay(50);
  }
  return broker;
}

async function end(broker: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (hasEnded(broker)) return;
  const ended = new Promise<void>((resolve) => broker.once('exit', () => resolve()));
  broker.ref();
  broker.kill(signal);
  const timer = setTimeout(() => broker.kill('SIGKILL'), STOP_LIMIT_MS);
  await ended;
  clearTimeout(timer);
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

const tail = async (file: string): Promise<string> => (await readFile(file, 'utf8')).slice(-2_000);

/** Ports that were free a moment ago; held together, so that they differ. */
async function freePorts(): Promise<[number, number, number]> {
  const servers = [createServer(), createServer(), createServer()];
  await Promise.all(
    servers.map((server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports as [number, number, number];
}
