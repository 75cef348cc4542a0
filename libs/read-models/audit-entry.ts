import type {
  CommandType,
  DenialCode,
  EpochMs,
  Instant,
  Party,
  RevocationCause,
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
  sessionId?: string;
  actor: Party;
  at: Instant;
  recordedAt: Instant;
  revision: number;
  position: string;
  cause?: RevocationCause;
  code?: DenialCode;
  /** Of a refusal: the command that was refused. */
  attempted?: CommandType;
  /** The grant's end as it was granted. */
  expiresAt?: Instant;
  /** For an expiry: how long after the grant's end it was recorded. */
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

/** Whom the trail names. A workspace update that came without an actor is the work of a service. */
export function actorOf(event: SupportAccessEvent): Party {
  switch (event.type) {
    case 'SupportAccessGranted':
      return event.data.grantedBy;
    case 'SupportLogin':
      return { ...event.data.engineer, kind: 'engineer' };
    case 'SupportAccessRevoked':
      return event.data.revokedBy;
    case 'SupportAccessDenied':
      return event.data.by;
    case 'WorkspaceUpdated':
      return event.data.by ?? SYSTEM;
    default:
      return assertNever(event, 'event type');
  }
}

export function labelOf(event: SupportAccessEvent): string {
  switch (event.type) {
    case 'SupportAccessGranted':
      return 'Support Access Granted';
    case 'SupportLogin':
      return 'Support Login';
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
  if (event.type === 'SupportAccessRevoked' && event.data.cause === 'expired')
    entry.lagMs = toEpochMs(event.data.at) - toEpochMs(event.data.expiresAt);
}

const SHOWN = [
  'grantId',
  'sessionId',
  'cause',
  'code',
  'attempted',
  'expiresAt',
  'ticketId',
  'reason',
  'ipAddress',
  'userAgent',
] as const satisfies readonly (keyof AuditEntry)[];
