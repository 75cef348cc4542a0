export { DerivedFile, ReadOnlyFile } from './database.js';
export type { Db, Schema, Statement } from './database.js';
export { Progress, progressTable, readBookmark } from './progress.js';
export type { RowWriter } from './progress.js';
export { TableWriter } from './table-writer.js';
