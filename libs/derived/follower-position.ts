import type { Bookmark } from './log-follower.js';

/** Where a follower whose effect lies outside (the event publisher) is in the log. */
export interface FollowerPosition {
  /** Called at start: what was saved last, LOG_START when nothing was. After a power cut it may be an older one. */
  load(): Promise<Bookmark>;
  /** Called after the effect, now and then: what lies between is done again after a crash. */
  save(bookmark: Bookmark): Promise<void>;
  /** Idempotent. */
  close(): Promise<void>;
}

/** Under this name, in place of a position: the size of the newest checkpoint that was ever found recorded. 0 for none. */
export const SIGNED_CHECKPOINTS = 'signed checkpoints';
