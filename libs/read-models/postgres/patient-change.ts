import { causedBy } from '#derived/postgres';
import type { PostgresDatabase, Transaction } from '#derived/postgres';
import { retry } from '#event-store';

/** How long a change waits for the questions that are being answered, and lets the ones behind it wait, in milliseconds. */
const LOCK_MS = 100;
const PAUSE_MS = 100;
const TRIES = 300;
const LOCK_NOT_AVAILABLE = '55P03';

/**
 * Changes what tables and views are. Such a change needs them for itself: it would wait for the longest question, and every
 * other question behind it. So it gives way soon and tries again. (It gives way long before PostgreSQL looks for deadlocks:
 * a question that holds one view and waits for the next wins.)
 */
export async function patiently(
  database: PostgresDatabase,
  change: (transaction: Transaction) => Promise<void>,
): Promise<void> {
  let tries = 0;
  await retry(() => database.transaction(change, { lockMs: LOCK_MS }), {
    firstMs: PAUSE_MS,
    maxMs: PAUSE_MS,
    onRetry(error) {
      if (++tries === TRIES || !causedBy(error, LOCK_NOT_AVAILABLE)) throw error;
    },
  });
}
