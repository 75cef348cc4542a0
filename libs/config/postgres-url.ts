/** Whether a URL names a PostgreSQL server and a database on it in a form that the driver reads. */
export function isPostgresUrl(url: string): boolean {
  if (!/^postgres(ql)?:\/\//.test(url)) return false;
  try {
    const { username, password, pathname, searchParams } = new URL(url);
    // It decodes them, and would throw the whole URL at whoever reads the log.
    for (const part of [username, password, pathname]) decodeURIComponent(part);
    return pathname.length > 1 || searchParams.has('host');
  } catch {
    return false;
  }
}
