import { spawnSync } from 'node:child_process';
import type { KafkaBroker } from './broker.js';
import { hasKafkaJars } from './kafka-artifacts.js';
import { canHaveImage, hasImage } from './docker-image.js';
import { KAFKA_IMAGE, startKafkaContainer } from './kafka-container.js';
import { SHORT_LIFE, startKafkaProcess } from './kafka-process.js';
import { succeeds } from './succeeds.js';

export type { KafkaBroker };

/** How a broker can be had here: `undefined` when it cannot. */
export type KafkaSource = 'environment' | 'docker' | 'java';

export const HOW_TO_GET_KAFKA =
  'set KAFKA_BROKERS, or start Docker, or install Java 17 or newer and Maven (Apache Kafka is then fetched from Maven Central)';

export function kafkaSource(): KafkaSource | undefined {
  if (process.env.KAFKA_BROKERS) return 'environment';
  return privateKafkaSource();
}

/** As {@link kafkaSource}, but for a broker of one's own, which may be stopped. */
export function privateKafkaSource(): Exclude<KafkaSource, 'environment'> | undefined {
  if (hasImage(KAFKA_IMAGE)) return 'docker';
  if (hasJavaForKafka()) return 'java';
  return canHaveImage(KAFKA_IMAGE) ? 'docker' : undefined;
}

export const hasJavaForKafka = (): boolean =>
  javaMajor() >= 17 && (hasKafkaJars() || succeeds('mvn', ['--version']));

/**
 * The broker of `KAFKA_BROKERS`, or one of our own.
 * @param ownerPid the process whose end ends a broker of our own
 * @param dir its directory, if it needs one
 */
export async function startKafkaBroker(ownerPid = process.pid, dir?: string): Promise<KafkaBroker> {
  const brokers = process.env.KAFKA_BROKERS;
  return brokers ? notOurs(brokers) : ownBroker(ownerPid, dir);
}

/** One of our own in any case: for tests that stop it. */
export const startPrivateKafkaBroker = (): Promise<KafkaBroker> =>
  ownBroker(process.pid, undefined, SHORT_LIFE);

async function ownBroker(ownerPid: number, dir?: string, options?: readonly string[]): Promise<KafkaBroker> {
  const source = privateKafkaSource();
  if (source === undefined) throw new Error(`no Kafka here: ${HOW_TO_GET_KAFKA}`);
  return source === 'docker' ? startKafkaContainer() : startKafkaProcess(ownerPid, dir, options);
}

function notOurs(brokers: string): KafkaBroker {
  const refuse = async (): Promise<void> => {
    throw new Error(`${brokers} is not ours to stop`);
  };
  return { brokers, stop: refuse, start: refuse, close: async () => {} };
}

/** 0 without Java. */
function javaMajor(): number {
  const { stderr } = spawnSync('java', ['-version'], { encoding: 'utf8', timeout: 10_000 });
  return Number(/version "(?:1\.)?(\d+)/.exec(stderr ?? '')?.[1] ?? 0);
}
