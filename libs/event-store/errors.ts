import type { Position, StreamHead } from './event-store.js';

/** The stream moved on since it was read: decide again. */
export class ConflictError extends Error {
  readonly code = 'CONFLICT';
  constructor(
    readonly stream: string,
    readonly expected: StreamHead,
    readonly actual: StreamHead,
  ) {
    super(`${stream} is at revision ${actual}, not ${expected}`);
  }
}

/** The stream already holds this command: its first outcome is the answer. */
export class CommandRecordedError extends Error {
  readonly code = 'COMMAND_RECORDED';
  constructor(
    readonly stream: string,
    readonly commandId: string,
  ) {
    super(`${stream} already holds command ${commandId}`);
  }
}

/** The engine did not answer, or could not write (disk full, connection lost). Retry with back-off. */
export class StoreUnavailableError extends Error {
  readonly code: string = 'STORE_UNAVAILABLE';
  constructor(reason: string, options?: ErrorOptions) {
    super(`the event store is unavailable: ${reason}`, options);
  }
}

/**
 * The log does not hold an event that was read from it or acknowledged by it: the server was restored from an older copy,
 * or the file was replaced. Nothing that it says is believed, by any part of the process, until an operator has acted; a
 * retry does not help. To callers that know nothing of it the store is unavailable.
 */
export class LogReplacedError extends StoreUnavailableError {
  override readonly code = 'LOG_REPLACED';
  constructor(
    /** What is not there, as a sentence without a full stop. */
    readonly what: string,
  ) {
    super(
      `${what}: the log was replaced or restored from an older copy; see "A replaced log" in docs/operations.md`,
    );
  }

  /** An event is not where this process read it. */
  static ofEvent(event: { stream: string; revision: number; position: Position }): LogReplacedError {
    const { stream, revision, position } = event;
    return new LogReplacedError(
      `the log does not hold revision ${revision} of ${stream} at position ${position}, where it was read`,
    );
  }
}

/**
 * The engine wrote an append elsewhere than after the event that it was decided upon, since somebody deleted or truncated
 * the stream. It is acknowledged to nobody.
 */
export class MisplacedAppendError extends Error {
  readonly code = 'MISPLACED_APPEND';
  constructor(
    readonly stream: string,
    /** Where its first event belongs. */
    readonly revision: number,
    /** Where the engine put it. */
    readonly actual: number,
  ) {
    super(`${stream}: an append that belongs at revision ${revision} was written at ${actual}`);
  }
}

/** The engine was known to be away, and nothing was sent to it: whoever tries again at once is told the same. */
export class StoreAwayError extends StoreUnavailableError {}

/** The disk is full: what ends access is still recorded, in a reserve, and nothing else is. */
export class DiskFullError extends StoreUnavailableError {
  constructor() {
    super('the disk is full; only revocations and the ends of grants are recorded');
  }
}

/**
 * The server rejected the request (credentials, rights, TLS, size); retrying does not help.
 * `server`: it rejects every request of this process; an operator has to act, and all commands wait.
 * `command`: it rejects this append (its size, its stream) and accepts others.
 */
export class StoreRefusedError extends StoreUnavailableError {
  override readonly code = 'STORE_REFUSED';
  /** The append that was refused, where it was one. */
  about?: { stream: string; commandId: string };
  constructor(
    reason: string,
    readonly refuses: 'server' | 'command',
    options?: ErrorOptions,
  ) {
    super(reason, options);
  }
}

/** What is asked for lies on a part of the file that the engine cannot read any more; other parts may be well. */
export class StoreCorruptError extends StoreUnavailableError {}

/** Another process writes this file. */
export class StoreLockedError extends Error {
  readonly code = 'STORE_LOCKED';
  constructor(readonly file: string) {
    super(`${file} is being written by another process; one event file has one writer (readers are welcome)`);
  }
}

/** The file is not an event store, or one of another release; it is left as it is. */
export class ForeignFileError extends Error {
  readonly code = 'FOREIGN_FILE';
  constructor(
    readonly file: string,
    reason: string,
  ) {
    super(`${file} is not an event store of this release: ${reason}`);
  }
}

/**
 * The file was an event store and cannot be read as one any more: it was cut, or a part of it overwritten. It is the log, so
 * nothing is made in its place.
 */
export class DamagedFileError extends Error {
  readonly code = 'DAMAGED_FILE';
  constructor(
    readonly file: string,
    reason: string,
    options?: ErrorOptions,
  ) {
    super(`${file} is damaged (${reason}): it was cut or overwritten. Put a backup of it back`, options);
  }
}

/** Somebody removed or changed what keeps stored events unchangeable; see "Lost guards" in docs/operations.md. */
export class UnguardedFileError extends Error {
  readonly code = 'UNGUARDED_FILE';
  constructor(
    readonly file: string,
    /** What is missing or other than it should be, such as `trigger events_refuse_update`. */
    readonly what: readonly string[],
  ) {
    super(
      `${file} does not guard its events against changes any more: somebody removed or changed ${what.join(', ')}. ` +
        'See "Lost guards" in docs/operations.md',
    );
  }
}

/** The URL names an engine that this release does not have. It is not repeated: it may hold a password. */
export class UnsupportedStoreError extends Error {
  readonly code = 'UNSUPPORTED_STORE';
  constructor(readonly scheme: string) {
    super(
      'an event store URL is sqlite:<path>, esdb://<host>:<port> or esdb+discover://<host>:<port>; kurrentdb is another word for esdb',
    );
  }
}

/** The URL names an engine that is there, in a way that its client does not read. */
export class InvalidStoreUrlError extends Error {
  readonly code = 'INVALID_STORE_URL';
  constructor(reason: string) {
    super(`the event store's URL is not one that its client reads: ${reason}`);
  }
}
