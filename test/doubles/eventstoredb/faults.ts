/**
 * What a server does with one append instead of serving it. `stall`: it never answers; `late`: after that long;
 * `drop`: the call ends as when the connection is lost; and each of them either before anything is written or after it
 * is.
 */
export type AppendFault =
  | { kind: 'stall' | 'drop'; commits: boolean }
  | { kind: 'late'; commits: 'first' | 'last'; delayMs: number }
  | { kind: 'refuse'; code: number; exception: string; details: Readonly<Record<string, string>> };

/** The same for a read or a subscription, `after` that many of its messages. */
export type ReadFault =
  | { kind: 'stall' | 'drop' | 'end'; after: number }
  | { kind: 'refuse'; code: number; exception: string; details: Readonly<Record<string, string>> };

export type ReadKind = 'stream' | 'all' | 'subscription';

/** Asked before each call; nothing means: serve it. */
export type Faults = {
  append?: (stream: string) => AppendFault | undefined;
  read?: (kind: ReadKind) => ReadFault | undefined;
};
