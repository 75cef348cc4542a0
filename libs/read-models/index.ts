export * from './access.js';
export * from './access-requests.js';
export { labelOf, toAuditEntry } from './audit-entry.js';
export type {
  AuditEntry,
  AuditTrailFilter,
  AuditTrailPage,
  EntryOrigin,
  TrailDamage,
} from './audit-entry.js';
export * from './errors.js';
export type { DueEntry, OpenDue } from './due-entries.js';
export type { WorkspaceDamage } from './known-stream.js';
export { openReadModelQueries, openReadModels, openReadModelState } from './open-read-models.js';
export { compareStates } from './compare-states.js';
export type { StateComparison, StateDifference } from './compare-states.js';
export type { ReadModelState, StateCell, StateRow, StateSnapshot, StateTable } from './state.js';
export type { CopyOptions } from './rebuild.js';
export { copyEvents, rebuildReadModels } from './rebuild.js';
export { CSV_BYTE_ORDER_MARK, csvRow } from './csv.js';
export type { CsvValue } from './csv.js';
export { CSV_HEADER, csvLine, TRAIL_COLUMNS } from './trail-csv.js';
export type { ReadModelQueries, ReadModels, ReadModelsRebuild } from './read-models.js';
export type * from './support-sessions.js';
