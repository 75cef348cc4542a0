import type { Role } from '#config';
import type { CheckpointWriter, EventReader, EventStore, Position } from '#event-store';
import { isShared, openCheckpointWriter, openEventReader, openEventStore } from '#event-store';
import type { Foundation } from './foundation.js';
import { reachLog } from './reach-log.js';

export type OpenedLog = {
  reader: EventReader;
  /** There with a role that takes commands. */
  store?: EventStore;
  /** There in a process that may sign: the one writer of a file; where several may write, whoever folds. */
  signer?: CheckpointWriter;
  /** The newest event's position when the log first answered. */
  head: Promise<Position>;
};

/** The store for those who write, what takes checkpoints for who signs, a reader for those who only follow. */
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
    // A server that is away again is told of by health.
    .catch(() => undefined);
  const stopping = new AbortController();
  const watching = foundation.damage.watchLog(reader, stopping.signal);
  closers.add('the watch of the log', async () => {
    stopping.abort();
    await watching;
  });
  return { reader, ...(store && { store }), ...(signer && { signer }), head };
}
