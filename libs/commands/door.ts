import type { Command } from '#domain';
import type { CommandSource } from '#event-store';
import type { Executed } from './command-result.js';

/** A validated command with what its carrier knows about it. */
export type CommandEnvelope = {
  /** Unique per workspace, whatever the source; `expire-…` is the saga's. */
  commandId: string;
  command: Command;
  source: CommandSource;
  /** Defaults to the command id. */
  correlationId?: string;
  /** Defaults to the command id. */
  causationId?: string;
  /** W3C trace context of the sender. */
  traceparent?: string;
};

/** The single entry through which every command is executed, whoever sends it. */
export interface Door {
  /**
   * Validated command in, first outcome out. Resolves when the events are durable.
   * @throws StoreUnavailableError when the store did not answer within the door's retries: nothing is known to be lost,
   *   send the same command again.
   * @throws DoorBusyError when too many commands wait already: slow down.
   */
  execute(envelope: CommandEnvelope): Promise<Executed>;
}

/** The queue is full; nothing was done. */
export class DoorBusyError extends Error {
  readonly code = 'BUSY';
  constructor(readonly limit: number) {
    super(`${limit} commands are waiting already`);
  }
}
