import type { SupportAccessEvent } from '#domain';
import { assertNever, MINUTE_MS } from '#domain';
import { printable } from '../printable.js';
import { because, duration, from, person } from '../words.js';
import { endInWords, requestEndInWords, sessionEndInWords } from './end-words.js';
import { attemptInWords, denialInWords } from './refusal-words.js';

const MAX_OWNERS = 5;

/** What an event says, in a sentence that needs no manual. */
export function eventInWords(event: SupportAccessEvent): string {
  switch (event.type) {
    case 'WorkspaceUpdated': {
      const { tier, forcedSso, ownerIds, by } = event.data;
      const more = ownerIds.length > MAX_OWNERS ? ` and ${ownerIds.length - MAX_OWNERS} more` : '';
      const owners = `${ownerIds.slice(0, MAX_OWNERS).map(printable).join(', ')}${more}` || 'nobody';
      const sso = forcedSso ? 'single sign-on is forced' : 'single sign-on is not forced';
      return `the workspace is described${by ? ` by ${person(by)}` : ''}: tier ${tier}, ${sso}, owned by ${owners}`;
    }
    case 'SupportAccessRequested': {
      const { requestedBy, durationMinutes, grantId, requestExpiresAt } = event.data;
      const asked = `${grantId === undefined ? 'to be let in for' : 'for access to last longer, by'} ${duration(durationMinutes * MINUTE_MS)}`;
      return `${person(requestedBy)} asked ${asked}${from(event.data)}; the question stands until ${requestExpiresAt}${because(event.data)}`;
    }
    case 'SupportAccessRequestClosed':
      return requestEndInWords(event.data);
    case 'SupportAccessGranted': {
      const { grantedBy, expiresAt, requestId, consecutive } = event.data;
      const asked = requestId === undefined ? '' : `, as request ${requestId} asked`;
      const inRow = consecutive === undefined ? '' : `, number ${consecutive} in a row`;
      return `${person(grantedBy)} let support in until ${expiresAt}${asked}${inRow}${because(event.data)}`;
    }
    case 'SupportAccessExtended': {
      const { extendedBy, previousExpiresAt, expiresAt, extension, requestId } = event.data;
      const asked = requestId === undefined ? '' : `, as request ${requestId} asked`;
      return `${person(extendedBy)} let support stay until ${expiresAt} instead of ${previousExpiresAt}, extension ${extension}${asked}${because(event.data)}`;
    }
    case 'SupportLogin': {
      const { engineer, sessionExpiresAt } = event.data;
      return `${person(engineer)} logged in${from(event.data)}, until ${sessionExpiresAt} at most${because(event.data)}`;
    }
    case 'SupportSessionEnded':
      return sessionEndInWords(event.data);
    case 'SupportTicketClosed': {
      const { by, ticketId, reason } = event.data;
      return `ticket ${printable(ticketId)} was closed${by === undefined ? '' : ` by ${person(by)}`}${because({ reason })}`;
    }
    case 'SupportAccessRevoked':
      return endInWords(event.data);
    case 'SupportAccessDenied': {
      const { by, attempted, code } = event.data;
      return `${person(by)} was refused${from(event.data)}: ${attemptInWords(attempted)} (${code}: ${denialInWords(code)})${because(event.data)}`;
    }
    default:
      return assertNever(event, 'event type');
  }
}
