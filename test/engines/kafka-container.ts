import { KAFKA_VERSION } from './kafka-artifacts.js';
import type { KafkaBroker } from './broker.js';
import { freePorts } from './free-ports.js';

export const KAFKA_IMAGE = `apache/kafka:${KAFKA_VERSION}`;

/**
 * Apache Kafka in a container. The port on the host is chosen before, not by Docker: the broker must advertise it, and it
 * must be the same one after a stop and a start. Testcontainers' reaper removes it when this process is gone.
 */
export async function startKafkaContainer(): Promise<KafkaBroker> {
  const { GenericContainer, getContainerRuntimeClient, Wait } = await import('testcontainers');
  const [port] = (await freePorts(1)) as [number];
  const client = await getContainerRuntimeClient();
  const host = client.info.containerRuntime.host;
  const started = await new GenericContainer(KAFKA_IMAGE)
    .withExposedPorts({ container: 9092, host: port })
    .withEnvironment({
      KAFKA_NODE_ID: '1',
      KAFKA_PROCESS_ROLES: 'broker,controller',
      KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
      KAFKA_LISTENERS: 'PLAINTEXT://:9092,CONTROLLER://:9093',
      KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://${host}:${port}`,
      KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
      KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
      KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
    })
    .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/))
    .start();
  const container = client.container.getById(started.getId());
  return {
    brokers: `${host}:${port}`,
    stop: () => client.container.stop(container, { timeout: 10_000 }),
    start: () => client.container.start(container),
    close: async () => {
      await started.stop();
    },
  };
}
