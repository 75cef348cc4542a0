import { freePorts } from './free-ports.js';
import type { PostgresServer } from './postgres.js';

export const POSTGRES_IMAGE = 'postgres:17.6-alpine';
const PASSWORD = 'for-tests-alone';

/** PostgreSQL in a container, on a port chosen before: it must be the same one after a stop and a start. */
export async function startPostgresContainer(): Promise<PostgresServer> {
  const { GenericContainer, getContainerRuntimeClient, Wait } = await import('testcontainers');
  const [port] = (await freePorts(1)) as [number];
  const client = await getContainerRuntimeClient();
  const started = await new GenericContainer(POSTGRES_IMAGE)
    .withExposedPorts({ container: 5432, host: port })
    .withEnvironment({ POSTGRES_PASSWORD: PASSWORD })
    // Once while it makes its files, and once when it serves.
    .withWaitStrategy(Wait.forLogMessage(/database system is ready to accept connections/, 2))
    .start();
  const container = client.container.getById(started.getId());
  return {
    url: `postgres://postgres:${PASSWORD}@${client.info.containerRuntime.host}:${port}/postgres`,
    stop: () => client.container.stop(container, { timeout: 10_000 }),
    start: () => client.container.start(container),
    close: async () => {
      await started.stop();
    },
  };
}
