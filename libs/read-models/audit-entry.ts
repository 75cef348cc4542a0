import type {
  CommandType,
  DenialCode,
  EpochMs,
  Instant,
  Party,
  RequestCloseCause,
  RevocationCause,
  SessionEndCause,
  SupportAccessEvent,
  SupportAccessEventType,
} from '#domain';
import type { CommandSource } from '#event-store';
import { assertNever, happenedAt, SYSTEM, toEpochMs } from '#domain';

/** One line of the audit trail, as it goes over the wire. */
export type AuditEntry = {
  id: string;
  type: SupportAccessEventType;
  /** The product's wording. */
  label: string;
  workspaceId: string;
  grantId?: string;
  requestId?: string;
  sessionId?: string;
  actor: Party;
  at: Instant;
  recordedAt: Instant;
  revision: number;
  position: string;
  cause?: RevocationCause | RequestCloseCause | SessionEndCause;
  code?: DenialCode;
  /** Of a refusal: the command that was refused. */
  attempted?: CommandType;
  /** The grant's end: as it was granted, as it was extended to, or its last one. */
  expiresAt?: Instant;
  /** Of a request: how long the grant is to be, or by how much longer. */
  durationMinutes?: number;
  /** Which extension of its grant, counted from 1. */
  extension?: number;
  /** Of a session: when it was over in fact. */
  endedAt?: Instant;
  /** For an end by time: how long after the end in fact it was recorded. */
  lagMs?: number;
  ticketId?: string;
  reason?: string;
  ipAddress?: string;
  userAgent?: string;
  /** Who handed the command in, and by what way. For auditors alone; not in the CSV. */
  source?: CommandSource;
};

export type AuditTrailFilter = {
  workspaceId: string;
  /** `WorkspaceUpdated` entries and the `source` of entries are for auditors alone; for anybody else they do not exist. */
  asAuditor: boolean;
  type?: SupportAccessEventType;
  /** The id of who did it. */
  actor?: string;
  grantId?: string;
  requestId?: string;
  sessionId?: string;
  ticketId?: string;
  code?: DenialCode;
  /** Refusals of this command alone. */
  attempted?: CommandType;
  /** Inclusive. */
  from?: EpochMs;
  /** Exclusive. */
  to?: EpochMs;
  /** Newest first (`desc`) by default. */
  order?: 'asc' | 'desc';
  /** 1 to 1,000; default 50. */
  limit?: number;
  cursor?: string;
};

/** The log is damaged from this revision on, so the trail ends before it. */
export type TrailDamage = { revision: number; what: string };

/** `next` is there when there is more. */
export type AuditTrailPage = { entries: AuditEntry[]; next?: string; damage?: TrailDamage };

/** What the log knows of an event beside its type and data. */
export type EntryOrigin = {
  id: string;
  recordedAt: Instant;
  revision: number;
  position: string;
  /** Given for auditors alone. */
  source?: CommandSource;
};

/** Whom the trail names. What came without an actor is the work of a service. */
export function actorOf(event: SupportAccessEvent): Party {
  switch (event.type) {
    case 'SupportAccessRequested':
      return event.data.requestedBy;
    case 'SupportAccessRequestClosed':
      return event.data.closedBy;
    case 'SupportAccessGranted':
      return event.data.grantedBy;
    case 'SupportAccessExtended':
      return event.data.extendedBy;
    case 'SupportLogin':
      return { ...event.data.engineer, kind: 'engineer' };
    case 'SupportSessionEnded':
      return event.data.endedBy;
    case 'SupportAccessRevoked':
      return event.data.revokedBy;
    case 'SupportAccessDenied':
      return event.data.by;
    case 'SupportTicketClosed':
    case 'WorkspaceUpdated':
      return event.data.by ?? SYSTEM;
    default:
      return assertNever(event, 'event type');
  }
}

export function labelOf(event: SupportAccessEvent): string {
  switch (event.type) {
    case 'SupportAccessRequested':
      return 'Support Access Requested';
    case 'SupportAccessRequestClosed':
      return `Support Access Request ${REQUEST_ENDS.get(event.data.cause) ?? 'Closed'}`;
    case 'SupportAccessGranted':
      return 'Support Access Granted';
    case 'SupportAccessExtended':
      return 'Support Access Extended';
    case 'SupportLogin':
      return 'Support Login';
    case 'SupportSessionEnded':
      return 'Support Session Ended';
    case 'SupportTicketClosed':
      return 'Support Ticket Closed';
    case 'SupportAccessRevoked':
      return event.data.cause === 'expired' ? 'Support Access Expired' : 'Support Access Revoked';
    case 'SupportAccessDenied':
      return 'Support Access Denied';
    case 'WorkspaceUpdated':
      return 'Workspace Updated';
    default:
      return assertNever(event, 'event type');
  }
}

/** The others are closings that follow from something else. */
const REQUEST_ENDS: ReadonlyMap<RequestCloseCause, string> = new Map([
  ['declined', 'Declined'],
  ['withdrawn', 'Withdrawn'],
  ['expired', 'Expired'],
  ['superseded', 'Superseded'],
]);

export function toAuditEntry(event: SupportAccessEvent, origin: EntryOrigin): AuditEntry {
  const at = happenedAt(event);
  const entry: AuditEntry = {
    id: origin.id,
    type: event.type,
    label: labelOf(event),
    workspaceId: event.data.workspaceId,
    actor: actorOf(event),
    at,
    recordedAt: origin.recordedAt,
    revision: origin.revision,
    position: origin.position,
  };
  addParticulars(entry, event);
  if (origin.source !== undefined) entry.source = origin.source;
  return entry;
}

/**
 * What only some kinds of entry have. Absent is absent: nothing here may become `undefined` in the wire's JSON. Written key
 * by key into the entry: exports of millions run through here.
 */
function addParticulars(entry: AuditEntry, event: SupportAccessEvent): void {
  if (event.type === 'WorkspaceUpdated') return;
  const data: Partial<AuditEntry> = event.data;
  const shown: Record<string, unknown> = entry;
  for (const key of SHOWN) {
    const value = data[key];
    if (value !== undefined) shown[key] = value;
  }
  const over = overByTime(event);
  if (over !== undefined) entry.lagMs = toEpochMs(entry.at) - toEpochMs(over);
}

/** When what ended by time was over in fact. */
function overByTime({ type, data }: SupportAccessEvent): Instant | undefined {
  if (type === 'SupportAccessRevoked' && data.cause === 'expired') return data.expiresAt;
  if (type === 'SupportAccessRequestClosed' && data.cause === 'expired') return data.requestExpiresAt;
  return type === 'SupportSessionEnded' && data.cause === 'timed-out' ? data.endedAt : undefined;
}

const SHOWN = [
  'grantId',
  'requestId',
  'sessionId',
  'cause',
  'code',
  'attempted',
  'expiresAt',
  'durationMinutes',
  'extension',
  'endedAt',
  'ticketId',
  'reason',
  'ipAddress',
  'userAgent',
] as const satisfies readonly (keyof AuditEntry)[];
