export { causedBy, sqlState } from './answering.js';
export { copyLine } from './copy-in.js';
export { locationOf, PostgresDatabase } from './database.js';
export type { Limits, Statement, Transaction, WriteGuard } from './database.js';
export { forgetting, Progress, progressTable, readBookmark } from './progress.js';
export type { RowWriter } from './progress.js';
export { openSchema, prepareSchema, SchemaReader, withTables } from './schema.js';
export type { Schema } from './schema.js';
export { copyRows, updateRows } from './write-table.js';
