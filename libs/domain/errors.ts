/** A stream holds an event that this release does not know: folding past it would decide on half a history. */
export class UnknownEventError extends Error {
  readonly code = 'UNKNOWN_EVENT';
  constructor(readonly type: string) {
    super(`unknown event type ${type}`);
  }
}

/** A stream holds an event that no decision writes, such as a grant of an unknown workspace: the log is damaged. */
export class BrokenHistoryError extends Error {
  readonly code = 'BROKEN_HISTORY';
}

/** A validated command has no rule: a mistake in the program, not in the message. */
export class UnknownCommandError extends Error {
  readonly code = 'UNKNOWN_COMMAND';
  constructor(readonly type: string) {
    super(`unknown command ${type}`);
  }
}
