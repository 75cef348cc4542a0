import type { Db } from './database.js';
import type { Slot } from './projection.js';

// Workspaces are numbered in the order in which the log first names them, and every other table knows them by number:
// that makes an index entry of 17 bytes of one of 150, and ten workspaces share a page of it.
export const numbersTable = (slot: Slot): string => `
  CREATE TABLE ${slot}_numbers (workspace INTEGER PRIMARY KEY, workspace_id TEXT NOT NULL UNIQUE);
`;

/** Finds a workspace's number, or gives it one. */
export function numberWorkspaces(db: Db, slot: Slot): (workspaceId: string) => number {
  const find = db
    .prepare<[string], number>(`SELECT workspace FROM ${slot}_numbers WHERE workspace_id = ?`)
    .pluck();
  const add = db.prepare(`INSERT INTO ${slot}_numbers (workspace_id) VALUES (?)`);
  return (workspaceId) => find.get(workspaceId) ?? Number(add.run(workspaceId).lastInsertRowid);
}

/** Finds the number of a workspace that any event names. */
export function findWorkspaces(db: Db): (workspaceId: string) => number | undefined {
  const find = db.prepare<[string], number>('SELECT workspace FROM numbers WHERE workspace_id = ?').pluck();
  return (workspaceId) => find.get(workspaceId);
}
