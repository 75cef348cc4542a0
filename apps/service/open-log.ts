import type { Role } from '#config';
import type { CheckpointWriter, EventReader, EventStore, Position } from '#event-store';
import { allowsManyWriters, openCheckpointWriter, openEventReader, openEventStore } from '#event-store';
import type { ServiceContext } from './service-context.js';
import { waitForLog } from './wait-for-log.js';

export type OpenedLog = {
  reader: EventReader;
  /** Set in processes that execute commands. */
  store?: EventStore;
  /** Set only in a process that signs checkpoints: the writer of a file; on a shared store, a process that folds the log. */
  signer?: CheckpointWriter;
  /** The position of the newest event when the log first answered. */
  head: Promise<Position>;
};

/** Opens the log as this process needs it: for writing, for signing, or for reading. */
export async function openLog(context: ServiceContext): Promise<OpenedLog> {
  const { config, logger, health, shutdown } = context;
  const { eventStoreUrl, eventIndexDir: indexDirectory } = config;
  const has = (...roles: Role[]): boolean => roles.some((role) => config.roles.has(role));
  const writes = has('api', 'commands', 'expiry');
  const signs = allowsManyWriters(eventStoreUrl) ? has('projections') : writes;
  const options = {
    reserveBytes: config.diskReserveMib * 1024 * 1024,
    ...(indexDirectory !== undefined && { indexDirectory }),
  };
  const store = writes ? await openEventStore(eventStoreUrl, options) : undefined;
  const signer = signs ? (store ?? (await openCheckpointWriter(eventStoreUrl))) : undefined;
  const reader = store ?? signer ?? (await openEventReader(eventStoreUrl));
  shutdown.add('the event store', () => reader.close());
  health.register('event store', () => reader.health());
  if (store?.diskHealth && options.reserveBytes > 0)
    health.register('disk reserve', () => store.diskHealth!());
  const { head } = await waitForLog(context, reader);
  void head
    .then(() => reader.serverWarning?.())
    .then((warning) => warning !== undefined && logger.warn(warning))
    // Health reports a server that is unreachable again.
    .catch(() => undefined);
  const stopping = new AbortController();
  const watching = context.damage.watchLog(reader, stopping.signal);
  shutdown.add('the watch of the log', async () => {
    stopping.abort();
    await watching;
  });
  return { reader, ...(store && { store }), ...(signer && { signer }), head };
}
