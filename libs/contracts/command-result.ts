import type { DenialCode, Instant, SupportAccessEventType } from '#domain';

/** One thing wrong with a message; `field` is a dotted path such as `data.actor.id`, or `` for the message itself. */
export type FieldError = { field: string; message: string };

/** Further facts of a refusal. */
export type DenialDetail = {
  grantId?: string;
  requestId?: string;
  sessionId?: string;
  expiresAt?: Instant;
  retryAt?: Instant;
  latestExpiresAt?: Instant;
};

export type EventReference = { id: string; type: SupportAccessEventType; revision: number };

type Named = { commandId: string; workspaceId: string };

/** The result of a command that recorded events. */
export type RecordedResult = Named & {
  events: EventReference[];
  position: string;
  /** Set when the command was executed before: this is its first outcome and says nothing about the current state (I4). */
  repeated?: true;
} & ({ outcome: 'accepted' } | { outcome: 'denied'; code: DenialCode; detail?: DenialDetail });

/** The result of a command, also its wire form. Absent fields are absent, never null. */
export type CommandResult =
  | RecordedResult
  /** Not recorded: the id belongs to a command with other content. */
  | (Named & { outcome: 'denied'; code: 'COMMAND_ID_REUSED'; events: [] })
  /** An expiry with nothing to do. */
  | (Named & { outcome: 'ignored'; events: [] });
