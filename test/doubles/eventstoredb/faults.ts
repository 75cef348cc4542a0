import type { StoredEvent } from './stored-log.js';

/**
 * What a server does with one append instead of serving it. `stall`: it never answers; `late`: after that long;
 * `drop`: the call ends as when the connection is lost; and each of them either before anything is written or after it
 * is. `error`: a batch append is answered with details of that type, as 24.10.4 names the limit of one event, and every
 * release answers what it has no name for (`google.protobuf.Empty`).
 */
export type AppendFault =
  | { kind: 'stall' | 'drop'; commits: boolean }
  | { kind: 'late'; commits: 'first' | 'last'; delayMs: number }
  | { kind: 'error'; typeName: string; message: string }
  | { kind: 'refuse'; code: number; exception: string; details: Readonly<Record<string, string>> };

/**
 * The same for a read or a subscription, `after` that many of its messages. `nameless`: the message comes as an event without
 * an id.
 */
export type ReadFault =
  | { kind: 'stall' | 'drop' | 'end' | 'nameless'; after: number }
  | { kind: 'refuse'; code: number; exception: string; details: Readonly<Record<string, string>> };

export type ReadKind = 'stream' | 'all' | 'subscription';

/** Functions are asked before each call; nothing means: serve it. */
export type Faults = {
  /** A process that is stopped, on a machine that is there: connections are taken and nothing is ever answered. */
  isHung?: boolean;
  /**
   * A node that lags, or that led, was stopped and goes on: it has nothing of the log past this position. Appends that it is
   * sent as the one that leads are taken all the same.
   */
  hasUpTo?: bigint;
  /**
   * Releases 24.10.0 to 24.10.4: a filtered subscription that met no event is told the checkpoint 2^64-1 before it has
   * caught up.
   */
  isCheckpointPastEnd?: boolean;
  /** What a subscription sends instead of an event that it comes to: nothing, it twice, or others. */
  deliver?: (event: StoredEvent) => readonly StoredEvent[];
  append?: (stream: string) => AppendFault | undefined;
  read?: (kind: ReadKind) => ReadFault | undefined;
};
