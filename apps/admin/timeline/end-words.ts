import type { SupportAccessRequestClosed, SupportAccessRevoked, SupportSessionEnded } from '#domain';
import { assertNever, toEpochMs } from '#domain';
import { printable } from '../printable.js';
import { because, duration, person } from '../words.js';

/** How a grant ended, and how far from the end that it was given. */
export function endInWords({
  cause,
  revokedBy,
  at,
  expiresAt,
  ticketId,
  reason,
}: SupportAccessRevoked): string {
  const earlyMs = toEpochMs(expiresAt) - toEpochMs(at);
  switch (cause) {
    case 'revoked':
      return `${person(revokedBy)} ended access, ${duration(earlyMs)} before its time${because({ reason })}`;
    case 'forced-sso':
      return `access ended, ${duration(earlyMs)} before its time, since the workspace turned forced single sign-on on`;
    case 'ticket-closed':
      return `access ended, ${duration(earlyMs)} before its time, since ticket ${printable(ticketId ?? '')} was closed`;
    case 'expired':
      return `access ended by itself at ${expiresAt}; recorded ${duration(-earlyMs)} later`;
    default:
      return assertNever(cause, 'cause');
  }
}

/** How a session ended. */
export function sessionEndInWords(data: SupportSessionEnded): string {
  const { cause, engineer, endedBy, at, endedAt, reason } = data;
  const who = person(engineer);
  const lateMs = toEpochMs(at) - toEpochMs(endedAt);
  const late = lateMs === 0 ? '' : `; recorded ${duration(lateMs)} later`;
  switch (cause) {
    case 'signed-out':
      return `${who} logged out${because({ reason })}`;
    case 'closed':
      return `${person(endedBy)} ended the session of ${who}${because({ reason })}`;
    case 'timed-out':
      return `the session of ${who} was over at ${endedAt}${late}`;
    case 'grant-ended':
      return `the session of ${who} ended with access, at ${endedAt}${late}`;
    case 'ticket-closed':
      return `the session of ${who} ended with its ticket${late}`;
    default:
      return assertNever(cause, 'cause');
  }
}

/** How a request ended that nobody approved. */
export function requestEndInWords(data: SupportAccessRequestClosed): string {
  const { cause, requestId, closedBy, at, requestExpiresAt, grantId, reason } = data;
  const request = `request ${requestId}`;
  const lateMs = toEpochMs(at) - toEpochMs(requestExpiresAt);
  switch (cause) {
    case 'declined':
      return `${person(closedBy)} declined ${request}${because({ reason })}`;
    case 'withdrawn':
      return `${person(closedBy)} ${closedBy.kind === 'engineer' ? `took ${request} back` : `closed ${request}`}${because({ reason })}`;
    case 'expired':
      return `nobody answered ${request} by ${requestExpiresAt}; recorded ${duration(lateMs)} later`;
    case 'superseded':
      return `${request} needs no answer any more, since grant ${grantId ?? ''} was given or extended`;
    case 'grant-ended':
      return `${request} needs no answer any more, since grant ${grantId ?? ''} ended`;
    case 'ticket-closed':
      return `${request} needs no answer any more, since its ticket was closed`;
    case 'forced-sso':
      return `${request} needs no answer any more, since the workspace turned forced single sign-on on`;
    default:
      return assertNever(cause, 'cause');
  }
}
