/**
 * The result code of an error of SQLite's, such as `SQLITE_BUSY`; empty for any other error. By its code, not its class:
 * the native module throws the class of whichever copy of better-sqlite3 in the process loaded it first.
 */
export function sqliteCode(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' && code.startsWith('SQLITE_') ? code : '';
}
