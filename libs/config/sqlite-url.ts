/** The file of a `sqlite:<path>` URL, relative to the working directory or absolute; undefined for anything else. */
export function sqliteFile(url: string): string | undefined {
  const path = /^sqlite:(?!\/\/)(.+)$/s.exec(url)?.[1];
  // An in-memory log would lose acknowledged events at a restart.
  return path === undefined || path.startsWith(':') || path.includes('?') ? undefined : path;
}
