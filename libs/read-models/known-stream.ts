import type { EpochMs } from '#domain';
import { grantFault, happenedAt, STREAM_PREFIX, toEpochMs } from '#domain';
import type { RecordedEvent } from '#event-store';
import type { FoldedStreamEnd, StreamEnd } from '#evidence';
import { continueStream, damageFrom, LogDamagedError, STREAM_START } from '#evidence';
import type { LatestGrant } from './held-grant.js';

/** How far a workspace's stream is folded: a row of the table `numbers`. It ends where damage was found. */
export type KnownStream = {
  /** The workspace's number in all tables. */
  workspace: number;
  workspaceId: string;
  end: StreamEnd;
  /** The stream's last time. */
  lastAt: EpochMs;
  isDamaged: boolean;
  /** The workspace's latest grant, once that was asked for. */
  latest?: LatestGrant | undefined;
  /** What has to be done with its row at the end of a stretch of the log. */
  row: 'saved' | 'moved' | 'new';
};

/** Where the log of a workspace is damaged; nothing from that revision on is believed. */
export type WorkspaceDamage = {
  workspaceId: string;
  revision: number;
  /** Of the event that gave it away; absent where events are missing at the end. */
  position?: string;
  what: string;
};

/** The row of {@link WorkspaceDamage} as every engine gives it. */
export type DamageRow = { workspaceId: string; revision: number; place: string | null; what: string };

export const toDamage = ({ workspaceId, revision, place, what }: DamageRow): WorkspaceDamage => ({
  workspaceId,
  revision,
  ...(place !== null && { position: place }),
  what,
});

/** Workspaces whose streams are checked at start, by when they had their last event. */
const RECENT_WORKSPACES = 10_000;
const ENDS_A_PAGE = 2_000;

/**
 * The query of `streamEnds`. Only a workspace's latest grant can be open, so each row costs one look-up and a page no scan.
 * @param since, @param after placeholders of the parameters
 * @param schema with its dot; empty where there is none
 */
export const endsQuery = (since: string, after: string, schema = ''): string => `
  SELECT workspace, workspace_id AS "workspaceId", revision, chain FROM ${schema}numbers AS known
  WHERE workspace > ${after} AND workspace NOT IN (SELECT workspace FROM ${schema}damage)
    AND (last_at >= ${since} OR (
      SELECT ended_at IS NULL FROM ${schema}grants AS latest WHERE latest.workspace = known.workspace
      ORDER BY granted_at DESC, position DESC LIMIT 1
    ))
  ORDER BY workspace LIMIT ${ENDS_A_PAGE}`;

/** The query of `recentSince`. @param schema with its dot; empty where there is none */
export const recentSinceQuery = (schema = ''): string => `
  SELECT min(last_at) AS since
  FROM (SELECT last_at FROM ${schema}numbers ORDER BY last_at DESC LIMIT ${RECENT_WORKSPACES}) AS latest`;

export type EndRow = { workspace: number; workspaceId: string; revision: number | null; chain: string };

export const toStreamEnd = ({ workspace, workspaceId, revision, chain }: EndRow): FoldedStreamEnd => ({
  workspace,
  workspaceId,
  head: revision ?? 'empty',
  chain,
});

/** The row of `numbers` that says how far a stream is folded; `revision` is null before its first sound event. */
export type StreamRow = {
  workspace: number;
  workspaceId: string;
  revision: number | null;
  chain: string;
  lastAt: EpochMs;
  /** On SQLite 0 or 1. */
  isDamaged: boolean | number;
};

/** The query of stream rows. @param ids condition of `workspace_id`, @param numbers, @param damage the tables */
export const streamsQuery = (ids: string, numbers: string, damage: string): string => `
  SELECT known.workspace, workspace_id AS "workspaceId", known.revision, chain, last_at AS "lastAt",
    found.workspace IS NOT NULL AS "isDamaged"
  FROM ${numbers} AS known LEFT JOIN ${damage} AS found ON found.workspace = known.workspace
  WHERE workspace_id ${ids}`;

export const toKnownStream = ({ revision, chain, isDamaged, ...row }: StreamRow): KnownStream => ({
  ...row,
  end: { head: revision ?? 'empty', chain },
  isDamaged: Boolean(isDamaged),
  row: 'saved',
});

export const newStream = (workspaceId: string, workspace: number): KnownStream => ({
  workspace,
  workspaceId,
  end: STREAM_START,
  lastAt: 0,
  isDamaged: false,
  row: 'new',
});

/** The columns of its row that events change. */
export const streamCells = ({ end, lastAt }: KnownStream): [revision: number | null, string, EpochMs] => [
  end.head === 'empty' ? null : end.head,
  end.chain,
  lastAt,
];

/** A stream that is not named after a workspace was not made by this service: it gets the name of the whole stream. */
export const workspaceOf = (stream: string): string =>
  stream.startsWith(STREAM_PREFIX) ? stream.slice(STREAM_PREFIX.length) : stream;

/**
 * Called for each event of a stream that is not damaged, before anything is folded from it: moves the stream's end on.
 * @returns the damage, when the event is not what has to come next; nothing of that stream is folded from then on
 */
export function admitEvent(known: KnownStream, recorded: RecordedEvent): LogDamagedError | undefined {
  try {
    const end = continueStream(recorded.stream, known.end, recorded);
    refuseLongGrant(recorded);
    const at = toEpochMs(happenedAt(recorded.event));
    if (Number.isNaN(at)) throw new TypeError('it has no time');
    known.lastAt = Math.max(known.lastAt, at);
    known.end = end;
    return undefined;
  } catch (error) {
    const damage = damageFrom(error, recorded);
    if (!(damage instanceof LogDamagedError)) throw error;
    known.isDamaged = true;
    return damage;
  }
}

/** G4: a stored end later than the longest grant allows gives no access. */
function refuseLongGrant({ event, stream, revision, position }: RecordedEvent): void {
  if (event.type !== 'SupportAccessGranted') return;
  const what = grantFault(event.data);
  if (what === undefined) return;
  throw new LogDamagedError(stream, revision, position, what);
}
