/** How a checkpoint and the log disagree. */
export type LogFault =
  /** The checkpoint is of more events than there are: the log was cut, or restored from an older backup. */
  | 'LOG_TOO_SHORT'
  /** The log begins with other events: it was replaced, changed, or went another way after a restored backup. */
  | 'OTHER_LOG'
  /** The log is in another store than the one that it was folded from: no place in the one is a place in the other. */
  | 'LOG_MOVED'
  /** The checkpoint is signed by none of our keys, or is no checkpoint. */
  | 'FOREIGN_KEY'
  /** It is signed by our key, of another origin. */
  | 'FOREIGN_ORIGIN';

/** The log is not the one that was signed: no checkpoint may be signed and nothing appended until an operator has looked at it. */
export class InconsistentLogError extends Error {
  readonly code = 'INCONSISTENT_LOG';
  constructor(
    readonly fault: LogFault,
    message: string,
  ) {
    super(message);
  }
}
