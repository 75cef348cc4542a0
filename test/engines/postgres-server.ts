import { canHaveImage } from './docker-image.js';
import { POSTGRES_IMAGE, startPostgresContainer } from './postgres-container.js';
import type { TlsFiles } from './postgres-process.js';
import { postgresPrograms, startPostgresProcess } from './postgres-process.js';
import type { PostgresServer } from './postgres.js';

export type { PostgresServer };

export type PostgresSource = 'environment' | 'docker' | 'programs';

export const HOW_TO_GET_POSTGRES =
  'set POSTGRES_URL (a user who may make databases), or start Docker, or install PostgreSQL 13 or newer (apt-get install postgresql)';

/** How a server can be had here: `undefined` when it cannot. */
export function postgresSource(): PostgresSource | undefined {
  return process.env.POSTGRES_URL ? 'environment' : privatePostgresSource();
}

/** As {@link postgresSource}, but for a server of one's own, which may be stopped. Programs start faster than a container. */
export function privatePostgresSource(): Exclude<PostgresSource, 'environment'> | undefined {
  if (postgresPrograms() !== undefined) return 'programs';
  return canHaveImage(POSTGRES_IMAGE) ? 'docker' : undefined;
}

/**
 * @param ownerPid the process whose end ends the server
 * @param dir its directory, if it needs one
 * @param settings of `postgresql.conf`, and @param tls: for the programs that are installed, not for a container
 */
export async function startPrivatePostgres(
  ownerPid = process.pid,
  dir?: string,
  settings: Readonly<Record<string, string>> = {},
  tls?: TlsFiles,
): Promise<PostgresServer> {
  const source = privatePostgresSource();
  if (source === undefined) throw new Error(`no PostgreSQL here: ${HOW_TO_GET_POSTGRES}`);
  return source === 'docker' ? startPostgresContainer() : startPostgresProcess(ownerPid, dir, settings, tls);
}
