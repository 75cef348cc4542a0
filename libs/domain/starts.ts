import type {
  Command,
  ExtendSupportAccess,
  GrantSupportAccess,
  RecordSupportLogin,
  RequestSupportAccess,
  UpdateWorkspace,
} from './commands.js';
import type { Moment } from './ends.js';
import type { SupportAccessEvent } from './events.js';
import type { EpochMs, Instant } from './instant.js';
import { MINUTE_MS, toInstant } from './instant.js';
import type { Party } from './people.js';
import type { ExtensionTerms, GrantTerms } from './rules/grant.js';
import type { Refusal, RefusalDetail } from './rules/refusal.js';
import type { ActiveGrant } from './state.js';
import { withoutUndefined } from './without-undefined.js';

// The events of what begins or changes, from the commands that ask for it. Those of what is over are in ends.ts.

export function workspaceUpdated(data: UpdateWorkspace, at: EpochMs): SupportAccessEvent {
  const { workspaceId, name, tier, forcedSso, ownerIds, actor: by } = data;
  return {
    type: 'WorkspaceUpdated',
    data: { workspaceId, tier, forcedSso, ownerIds, at: toInstant(at), ...withoutUndefined({ name, by }) },
  };
}

export function requested(
  data: RequestSupportAccess,
  requestId: string,
  requestMinutes: number,
  at: EpochMs,
): SupportAccessEvent {
  const { workspaceId, engineer, durationMinutes, reason, ticketId, grantId, ipAddress, userAgent } = data;
  return {
    type: 'SupportAccessRequested',
    data: {
      workspaceId,
      requestId,
      requestedBy: { ...engineer, kind: 'engineer' },
      at: toInstant(at),
      requestExpiresAt: toInstant(at + requestMinutes * MINUTE_MS),
      durationMinutes,
      reason,
      ...withoutUndefined({ ticketId, grantId, ipAddress, userAgent }),
    },
  };
}

export function granted(
  { workspaceId, actor, requestId, reason }: GrantSupportAccess,
  { expiresAt, ticketId, previous, consecutive }: GrantTerms,
  grantId: string,
  at: EpochMs,
): SupportAccessEvent {
  return {
    type: 'SupportAccessGranted',
    data: {
      workspaceId,
      grantId,
      grantedBy: actor,
      grantedAt: toInstant(at),
      expiresAt: toInstant(expiresAt),
      ...withoutUndefined({ requestId }),
      ...(consecutive > 1 && 'grantId' in previous && { previousGrantId: previous.grantId, consecutive }),
      ...withoutUndefined({ ticketId, reason }),
    },
  };
}

export function extended(
  { workspaceId, grantId, actor, requestId, reason }: ExtendSupportAccess,
  { grant, expiresAt }: ExtensionTerms,
  at: EpochMs,
): SupportAccessEvent {
  return {
    type: 'SupportAccessExtended',
    data: {
      workspaceId,
      grantId,
      extension: grant.extensions + 1,
      extendedBy: actor,
      at: toInstant(at),
      previousExpiresAt: toInstant(grant.expiresAt),
      expiresAt: toInstant(expiresAt),
      ...withoutUndefined({ requestId, reason }),
    },
  };
}

export function loggedIn(
  data: RecordSupportLogin,
  grant: ActiveGrant,
  sessionId: string,
  sessionMinutes: number,
  at: EpochMs,
): SupportAccessEvent {
  const { workspaceId, engineer, ticketId, reason, ipAddress, userAgent } = data;
  return {
    type: 'SupportLogin',
    data: {
      workspaceId,
      grantId: grant.grantId,
      sessionId,
      engineer,
      at: toInstant(at),
      sessionExpiresAt: toInstant(Math.min(at + sessionMinutes * MINUTE_MS, grant.expiresAt)),
      ...withoutUndefined({ ticketId, reason, ipAddress, userAgent }),
    },
  };
}

/** A refusal, with what its answer says and what the command said. */
export function denied(
  { type, data }: Command,
  by: Party,
  { code, detail }: Refusal,
  { workspaceId, at }: Moment,
): SupportAccessEvent {
  const { grantId, requestId, sessionId, ...times } = detail;
  const { ticketId, reason, ipAddress, userAgent } = data as Partial<RecordSupportLogin>;
  return {
    type: 'SupportAccessDenied',
    data: {
      workspaceId,
      attempted: type,
      code,
      by,
      at: toInstant(at),
      ...withoutUndefined({ grantId, requestId, sessionId, ...instantsOf(times) }),
      ...withoutUndefined({ ticketId, reason, ipAddress, userAgent }),
    },
  };
}

/** The times of a refusal, for the record and for answers. */
export const instantsOf = ({ expiresAt, retryAt, latestExpiresAt }: RefusalDetail) => ({
  expiresAt: instantOf(expiresAt),
  retryAt: instantOf(retryAt),
  latestExpiresAt: instantOf(latestExpiresAt),
});

const instantOf = (at: EpochMs | undefined): Instant | undefined =>
  at === undefined ? undefined : toInstant(at);
