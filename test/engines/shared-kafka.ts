import { kafkaSource, startKafkaBroker } from './kafka-broker.js';
import { sharedEngine } from './shared-engine.js';

/**
 * One broker for all suites of a test run. Suites keep apart by topic prefixes and group ids of their own.
 * @returns `host:port`, or several, comma-separated
 */
export async function sharedKafkaBrokers(): Promise<string> {
  if (process.env.KAFKA_BROKERS) return process.env.KAFKA_BROKERS;
  return sharedEngine('kafka', kafkaSource() === 'docker', async (ownerPid, dir) => {
    const { brokers } = await startKafkaBroker(ownerPid, dir);
    return brokers;
  });
}
