import type { EpochMs } from '#domain';
import type { CompiledQuery } from 'kysely';
import { longestBefore } from './grant-listing.js';
import type { QueryBuilder } from './dynamic-queries.js';
import { itsGrant } from './grant-end-rows.js';
import { isPending } from './request-listing.js';
import { isLive, isLiveOf } from './session-listing.js';

const sessionsWithGrant = (builder: QueryBuilder) =>
  builder
    .selectFrom('sessions as it')
    .leftJoin('grants as its', (join) => join.on(itsGrant(builder)))
    .innerJoin('numbers as known', 'known.workspace', 'it.workspace');

const requestsWithGrant = (builder: QueryBuilder) =>
  builder
    .selectFrom('requests as it')
    .leftJoin('grants as its', (join) => join.on(itsGrant(builder)))
    .innerJoin('numbers as known', 'known.workspace', 'it.workspace');

/** Workspaces in which a ticket is open. */
export const openOfTicket = (
  builder: QueryBuilder,
  ticketId: string,
  now: EpochMs,
): CompiledQuery<{ workspaceId: string }> =>
  builder
    .selectFrom('grants as it')
    .innerJoin('numbers as known', 'known.workspace', 'it.workspace')
    .select('known.workspace_id as workspaceId')
    .where('it.ticket_id', '=', ticketId)
    .where('it.granted_at', '>=', longestBefore(now))
    .where('it.expires_at', '>', now)
    .where('it.ended_at', 'is', null)
    .union(
      sessionsWithGrant(builder)
        .select('known.workspace_id as workspaceId')
        .where('it.ticket_id', '=', ticketId)
        .where(isLive(now)),
    )
    .union(
      requestsWithGrant(builder)
        .select('known.workspace_id as workspaceId')
        .where('it.ticket_id', '=', ticketId)
        .where(isPending(now)),
    )
    .orderBy('workspaceId')
    .compile();

/** An engineer's live sessions, in the order of the log. */
export const sessionsOfEngineer = (
  builder: QueryBuilder,
  engineerId: string,
  now: EpochMs,
): CompiledQuery<{ workspaceId: string; sessionId: string }> =>
  sessionsWithGrant(builder)
    .select(['known.workspace_id as workspaceId', 'it.session_id as sessionId'])
    .where(isLiveOf(engineerId, now))
    .orderBy('it.position')
    .compile();

/** An engineer's pending requests, in the order of the log. */
export const requestsOfEngineer = (
  builder: QueryBuilder,
  engineerId: string,
  now: EpochMs,
): CompiledQuery<{ workspaceId: string; requestId: string }> =>
  requestsWithGrant(builder)
    .select(['known.workspace_id as workspaceId', 'it.request_id as requestId'])
    .where('it.engineer_id', '=', engineerId)
    .where(isPending(now))
    .orderBy('it.at')
    .orderBy('it.position')
    .compile();

/** Workspaces in which a command of this id has closed a ticket. */
export const closingsByCommand = (
  builder: QueryBuilder,
  commandId: string,
): CompiledQuery<{ workspaceId: string }> =>
  builder
    .selectFrom('ticket_closings as it')
    .innerJoin('numbers as known', 'known.workspace', 'it.workspace')
    .select('known.workspace_id as workspaceId')
    .distinct()
    .where('it.command_id', '=', commandId)
    .orderBy('workspaceId')
    .compile();
