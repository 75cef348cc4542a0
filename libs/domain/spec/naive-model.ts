import type { Command, DecisionContext, DenialCode, SupportAccessEvent } from '../index.js';

type Row = SupportAccessEvent;
type Of<T extends Row['type']> = Extract<Row, { type: T }>['data'];
type Check = [failed: boolean | undefined, code: DenialCode, detail?: Record<string, unknown>];

/**
 * The rules once more, from the design's table alone and as plainly as it goes: no state, only the list of what was
 * recorded, searched from its end for every question; each command's checks as a table in the order of the rules.
 */
export class NaiveWorkspace {
  readonly rows: Row[] = [];

  handle(command: Command, { now, newId, policy }: DecisionContext): Row[] {
    const from = this.rows.length;
    const { data } = command;
    const last = this.lastTime();
    const at = now < last ? last : now;
    const behind = last - now > 5 * 60 * 1000;

    let grant = this.openGrant();
    if (command.type === 'ExpireSupportAccess' && command.data.grantId !== grant?.grantId) return [];
    if (grant && Date.parse(grant.expiresAt) <= at) this.close(grant, 'expired', at);
    if (command.type === 'ExpireSupportAccess') return this.rows.slice(from);

    grant = this.openGrant();
    const workspace = this.latest('WorkspaceUpdated');
    const unknown = workspace === undefined;
    const actor = 'actor' in data ? data.actor : undefined;
    const owner = actor?.kind === 'user' && workspace?.ownerIds.some((id) => id === actor.id);

    if (command.type === 'UpdateWorkspace') {
      const { actor: by, ...rest } = command.data;
      this.write('WorkspaceUpdated', { ...rest, by, at });
      if (rest.forcedSso && grant) this.close(grant, 'forced-sso', at);
    }

    if (command.type === 'GrantSupportAccess') {
      const checks: Check[] = [
        [unknown, 'UNKNOWN_WORKSPACE'],
        [!owner, 'NOT_WORKSPACE_OWNER'],
        [command.data.actor.sessionId !== undefined, 'IMPERSONATED'],
        [workspace?.forcedSso, 'FORCED_SSO'],
        [grant !== undefined, 'ALREADY_GRANTED', { grantId: grant?.grantId, expiresAt: grant?.expiresAt }],
        [behind, 'CLOCK_BEHIND'],
      ];
      const { actor: grantedBy, durationMinutes, ...rest } = command.data;
      const expiresAt = at + durationMinutes * 60 * 1000;
      if (this.pass(checks, command, grantedBy, at))
        this.write('SupportAccessGranted', { ...rest, grantId: newId, grantedBy, grantedAt: at, expiresAt });
    }

    if (command.type === 'RecordSupportLogin') {
      const newest = this.latest('SupportAccessGranted');
      const end = newest && this.endOf(newest.grantId);
      const wanted = grant?.ticketId ?? 'any';
      const given = command.data.ticketId;
      const { grantId, expiresAt } = { ...newest };
      const checks: Check[] = [
        [unknown, 'UNKNOWN_WORKSPACE'],
        [end?.cause === 'expired', 'ACCESS_EXPIRED', { grantId, expiresAt }],
        [grant === undefined, 'NO_ACTIVE_GRANT'],
        [policy.requireTicket && given === undefined, 'TICKET_REQUIRED', { grantId }],
        [policy.requireTicket && wanted !== 'any' && wanted !== given, 'TICKET_REQUIRED', { grantId }],
        [behind, 'CLOCK_BEHIND', { grantId }],
      ];
      const bySession = at + policy.sessionMinutes * 60 * 1000;
      const byGrant = Date.parse(expiresAt ?? '');
      const sessionExpiresAt = bySession < byGrant ? bySession : byGrant;
      if (this.pass(checks, command, { ...command.data.engineer, kind: 'engineer' }, at))
        this.write('SupportLogin', { ...command.data, grantId, sessionId: newId, at, sessionExpiresAt });
    }

    if (command.type === 'RevokeSupportAccess') {
      const { grantId, reason } = command.data;
      const other = grantId !== undefined && grantId !== grant?.grantId;
      const checks: Check[] = [
        [unknown, 'UNKNOWN_WORKSPACE'],
        [!owner && command.data.actor.kind === 'user', 'NOT_WORKSPACE_OWNER'],
        [!grant || other, 'NO_ACTIVE_GRANT', { grantId }],
      ];
      if (this.pass(checks, command, command.data.actor, at))
        this.close(grant!, 'revoked', at, { revokedBy: command.data.actor, reason });
    }

    return this.rows.slice(from);
  }

  /** The latest grant, unless some row ends it. */
  openGrant(): Of<'SupportAccessGranted'> | undefined {
    const grant = this.latest('SupportAccessGranted');
    return grant && !this.endOf(grant.grantId) ? grant : undefined;
  }

  lastTime(): number {
    return this.rows.reduce(
      (max, { data }) => Math.max(max, Date.parse('grantedAt' in data ? data.grantedAt : data.at)),
      0,
    );
  }

  private latest<T extends Row['type']>(type: T): Of<T> | undefined {
    return this.rows.filter((row) => row.type === type).at(-1)?.data as Of<T> | undefined;
  }

  private endOf(grantId: string): Of<'SupportAccessRevoked'> | undefined {
    const ends = this.rows.filter(
      (row) => row.type === 'SupportAccessRevoked' && row.data.grantId === grantId,
    );
    return ends[0]?.data as Of<'SupportAccessRevoked'> | undefined;
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

  private close(grant: Of<'SupportAccessGranted'>, cause: string, at: number, more: object = {}): void {
    const { workspaceId, grantId, expiresAt } = grant;
    const revokedBy = { id: 'system', kind: 'system' };
    this.write('SupportAccessRevoked', { workspaceId, grantId, cause, revokedBy, at, expiresAt, ...more });
  }

  /** As JSON would store it: no undefined; times that are still numbers become text. */
  private write(type: Row['type'], data: Record<string, unknown>): void {
    for (const key of ['at', 'grantedAt', 'expiresAt', 'sessionExpiresAt'])
      if (typeof data[key] === 'number') data[key] = new Date(data[key]).toISOString();
    this.rows.push(JSON.parse(JSON.stringify({ type, data })) as Row);
  }
}
