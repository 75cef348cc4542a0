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

/**
 * Ends a switch that handles every case: the compiler refuses a call while a case is left.
 * @throws Error at run time, for a value from outside the type, such as an event of a newer release
 */
export function assertNever(value: never, what: string): never {
  const { type } = Object(value) as { type?: string };
  throw new Error(`unknown ${what} ${type ?? String(value)}`);
}

/** What was thrown, as an Error: JavaScript can throw anything. */
export const asError = (thrown: unknown): Error =>
  thrown instanceof Error ? thrown : new Error(String(thrown));
