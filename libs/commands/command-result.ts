import type { DenialCode, Instant, SupportAccessEvent, SupportAccessEventType } from '#domain';

/** One thing wrong with a message; `field` is a dotted path such as `data.actor.id`, or `` for the message itself. */
export type FieldError = { field: string; message: string };

/** What a refusal tells besides its code. */
export type DenialDetail = { grantId?: string; expiresAt?: Instant };

export type EventReference = { id: string; type: SupportAccessEventType; revision: number };

type Named = { commandId: string; workspaceId: string };

/** The answer to a command that left events. */
export type RecordedResult = Named & {
  events: EventReference[];
  position: string;
  /** There when the command was executed before: this is its first outcome again, and says nothing of now (I4). */
  repeated?: true;
} & ({ outcome: 'accepted' } | { outcome: 'denied'; code: DenialCode; detail?: DenialDetail });

/** The answer to a command. The wire form is the same object; absent is absent, never null. */
export type CommandResult =
  | RecordedResult
  /** Recorded nowhere: the id belongs to a command with other content. */
  | (Named & { outcome: 'denied'; code: 'COMMAND_ID_REUSED'; events: [] })
  /** An expiry with nothing to do. */
  | (Named & { outcome: 'ignored'; events: [] });

/** What the door answers: the wire's result, and the events themselves for callers that show what became of a command. */
export type Executed = {
  result: CommandResult;
  /** True when the command had been executed before and this is its first outcome again. */
  repeated: boolean;
  /** In the order of `result.events`. */
  events: readonly SupportAccessEvent[];
};
