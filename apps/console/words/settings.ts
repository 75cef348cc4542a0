import { de } from './settings.de.js';

/** Words of the owner's page, which is the widget of a vendor's page, too. */
const en = {
  title: 'Support access',
  requests: { one: '({n} request)', other: '({n} requests)' },
  free: 'Free',
  team: 'Team',
  business: 'Business',

  off: 'Support access is off',
  offText: 'Our support engineers cannot enter this workspace.',
  on: 'Support access is on until {at}',
  soon: 'ends in {left}',
  ending: 'Support access is ending…',
  endingText: 'Its time is over.',

  invite:
    'If an engineer asks you to, let them in for a while. They can then do everything you can do here. Access ends by itself, and you can end it at any moment.',
  for: 'For',
  ticket: 'Ticket',
  why: 'Why',
  optional: '(optional)',
  ticketForm: 'Letters, digits and . _ : @ - without spaces, at most 128.',
  grant: 'Grant access for {duration}',
  granting: 'Granting…',
  ends: 'ends {at}',

  next: 'What happens next',
  next1: 'An engineer can log in to this workspace. You see here who is in it, and since when.',
  next2: 'When the time is over, access ends, and whoever is still in the workspace is out.',
  next3: 'You can end one session, or all access, at any moment. It counts at once.',
  next4: 'Every login, and every login that was refused, is in the audit trail.',
  trail: 'Audit trail',
  trailOfGrant: 'See the trail',
  trailTier: 'The audit trail comes with Business.',

  grantedBy: 'Granted by {who} {at}',
  forTicket: 'for ticket {ticket}',
  onRequest: 'on {who}’s request',
  inARow: 'This is the {nth} grant in a row.',
  inARowSince: 'This is the {nth} grant in a row, open since {at}.',
  revoke: 'Revoke access',
  revoking: 'Revoking…',
  extend: 'Extend…',
  longer: 'Extend by',
  extendBy: 'Extend by {duration}',
  extending: 'Extending…',
  upTo: 'up to {at}',
  extended: { one: 'extended once', other: 'extended {n} times' },
  asLongAs: 'as long as possible',
  longest: '7 days are the most. When it ends you can grant anew.',
  EXTENSION_LIMIT: 'It cannot be extended again. When it ends you can grant anew.',

  inside: 'In the workspace now ({n})',
  nobody: 'Nobody is in the workspace.',
  since: 'since {at}',
  until: 'until {at} at most',
  end: 'End',
  endOf: 'End the session of {who}',
  endingSession: 'Ending…',
  sinceGranted: 'Since granted: {logins}, {refused}',
  logins: { one: '{n} login', other: '{n} logins' },
  refused: { one: '{n} refused login', other: '{n} refused logins' },

  asks: '{who} asks for access for {duration}',
  asksMore: '{who} asks for {duration} more',
  asked: 'asked {at}',
  openUntil: 'this question is open until {at}',
  approve: 'Approve for {duration}',
  approveMore: 'Approve {duration} more',
  approving: 'Approving…',
  decline: 'Decline',
  declining: 'Declining…',

  endedByYou: 'Ended by you {at}. Nobody is in the workspace.',
  endedBy: 'Ended by {who} {at}. Nobody is in the workspace.',
  endedByItself: 'Ended by itself {at}. Nobody is in the workspace.',
  endedByTicket: 'Ended when {ticket} was closed, {at}. Nobody is in the workspace.',
  endedBySso: 'Ended {at}, when single sign-on became the only way in. Nobody is in the workspace.',
  theTicket: 'its ticket',

  FORCED_SSO: 'Support access is not available while this workspace forces single sign-on.',
  forcedSsoWhy:
    'Engineers are not known to your identity provider, so they could not sign in the way you demand. Whoever manages single sign-on here can change that.',
  whySo: 'Why is that so?',
  NOT_WORKSPACE_OWNER: 'Only owners of this workspace can grant access.',
  IMPERSONATED:
    'You are here on behalf of somebody else, so you cannot grant or extend access. You can end it.',
  CONSECUTIVE_LIMIT:
    'Too many grants have followed each other. Access can be granted again a day after the last one ended.',
  CLOCK_BEHIND: 'Access cannot be granted at the moment.',

  doneUnseen: 'It is done. What you see below may be from before.',
  quickerOn: '{who} was quicker: support access is on.',
  quickerOff: '{who} was quicker: support access is off.',
  NO_ACTIVE_GRANT: 'Support access had ended already.',
  quickerApproved: '{who} was quicker and approved it.',
  quickerDeclined: '{who} was quicker and declined it.',
  quickerWithdrawn: '{who} took the request back.',
  REQUEST_NOT_PENDING: 'This request is not open any more.',
  NO_LIVE_SESSION: 'This session had ended already.',

  UNKNOWN_WORKSPACE: 'There is no such workspace, or you are not one of its owners.',
  FORBIDDEN: 'You may not see this.',
  TICKET_REQUIRED: 'A ticket is required here. Please name the one this is about.',
  TOO_MANY_REQUESTS: 'That was too often. Please wait a moment.',
  UNAVAILABLE: 'The service is not available at the moment.',
  UNAUTHENTICATED: 'Your session has ended. Please reload the page.',
};

export type SettingsWords = typeof en;
export const settings: { en: SettingsWords; de: SettingsWords } = { en, de };
