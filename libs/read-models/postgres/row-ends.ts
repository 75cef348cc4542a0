import type { Position } from '#event-store';
import type { Transaction } from '#derived/postgres';
import type { RequestEnd, SessionEnd } from '../access-changes.js';
import { BrokenHistoryError } from '../errors.js';
import { notLive, notPending } from '../held-grant.js';
import type { Slot } from './projection.js';
import { MODELS } from './projection.js';

/** The end of a row that is in the tables. */
export type TableEnd<End> = { workspace: number; position: Position; end: End };

/** @throws BrokenHistoryError for one that is not there, or has an end */
export async function endSessions(
  transaction: Transaction,
  slot: Slot,
  ends: readonly TableEnd<SessionEnd>[],
): Promise<void> {
  if (ends.length === 0) return;
  const ended = await transaction.ask<Key>({
    text: `UPDATE ${MODELS}.${slot}_sessions AS held SET ended_at = given."endedAt", cause = given.cause
           FROM json_to_recordset($1)
             AS given(workspace integer, "sessionId" text, "expiresAt" bigint, "endedAt" bigint, cause text)
           WHERE held.workspace = given.workspace AND held.expires_at = given."expiresAt"
             AND held.session_id = given."sessionId" AND held.ended_at IS NULL
           RETURNING held.workspace, held.session_id AS id`,
    values: [json(ends)],
  });
  requireAll(ended, ends, ({ sessionId }) => sessionId, notLive);
}

/** @throws BrokenHistoryError for one that is not pending */
export async function endRequests(
  transaction: Transaction,
  slot: Slot,
  ends: readonly TableEnd<RequestEnd>[],
): Promise<void> {
  if (ends.length === 0) return;
  const ended = await transaction.ask<Key>({
    text: `UPDATE ${MODELS}.${slot}_requests AS held
           SET outcome = given.outcome, ended_at = given."endedAt", ended = given.ended
           FROM json_to_recordset($1)
             AS given(workspace integer, "requestId" text, outcome text, "endedAt" bigint, ended text)
           WHERE held.workspace = given.workspace AND held.request_id = given."requestId" AND held.outcome IS NULL
           RETURNING held.workspace, held.request_id AS id`,
    values: [json(ends)],
  });
  requireAll(ended, ends, ({ requestId }) => requestId, notPending);
}

type Key = { workspace: number; id: string };

const json = (ends: readonly TableEnd<object>[]): string =>
  JSON.stringify(ends.map(({ workspace, end }) => ({ workspace, ...end })));

function requireAll<End>(
  ended: readonly Key[],
  ends: readonly TableEnd<End>[],
  idOf: (end: End) => string,
  fault: (id: string) => string,
): void {
  const found = new Set(ended.map(({ workspace, id }) => `${workspace} ${id}`));
  for (const { workspace, position, end } of ends)
    if (!found.has(`${workspace} ${idOf(end)}`)) throw new BrokenHistoryError(position, fault(idOf(end)));
}
