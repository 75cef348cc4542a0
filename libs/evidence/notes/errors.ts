/** What is wrong with a note. */
export type NoteFault =
  /** Not UTF-8 text without control characters, or larger than any note of ours. */
  | 'NOT_A_TEXT'
  /** No blank line with signatures after it. */
  | 'NO_SIGNATURES'
  /** More than a reader should spend time on. */
  | 'TOO_MANY_SIGNATURES'
  /** A line after the blank one that is no signature. */
  | 'MALFORMED_SIGNATURE'
  /** None of the keys given has signed it. */
  | 'UNKNOWN_KEY'
  /** It names one of the keys given, which has not signed this text. */
  | 'BAD_SIGNATURE'
  /** Signed, and not origin, size and root. */
  | 'MALFORMED_CHECKPOINT'
  /** Signed, and not the lines of a receipt. */
  | 'MALFORMED_RECEIPT'
  /** Signed by a key that does not speak for this origin. */
  | 'FOREIGN_ORIGIN';

/** A note that proves nothing. */
export class InvalidNoteError extends Error {
  readonly code = 'INVALID_NOTE';
  constructor(
    readonly reason: NoteFault,
    message: string,
  ) {
    super(message);
  }
}

/** What is wrong with a verifier key. */
export type VkeyFault = 'MALFORMED_VKEY' | 'UNKNOWN_ALGORITHM' | 'WRONG_KEY_ID' | 'NO_KEY';

export class InvalidVkeyError extends Error {
  readonly code = 'INVALID_VKEY';
  constructor(
    readonly reason: VkeyFault,
    message: string,
  ) {
    super(message);
  }
}
