/** A stream holds an event that this release does not know: folding past it would decide on half a history. */
export class UnknownEventError extends Error {
  readonly code = 'UNKNOWN_EVENT';
  constructor(readonly type: string) {
    super(`unknown event type ${type}`);
  }
}

/** A stream holds what no decision writes, such as a grant to a workspace that nobody described: the log is damaged. */
export class BrokenHistoryError extends Error {
  readonly code = 'BROKEN_HISTORY';
}

/** A command passed validation that no rule is written for: a mistake in the program, not in the message. */
export class UnknownCommandError extends Error {
  readonly code = 'UNKNOWN_COMMAND';
  constructor(readonly type: string) {
    super(`unknown command ${type}`);
  }
}
