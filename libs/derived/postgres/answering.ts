import { ReadModelUnavailableError } from '../errors.js';

/**
 * SQLSTATEs of outages, which end without a change to the program, as opposed to a mistake in a statement: connection,
 * authorization, unknown database, read-only (a standby), deadlock and serialization, privileges, resources, locks and
 * prerequisites, cancelled or shutting down, input and output.
 */
const TRANSIENT = /^(08|28|3D|25006|25P03|40|42501|53|55|57|58)/;

/** SQLSTATEs meaning that the schema is missing or was replaced by another version. */
const REPLACED = /^(3F000|42P01|42703|42883|0A000)$/;

/** Maps driver errors to {@link ReadModelUnavailableError}; programming errors pass unchanged. */
export function translated(location: string, error: unknown): unknown {
  const state = sqlState(error);
  if (state !== undefined && REPLACED.test(state))
    return new ReadModelUnavailableError(location, `its tables are not there yet: ${reasonOf(error)}`, {
      cause: error,
    });
  // An error without a SQLSTATE is not the server's: no connection, a lost one, no free one in time, TLS.
  if (state === undefined || TRANSIENT.test(state))
    return new ReadModelUnavailableError(location, reasonOf(error), { cause: error });
  return error;
}

/** The SQLSTATE, if the error came from the server. */
export function sqlState(error: unknown): string | undefined {
  const { code, severity } = error as { code?: unknown; severity?: unknown };
  return typeof code === 'string' && severity !== undefined ? code : undefined;
}

export const causedBy = (error: unknown, state: string): boolean =>
  error instanceof ReadModelUnavailableError && sqlState(error.cause ?? {}) === state;

export const tablesAreMissing = (error: unknown): boolean =>
  error instanceof ReadModelUnavailableError && REPLACED.test(sqlState(error.cause ?? {}) ?? '');

/** A host with several addresses fails with several errors and no message of its own. */
function reasonOf(error: unknown): string {
  const { message, code } = error as { message?: string; code?: string };
  if (message?.includes('client password must be a string'))
    return 'it asks for a password, and there is none in READ_MODEL_URL, in PGPASSWORD, or in the password file';
  return message || code || String(error);
}
