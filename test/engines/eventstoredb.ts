import { sharedEngine } from './shared-engine.js';
import { canHaveImage } from './docker-image.js';
import { freePorts } from './free-ports.js';

/** The release that compose runs, too: a good one. */
export const EVENTSTOREDB_IMAGE = 'eventstore/eventstore:24.10.5-jammy';
const PORT = 2113;

export const HOW_TO_GET_EVENTSTOREDB =
  'set EVENTSTORE_URL (esdb://…, of a server for tests: what they write stays), or start Docker';

/** How a real server can be had here: `undefined` when it cannot, and then there is the double. */
export function eventStoreDbSource(): 'environment' | 'docker' | undefined {
  if (process.env.EVENTSTORE_URL) return 'environment';
  return canHaveImage(EVENTSTOREDB_IMAGE) ? 'docker' : undefined;
}

/** One server for all suites of a test run; each suite takes a namespace. */
export async function sharedEventStoreDbUrl(): Promise<string> {
  if (process.env.EVENTSTORE_URL) return process.env.EVENTSTORE_URL;
  return sharedEngine('eventstoredb', true, startContainer);
}

async function startContainer(): Promise<string> {
  const { GenericContainer, getContainerRuntimeClient, Wait } = await import('testcontainers');
  const [port] = (await freePorts(1)) as [number];
  const client = await getContainerRuntimeClient();
  await new GenericContainer(EVENTSTOREDB_IMAGE)
    .withExposedPorts({ container: PORT, host: port })
    .withEnvironment({ EVENTSTORE_INSECURE: 'true', EVENTSTORE_MEM_DB: 'true', EVENTSTORE_CLUSTER_SIZE: '1' })
    .withWaitStrategy(Wait.forHttp('/health/live', PORT).forStatusCode(204))
    .start();
  return `esdb://${client.info.containerRuntime.host}:${port}?tls=false`;
}
