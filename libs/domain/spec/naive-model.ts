import type { Command, DecisionContext, DenialCode } from '../index.js';
import type { Row } from './naive-rows.js';
import { DAY, MINUTE, NaiveRows, SYSTEM } from './naive-rows.js';

type Check = [failed: boolean | undefined, code: DenialCode, detail?: Record<string, unknown>];

const WEEK = 7 * DAY;

/**
 * The rules once more, from the design's table alone and as plainly as it goes: no state, only the list of what was
 * recorded, searched for every question; each command's checks as a table in the order of the rules.
 */
export class NaiveWorkspace extends NaiveRows {
  handle(command: Command, { now, newId, policy }: DecisionContext): Row[] {
    const from = this.rows.length;
    const { data } = command;
    const last = this.lastTime();
    const at = now < last ? last : now;
    const behind = last - now > 5 * MINUTE;

    if (command.type.startsWith('ExpireSupport')) {
      const { grantId, sessionId, requestId } = data as Record<string, string>;
      const id = grantId ?? sessionId ?? requestId;
      if (this.due(at).some((due) => due.id === id)) this.settle(at);
      return this.rows.slice(from);
    }
    this.settle(at);

    const workspace = this.latest('WorkspaceUpdated');
    const grant = this.openGrant();
    const actor = 'actor' in data ? data.actor : undefined;
    const engineer = 'engineer' in data ? data.engineer : undefined;
    const asking = actor ?? (engineer ? { ...engineer, kind: 'engineer' } : SYSTEM);
    const owner = actor?.kind === 'user' && workspace?.ownerIds.some((id) => id === actor.id);
    const foreign = !owner && actor?.kind === 'user';
    const unknown: Check = [workspace === undefined, 'UNKNOWN_WORKSPACE'];
    const reason = 'reason' in data ? data.reason : undefined;

    if (command.type === 'UpdateWorkspace') {
      const { actor: by, ...rest } = command.data;
      this.write('WorkspaceUpdated', { ...rest, by, at });
      if (rest.forcedSso && grant) this.close(grant, 'forced-sso', at);
      if (rest.forcedSso) for (const request of this.pending()) this.closeRequest(request, 'forced-sso', at);
    }

    if (command.type === 'RequestSupportAccess') {
      const { grantId, ticketId } = command.data;
      const own = this.pending().find(({ requestedBy }) => requestedBy.id === engineer?.id)?.requestId;
      const times = this.all('SupportAccessRequested').map((request) => Date.parse(request.at));
      const ends = this.pending().map(({ requestExpiresAt }) => Date.parse(requestExpiresAt));
      const full = ends.length >= 5 ? Math.min(...ends) : 0;
      const tenth = times.toReversed()[9];
      const tired = tenth === undefined ? 0 : tenth + DAY;
      const retryAt = Math.max(full, tired);
      const checks: Check[] = [
        unknown,
        [workspace?.forcedSso, 'FORCED_SSO'],
        [grant && !grantId, 'ALREADY_GRANTED', { grantId: grant?.grantId, expiresAt: grant?.expiresAt }],
        [grantId !== grant?.grantId, 'NO_ACTIVE_GRANT', { grantId }],
        [own !== undefined, 'ALREADY_REQUESTED', { requestId: own }],
        [retryAt > at, 'REQUEST_LIMIT', { retryAt }],
        [policy.requireTicket !== false && !ticketId, 'TICKET_REQUIRED'],
        [behind, 'CLOCK_BEHIND'],
      ];
      const { engineer: _, ...rest } = command.data;
      const requestExpiresAt = at + policy.requestMinutes * MINUTE;
      if (this.pass(checks, command, asking, at))
        this.write('SupportAccessRequested', {
          ...rest,
          requestId: newId,
          requestedBy: asking,
          at,
          requestExpiresAt,
        });
    }

    if (command.type === 'WithdrawSupportAccessRequest' || command.type === 'DeclineSupportAccessRequest') {
      const { requestId } = command.data;
      const request = this.pending().find((each) => each.requestId === requestId);
      const gone: Check = [!request, 'REQUEST_NOT_PENDING', { requestId }];
      const other = actor?.kind !== 'vendor' && engineer?.id !== request?.requestedBy.id;
      const declines = command.type === 'DeclineSupportAccessRequest';
      const checks: Check[] = declines
        ? [unknown, [foreign, 'NOT_WORKSPACE_OWNER'], gone]
        : [unknown, gone, [actor?.kind === 'user' || other, 'NOT_REQUESTER', { requestId }]];
      const cause = declines && actor?.kind === 'user' ? 'declined' : 'withdrawn';
      if (this.pass(checks, command, asking, at))
        this.closeRequest(request!, cause, at, { closedBy: asking, reason });
    }

    if (command.type === 'GrantSupportAccess') {
      const { requestId, durationMinutes, ticketId, actor: grantedBy } = command.data;
      const request = this.pending().find((each) => each.requestId === requestId && !each.grantId);
      const before = this.latest('SupportAccessGranted');
      const ended = before && this.endInFact(before);
      const inRow = ended !== undefined && at < ended + DAY;
      const consecutive = inRow ? this.inARow(before!) + 1 : 1;
      const ticket = request ? request.ticketId : ticketId;
      const checks: Check[] = [
        unknown,
        [!owner, 'NOT_WORKSPACE_OWNER'],
        [grantedBy.sessionId !== undefined, 'IMPERSONATED'],
        [workspace?.forcedSso, 'FORCED_SSO'],
        [requestId !== undefined && !request, 'REQUEST_NOT_PENDING', { requestId }],
        [grant !== undefined, 'ALREADY_GRANTED', { grantId: grant?.grantId, expiresAt: grant?.expiresAt }],
        [
          policy.maxConsecutiveGrants > 0 && consecutive > policy.maxConsecutiveGrants,
          'CONSECUTIVE_LIMIT',
          { retryAt: (ended ?? 0) + DAY },
        ],
        [policy.requireTicket === 'grant' && !ticket, 'TICKET_REQUIRED'],
        [behind, 'CLOCK_BEHIND'],
      ];
      const minutes = durationMinutes ?? request?.durationMinutes ?? 10_080;
      if (this.pass(checks, command, grantedBy, at)) {
        this.write('SupportAccessGranted', {
          workspaceId: data.workspaceId,
          grantId: newId,
          grantedBy,
          grantedAt: at,
          expiresAt: at + minutes * MINUTE,
          requestId,
          ...(consecutive > 1 && { previousGrantId: before!.grantId, consecutive }),
          ticketId: ticket,
          reason,
        });
        for (const each of this.pending()) this.closeRequest(each, 'superseded', at, { grantId: newId });
      }
    }

    if (command.type === 'ExtendSupportAccess') {
      const { requestId, grantId, additionalMinutes, actor: extendedBy } = command.data;
      const request = this.pending().find((each) => each.requestId === requestId && each.grantId === grantId);
      const minutes = additionalMinutes ?? request?.durationMinutes ?? 0;
      const previous = Date.parse(grant?.expiresAt ?? '');
      const latestExpiresAt = Date.parse(grant?.grantedAt ?? '') + WEEK;
      const done = this.all('SupportAccessExtended').filter((each) => each.grantId === grantId).length;
      const detail = { grantId, latestExpiresAt };
      const checks: Check[] = [
        unknown,
        [!owner, 'NOT_WORKSPACE_OWNER'],
        [extendedBy.sessionId !== undefined, 'IMPERSONATED'],
        [grant?.grantId !== grantId, 'NO_ACTIVE_GRANT', { grantId }],
        [requestId !== undefined && !request, 'REQUEST_NOT_PENDING', { requestId }],
        [previous + minutes * MINUTE > latestExpiresAt, 'EXTENSION_LIMIT', detail],
        [done >= policy.maxExtensions, 'EXTENSION_LIMIT', { grantId }],
        [behind, 'CLOCK_BEHIND', { grantId }],
      ];
      if (this.pass(checks, command, extendedBy, at)) {
        this.write('SupportAccessExtended', {
          workspaceId: data.workspaceId,
          grantId,
          extension: done + 1,
          extendedBy,
          at,
          previousExpiresAt: previous,
          expiresAt: previous + minutes * MINUTE,
          requestId,
          reason,
        });
        for (const each of this.pending()) this.closeRequest(each, 'superseded', at, { grantId });
      }
    }

    if (command.type === 'RecordSupportLogin') {
      const newest = this.latest('SupportAccessGranted');
      const end = newest && this.endOf(newest.grantId);
      const wanted = grant?.ticketId ?? 'any';
      const given = command.data.ticketId;
      const { grantId } = { ...newest };
      const expiresAt = end?.expiresAt ?? grant?.expiresAt;
      const required = policy.requireTicket !== false;
      const checks: Check[] = [
        unknown,
        [end?.cause === 'expired', 'ACCESS_EXPIRED', { grantId, expiresAt }],
        [grant === undefined, 'NO_ACTIVE_GRANT'],
        [required && given === undefined, 'TICKET_REQUIRED', { grantId }],
        [required && wanted !== 'any' && wanted !== given, 'TICKET_REQUIRED', { grantId }],
        [this.inside().length >= 100, 'SESSION_LIMIT', { grantId }],
        [behind, 'CLOCK_BEHIND', { grantId }],
      ];
      const bySession = at + policy.sessionMinutes * MINUTE;
      const byGrant = Date.parse(expiresAt ?? '');
      const sessionExpiresAt = bySession < byGrant ? bySession : byGrant;
      if (this.pass(checks, command, asking, at))
        this.write('SupportLogin', { ...command.data, grantId, sessionId: newId, at, sessionExpiresAt });
    }

    if (command.type === 'EndSupportSession') {
      const { sessionId } = command.data;
      const session = this.inside().find((each) => each.sessionId === sessionId);
      const checks: Check[] = [
        unknown,
        [foreign, 'NOT_WORKSPACE_OWNER'],
        [!session, 'NO_LIVE_SESSION', { sessionId }],
        [!actor && engineer?.id !== session?.engineer.id, 'NOT_SESSION_ENGINEER', { sessionId }],
      ];
      if (this.pass(checks, command, asking, at))
        this.endSession(session!, actor ? 'closed' : 'signed-out', at, at, { endedBy: asking, reason });
    }

    if (command.type === 'RevokeSupportAccess') {
      const { grantId } = command.data;
      const other = grantId !== undefined && grantId !== grant?.grantId;
      const checks: Check[] = [
        unknown,
        [foreign, 'NOT_WORKSPACE_OWNER'],
        [!grant || other, 'NO_ACTIVE_GRANT', { grantId }],
      ];
      if (this.pass(checks, command, command.data.actor, at))
        this.close(grant!, 'revoked', at, { revokedBy: command.data.actor, reason });
    }

    if (command.type === 'CloseTicket' && this.pass([unknown], command, asking, at)) {
      const { ticketId, actor: by } = command.data;
      this.write('SupportTicketClosed', { workspaceId: data.workspaceId, ticketId, at, by, reason });
      if (grant && grant.ticketId === ticketId) this.close(grant, 'ticket-closed', at, { ticketId });
      for (const session of this.inside())
        if (session.ticketId === ticketId) this.endSession(session, 'ticket-closed', at, at);
      for (const request of this.pending())
        if (request.ticketId === ticketId) this.closeRequest(request, 'ticket-closed', at);
    }

    return this.rows.slice(from);
  }

  private pass(checks: Check[], command: Command, by: object, at: number): boolean {
    const hit = checks.find(([failed]) => failed);
    if (!hit) return true;
    const { workspaceId, ticketId, reason, ipAddress, userAgent } = command.data as Record<string, unknown>;
    const said = { ticketId, reason, ipAddress, userAgent };
    const [, code, detail] = hit;
    this.write('SupportAccessDenied', {
      workspaceId,
      attempted: command.type,
      code,
      by,
      at,
      ...said,
      ...detail,
    });
    return false;
  }
}
