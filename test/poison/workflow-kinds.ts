import type { PoisonKind } from './poison-messages.js';
import { event, json } from './poison-messages.js';

/** A command of another type than a grant, for the workspace of its number. */
const command = (
  kind: string,
  fields: readonly string[],
  type: string,
  data: Record<string, unknown>,
): PoisonKind => json(kind, fields, (n) => event(n, { type }, { workspaceId: `p-${n}`, ...data }));

const actor = { id: 'olivia' };
const engineer = { id: 'erin' };

/** Commands about requests, extensions, sessions and tickets that are none, and those of the saga. */
export const WORKFLOW_KINDS: readonly PoisonKind[] = [
  command('a request without a reason', ['data.reason'], 'RequestSupportAccess', { engineer }),
  command('a request for eight days', ['data.durationMinutes'], 'RequestSupportAccess', {
    engineer,
    reason: 'exports fail',
    durationMinutes: 11_520,
  }),
  command('a request by an actor', ['data.actor'], 'RequestSupportAccess', {
    actor,
    reason: 'exports fail',
  }),
  command('a withdrawal by nobody', ['data.engineer'], 'WithdrawSupportAccessRequest', { requestId: 'r' }),
  command('a withdrawal by two', ['data.engineer'], 'WithdrawSupportAccessRequest', {
    requestId: 'r',
    engineer,
    actor,
  }),
  command('a refusal of no request', ['data.requestId'], 'DeclineSupportAccessRequest', { actor }),
  command('a refusal by an engineer', ['data.engineer'], 'DeclineSupportAccessRequest', {
    requestId: 'r',
    engineer,
  }),
  command('an approval with a ticket', ['data.ticketId'], 'GrantSupportAccess', {
    actor,
    requestId: 'r',
    ticketId: 'T-1',
  }),
  command('an extension of no grant', ['data.grantId'], 'ExtendSupportAccess', {
    actor,
    additionalMinutes: 1,
  }),
  command('an extension by no minutes', ['data.additionalMinutes'], 'ExtendSupportAccess', {
    actor,
    grantId: 'g',
  }),
  command('an extension by nothing', ['data.additionalMinutes'], 'ExtendSupportAccess', {
    actor,
    grantId: 'g',
    additionalMinutes: 0,
  }),
  command('an extension with a ticket', ['data.ticketId'], 'ExtendSupportAccess', {
    actor,
    grantId: 'g',
    additionalMinutes: 1,
    ticketId: 'T-1',
  }),
  command('an end of no session', ['data.sessionId'], 'EndSupportSession', { engineer }),
  command('an end of a session by two', ['data.engineer'], 'EndSupportSession', {
    sessionId: 's',
    engineer,
    actor,
  }),
  command('a closing of no ticket', ['data.ticketId'], 'CloseTicket', { actor }),
  command('a closing of what is no ticket', ['data.ticketId'], 'CloseTicket', { ticketId: 'T 1' }),
  command('the end of a grant, as the saga writes it', ['type'], 'ExpireSupportAccess', { grantId: 'g' }),
  command('the end of a request, as the saga writes it', ['type'], 'ExpireSupportAccessRequest', {
    requestId: 'r',
  }),
  command('the end of a session, as the saga writes it', ['type'], 'ExpireSupportSession', {
    sessionId: 's',
  }),
  json("a session's end with the saga's id", ['id'], (n) =>
    event(
      n,
      { id: `expire-s-${n}`, type: 'EndSupportSession' },
      { workspaceId: `p-${n}`, sessionId: `s-${n}`, engineer },
    ),
  ),
];
