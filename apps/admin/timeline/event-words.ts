import type { CommandType, SupportAccessDenied, SupportAccessEvent, SupportAccessRevoked } from '#domain';
import { assertNever, toEpochMs } from '#domain';
import { printable } from '../printable.js';
import { because, duration, from, person } from '../words.js';

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
    case 'SupportAccessGranted': {
      const { grantedBy, expiresAt } = event.data;
      return `${person(grantedBy)} let support in until ${expiresAt}${because(event.data)}`;
    }
    case 'SupportLogin': {
      const { engineer, sessionExpiresAt } = event.data;
      return `${person(engineer)} logged in${from(event.data)}, until ${sessionExpiresAt} at most${because(event.data)}`;
    }
    case 'SupportAccessRevoked':
      return endInWords(event.data);
    case 'SupportAccessDenied': {
      const { by, attempted, code } = event.data;
      return `${person(by)} was refused${from(event.data)}: ${ATTEMPTS[attempted]} (${code}: ${DENIALS[code]})${because(event.data)}`;
    }
    default:
      return assertNever(event, 'event type');
  }
}

/** How a grant ended, and how far from the end that it was given. */
export function endInWords({ cause, revokedBy, at, expiresAt, reason }: SupportAccessRevoked): string {
  const earlyMs = toEpochMs(expiresAt) - toEpochMs(at);
  const why = because(reason === undefined ? {} : { reason });
  switch (cause) {
    case 'revoked':
      return `${person(revokedBy)} ended access, ${duration(earlyMs)} before its time${why}`;
    case 'forced-sso':
      return `access ended, ${duration(earlyMs)} before its time, since the workspace turned forced single sign-on on`;
    case 'expired':
      return `access ended by itself at ${expiresAt}; recorded ${duration(-earlyMs)} later`;
    default:
      return assertNever(cause, 'cause');
  }
}

const ATTEMPTS: Record<CommandType, string> = {
  UpdateWorkspace: 'describing the workspace',
  GrantSupportAccess: 'letting support in',
  RecordSupportLogin: 'logging in',
  RevokeSupportAccess: 'ending access',
  ExpireSupportAccess: 'recording an end',
};

/** What each rule is about. */
const DENIALS: Record<SupportAccessDenied['code'], string> = {
  NOT_WORKSPACE_OWNER: 'only an owner may',
  UNKNOWN_WORKSPACE: 'nobody has described the workspace',
  FORCED_SSO: 'the workspace forces single sign-on',
  ALREADY_GRANTED: 'access is granted already',
  IMPERSONATED: 'nobody may let support in through a support session',
  NO_ACTIVE_GRANT: 'nobody has let support in',
  ACCESS_EXPIRED: 'access has ended',
  TICKET_REQUIRED: 'a ticket is required',
  CLOCK_BEHIND: 'the clock was behind',
};

export const attemptInWords = (attempted: CommandType): string => ATTEMPTS[attempted];
export const denialInWords = (code: SupportAccessDenied['code']): string => DENIALS[code];
