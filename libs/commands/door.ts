import type { Command } from '#domain';
import type { CommandSource } from '#event-store';
import type { Executed } from './command-result.js';

/** A validated command with its id, its source and its trace. */
export type CommandEnvelope = {
  /** Unique per workspace across all sources; `expire-…` is reserved for the saga. */
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

/** The single entry through which every command is executed, from every source. */
export interface Door {
  /**
   * Validated command in, first outcome out. Resolves when the events are durable.
   * @throws StoreUnavailableError when the store did not answer within the door's retries; send the same command again
   * @throws DoorBusyError when too many commands are in flight; nothing was done
   */
  execute(envelope: CommandEnvelope): Promise<Executed>;
}

/** Too many commands are in flight; nothing was done. */
export class DoorBusyError extends Error {
  readonly code = 'BUSY';
  constructor(readonly limit: number) {
    super(`${limit} commands are waiting already`);
  }
}
