import type { CommandResult } from '#contracts';
import type { Command, SupportAccessEvent } from '#domain';
import type { CommandSource } from '#event-store';

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

/** The door's answer: the result, and the events themselves. */
export type Executed = {
  result: CommandResult;
  /** True when the command had been executed before and this is its first outcome again. */
  repeated: boolean;
  /** In the order of `result.events`. */
  events: readonly SupportAccessEvent[];
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
