/** The engine did not answer, or could not write (busy, disk full, not there yet). Retry with back-off. */
export class ReadModelUnavailableError extends Error {
  readonly code = 'READ_MODEL_UNAVAILABLE';
  constructor(
    /** The file or server, never with credentials. */
    readonly location: string,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(`${location} is unavailable: ${reason}`, options);
  }
}

/**
 * What was written last is not there any more: a server lost its newest commits, or an older copy was put back. Read the
 * place anew and go on from it.
 */
export class PositionLostError extends Error {
  readonly code = 'POSITION_LOST';
  constructor(
    /** The file or the table, never with credentials. */
    readonly location: string,
    /** Where it is now. */
    readonly position: bigint,
    /** Where it had been, and the events to apply continue. */
    readonly expected: bigint,
  ) {
    super(
      `${location} is at position ${position} of the log, and had been at ${expected}: its newest transactions were lost, ` +
        'or an older copy was put back',
    );
  }
}

/** The file that is open is not the one at its path any more. */
export class ReadModelReplacedError extends Error {
  readonly code = 'READ_MODEL_REPLACED';
  constructor(readonly location: string) {
    super(`${location} was renamed, deleted or replaced while it was open; its writer starts again`);
  }
}

/** The database cannot hold what is derived from the log; somebody has to put it right. */
export class UnsuitableDatabaseError extends ReadModelUnavailableError {}

/** No adapter for that kind of URL. The URL itself may hold a password and is not repeated. */
export class UnsupportedReadModelUrlError extends Error {
  readonly code = 'UNSUPPORTED_READ_MODEL_URL';
  constructor(readonly scheme: string) {
    super(`READ_MODEL_URL: read models are kept in sqlite:<path> or postgres://…, not in ${scheme}`);
  }
}
