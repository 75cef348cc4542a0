export * from './access.js';
export { labelOf, toAuditEntry } from './audit-entry.js';
export type {
  AuditEntry,
  AuditTrailFilter,
  AuditTrailPage,
  EntryOrigin,
  TrailDamage,
} from './audit-entry.js';
export * from './errors.js';
export type { GrantKey, OpenGrant } from './unended-grants.js';
export type { FollowerPosition } from './follower-position.js';
export { SIGNED_CHECKPOINTS } from './follower-position.js';
export { BatchingTarget } from './batching-target.js';
export type { LogTree, LogTreeQueries } from './log-tree.js';
export type { WorkspaceDamage } from './known-stream.js';
export { LogFollower } from './log-follower.js';
export type { Bookmark, FollowerHealth, FollowerObserver, LogTarget } from './log-follower.js';
export { logTreeName, openLogTree, openLogTreeQueries, requireLogOfTree } from './open-log-tree.js';
export {
  beside,
  DerivedFile,
  isPostgres,
  openFollowerPosition,
  openReadModelQueries,
  openReadModels,
  openReadModelState,
  PostgresDatabase,
  postgresForgetting,
  PostgresProgress,
  postgresProgressTable,
  PostgresReader,
  preparePostgresSchema,
  Progress,
  progressTable,
  readFollowerPosition,
  refuseUnsuitableDatabase,
  ReadOnlyFile,
  sqliteFile,
  withPostgresTables,
} from './open-read-models.js';
export type {
  Db,
  PostgresSchema,
  Schema,
  Transaction,
  WriteGuard,
  WriteOptions,
} from './open-read-models.js';
export { compareStates } from './compare-states.js';
export type { StateComparison, StateDifference } from './compare-states.js';
export type { ReadModelState, StateCell, StateRow, StateSnapshot, StateTable } from './state.js';
export type { CopyOptions } from './rebuild.js';
export { copyEvents, rebuildReadModels } from './rebuild.js';
export { CSV_BYTE_ORDER_MARK, csvRow } from './csv.js';
export type { CsvValue } from './csv.js';
export { CSV_HEADER, csvLine, TRAIL_COLUMNS } from './trail-csv.js';
export type { ReadModelQueries, ReadModels, ReadModelsRebuild } from './read-models.js';
