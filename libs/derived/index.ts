export * from './errors.js';
export { BatchingTarget } from './batching-target.js';
export type { FollowerPosition } from './follower-position.js';
export { SIGNED_CHECKPOINTS } from './follower-position.js';
export { isHeld, LogFollower } from './log-follower.js';
export type { Bookmark, FollowerHealth, FollowerObserver, LogTarget } from './log-follower.js';
export {
  openFollowerPosition,
  readFollowerPosition,
  refuseUnsuitableDatabase,
} from './open-follower-position.js';
export type { WriteOptions } from './open-follower-position.js';
export { PositionWait } from './position-wait.js';
export { beside, isPostgres, sqliteFile } from './read-model-url.js';
export { indexesSql, POSTGRES, SQLITE, tableSql } from './tables.js';
export type { Cell, ColumnKind, Dialect, Index, RowOf, Table } from './tables.js';
