import type { CheckpointKeys, LogTreeQueries } from '#evidence';

/** Injection tokens of the ports that the composition root fills. */
export const CONFIG = Symbol('CONFIG');
export const CLOCK = Symbol('CLOCK');
export const DOOR = Symbol('DOOR');
export const EVENT_READER = Symbol('EVENT_READER');
export const READ_MODEL_QUERIES = Symbol('READ_MODEL_QUERIES');
export const EVIDENCE = Symbol('EVIDENCE');

/** What {@link EVIDENCE} is. */
export type Evidence = {
  keys: CheckpointKeys;
  tree: LogTreeQueries;
  /** Why nothing may be added to the log; undefined once it has passed its check. */
  obstacle: () => string | undefined;
};
