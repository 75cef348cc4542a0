/** Going on past an event that nobody here understands would answer from half a history. */
export class UnknownEventTypeError extends Error {
  readonly code = 'UNKNOWN_EVENT_TYPE';
  constructor(
    readonly type: string,
    readonly position: bigint,
  ) {
    super(`unknown event type ${type} at position ${position}`);
  }
}

/** The log says something that the rules rule out; following it further would hide that. */
export class BrokenHistoryError extends Error {
  readonly code = 'BROKEN_HISTORY';
  constructor(
    readonly position: bigint,
    what: string,
  ) {
    super(`the event at position ${position} ${what}`);
  }
}

/** A cursor is what an earlier page gave as `next`, unchanged. */
export class InvalidCursorError extends Error {
  readonly code = 'INVALID_CURSOR';
  constructor() {
    super('cursor is not one that an earlier page gave');
  }
}
