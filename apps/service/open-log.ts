import type { Role } from '#config';
import type { CheckpointWriter, EventReader, EventStore, Position } from '#event-store';
import { isShared, openCheckpointWriter, openEventReader, openEventStore } from '#event-store';
import type { Foundation } from './foundation.js';
import { reachLog } from './reach-log.js';

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
export async function openLog(foundation: Foundation): Promise<OpenedLog> {
  const { config, logger, health, closers } = foundation;
  const { eventStoreUrl, eventIndexDir: indexDirectory } = config;
  const has = (...roles: Role[]): boolean => roles.some((role) => config.roles.has(role));
  const writes = has('api', 'commands', 'expiry');
  const signs = isShared(eventStoreUrl) ? has('projections') : writes;
  const options = {
    reserveBytes: config.diskReserveMib * 1024 * 1024,
    ...(indexDirectory !== undefined && { indexDirectory }),
  };
  const store = writes ? await openEventStore(eventStoreUrl, options) : undefined;
  const signer = signs ? (store ?? (await openCheckpointWriter(eventStoreUrl))) : undefined;
  const reader = store ?? signer ?? (await openEventReader(eventStoreUrl));
  closers.add('the event store', () => reader.close());
  health.register('event store', () => reader.health());
  if (store?.diskHealth && options.reserveBytes > 0)
    health.register('disk reserve', () => store.diskHealth!());
  const { head } = await reachLog(foundation, reader);
  void head
    .then(() => reader.serverWarning?.())
    .then((warning) => warning !== undefined && logger.warn(warning))
    // Health reports a server that is unreachable again.
    .catch(() => undefined);
  const stopping = new AbortController();
  const watching = foundation.damage.watchLog(reader, stopping.signal);
  closers.add('the watch of the log', async () => {
    stopping.abort();
    await watching;
  });
  return { reader, ...(store && { store }), ...(signer && { signer }), head };
}
