/** What a checkpoint says against the log. */
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

/** The log is not what was signed for: no checkpoint may be signed, and nothing be added to it, until somebody has looked. */
export class InconsistentLogError extends Error {
  readonly code = 'INCONSISTENT_LOG';
  constructor(
    readonly fault: LogFault,
    message: string,
  ) {
    super(message);
  }
}
