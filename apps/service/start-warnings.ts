import { readFileSync } from 'node:fs';
import type { Config } from '#config';

/** Files that a process has open beside its HTTP connections: stores, brokers, databases, and what Node itself uses. */
const OTHER_FILES = 256;

/** What an operator should know of a configuration that is taken as it is. A healthy start has none. */
export function startWarnings(
  { http }: { http: Pick<Config['http'], 'trustProxy' | 'maxConnections'> },
  openFileLimit: number | undefined,
): string[] {
  const warnings: string[] = [];
  if (http.trustProxy === true)
    warnings.push(
      'TRUST_PROXY=true believes the X-Forwarded-For of everybody, so that any client can say which address is recorded for it: ' +
        'set the number of proxies in front, or their addresses',
    );
  const needed = http.maxConnections + OTHER_FILES;
  if (openFileLimit !== undefined && openFileLimit < needed)
    warnings.push(
      `this process may open ${openFileLimit} files (ulimit -n), and MAX_CONNECTIONS=${http.maxConnections} needs ${needed}: ` +
        'raise the limit, or set MAX_CONNECTIONS lower',
    );
  return warnings;
}

/** The limit of open files of this process; undefined where the system does not tell (elsewhere than on Linux). */
export function openFileLimit(): number | undefined {
  let limits: string;
  try {
    limits = readFileSync('/proc/self/limits', 'utf8');
  } catch {
    return undefined;
  }
  const [, soft] = /^Max open files +(\d+)/m.exec(limits) ?? [];
  return soft === undefined ? undefined : Number(soft);
}
