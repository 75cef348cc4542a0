import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** What a password is for. */
export type Login = { host: string; port: number; database: string; user: string };

const FIELDS = ['host', 'port', 'database', 'user'] as const;
const OTHERS_MAY_READ = 0o077;

/** The file of PostgreSQL's own clients: that of `PGPASSFILE`, or `.pgpass` at home. */
export function passwordFile(): string {
  // oxlint-disable-next-line node/no-process-env -- a variable of PostgreSQL's clients, as the driver reads its others
  return process.env['PGPASSFILE'] ?? join(homedir(), '.pgpass');
}

/**
 * The password for a login by such a file, which the driver reads in its version 8 alone. It is read for each connection, so that a
 * changed password needs no restart.
 * @returns undefined where there is no such file, or no line for this login
 * @throws Error when others than its owner may read the file: PostgreSQL's clients do not use it then either
 */
export async function passwordFor(login: Login, file = passwordFile()): Promise<string | undefined> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined || !found.isFile()) return undefined;
  if ((found.mode & OTHERS_MAY_READ) !== 0)
    throw new Error(`the password file ${file} may be read by others than its owner: chmod 600 ${file}`);
  for (const line of (await readFile(file, 'utf8')).split(/\r?\n/)) {
    const fields = fieldsOf(line);
    const fits = FIELDS.every((name, at) => fields[at] === '*' || fields[at] === `${login[name]}`);
    if (fits && fields.length > FIELDS.length) return fields[FIELDS.length];
  }
  return undefined;
}

/** `host:port:database:user:password`, where `\:` is a colon and `\\` a backslash; nothing for a comment. */
function fieldsOf(line: string): string[] {
  if (line.startsWith('#')) return [];
  const fields = [''];
  for (const [part = ''] of line.matchAll(/\\[:\\]|./gsu)) {
    if (part === ':' && fields.length <= FIELDS.length) fields.push('');
    else fields.push(`${fields.pop()}${/^\\./.test(part) ? part[1] : part}`);
  }
  return fields;
}
