import type { SupportAccessEvent } from '../index.js';

export type Row = SupportAccessEvent;
export type Of<T extends Row['type']> = Extract<Row, { type: T }>['data'];
type Person = { id: string; kind: string };

export const SYSTEM: Person = { id: 'system', kind: 'system' };
export const MINUTE = 60 * 1000;
export const DAY = 24 * 60 * MINUTE;

/** What was recorded of a workspace, searched for every question; and how each end is written. */
export class NaiveRows {
  readonly rows: Row[] = [];

  /** The latest grant, unless some row ends it, with the end that its extensions gave it. */
  openGrant(): Of<'SupportAccessGranted'> | undefined {
    const grant = this.latest('SupportAccessGranted');
    if (!grant || this.endOf(grant.grantId)) return undefined;
    const extended = this.all('SupportAccessExtended').filter(({ grantId }) => grantId === grant.grantId);
    return { ...grant, expiresAt: extended.at(-1)?.expiresAt ?? grant.expiresAt };
  }

  /** Requests that no row answers, withdraws or closes. */
  pending(): Of<'SupportAccessRequested'>[] {
    const over = new Set(
      this.rows.flatMap((row) =>
        row.type !== 'SupportAccessRequested' && 'requestId' in row.data && row.type !== 'SupportAccessDenied'
          ? [row.data.requestId]
          : [],
      ),
    );
    return this.all('SupportAccessRequested').filter(({ requestId }) => !over.has(requestId));
  }

  /** Logins that no row ends. */
  inside(): Of<'SupportLogin'>[] {
    const over = new Set(this.all('SupportSessionEnded').map(({ sessionId }) => sessionId));
    return this.all('SupportLogin').filter(({ sessionId }) => !over.has(sessionId));
  }

  lastTime(): number {
    return this.rows.reduce(
      (max, { data }) => Math.max(max, Date.parse('grantedAt' in data ? data.grantedAt : data.at)),
      0,
    );
  }

  all<T extends Row['type']>(type: T): Of<T>[] {
    return this.rows.filter((row) => row.type === type).map((row) => row.data as Of<T>);
  }

  /** Everything whose time is over and whose end is not recorded, in the order in which it is recorded. */
  protected due(at: number): { id: string; write: () => void }[] {
    const grant = this.openGrant();
    const end = Date.parse(grant?.expiresAt ?? '');
    const over = grant !== undefined && end <= at;
    const sessions = this.inside().map((session) => ({
      id: session.sessionId,
      ends: Date.parse(session.sessionExpiresAt),
      withGrant: over && Date.parse(session.sessionExpiresAt) === end,
      write: () => this.endSession(session, 'timed-out', Date.parse(session.sessionExpiresAt), at),
    }));
    const requests = this.pending().map((request) => ({
      id: request.requestId,
      ends: Date.parse(request.requestExpiresAt),
      withGrant: over && request.grantId !== undefined && Date.parse(request.requestExpiresAt) >= end,
      write: () => this.closeRequest(request, 'expired', at),
    }));
    const past = (one: { ends: number; withGrant: boolean }): boolean => one.ends <= at && !one.withGrant;
    const byEnd = (one: { ends: number }, other: { ends: number }): number => one.ends - other.ends;
    const noop = (): void => undefined;
    return [
      ...sessions.filter(past).toSorted(byEnd),
      ...(over ? [{ id: grant.grantId, write: () => this.close(grant, 'expired', at) }] : []),
      ...[...sessions, ...requests]
        .filter(({ withGrant }) => withGrant)
        .map(({ id }) => ({ id, write: noop })),
      ...requests.filter(past).toSorted(byEnd),
    ];
  }

  protected settle(at: number): void {
    for (const { write } of this.due(at)) write();
  }

  protected latest<T extends Row['type']>(type: T): Of<T> | undefined {
    return this.all(type).at(-1);
  }

  protected endOf(grantId: string): Of<'SupportAccessRevoked'> | undefined {
    return this.all('SupportAccessRevoked').find((end) => end.grantId === grantId);
  }

  protected endInFact({ grantId }: { grantId: string }): number | undefined {
    const end = this.endOf(grantId);
    return end && Date.parse(end.cause === 'expired' ? end.expiresAt : end.at);
  }

  /** How many grants in a row this one made, counted backwards through the rows. */
  protected inARow(grant: Of<'SupportAccessGranted'>): number {
    const grants = this.all('SupportAccessGranted');
    let count = 1;
    for (let index = grants.findIndex(({ grantId }) => grantId === grant.grantId); index > 0; index--) {
      const ended = this.endInFact(grants[index - 1]!);
      if (ended === undefined || Date.parse(grants[index]!.grantedAt) >= ended + DAY) break;
      count += 1;
    }
    return count;
  }

  protected close(grant: Of<'SupportAccessGranted'>, cause: string, at: number, more: object = {}): void {
    const { workspaceId, grantId, expiresAt } = grant;
    this.write('SupportAccessRevoked', {
      workspaceId,
      grantId,
      cause,
      revokedBy: SYSTEM,
      at,
      expiresAt,
      ...more,
    });
    const sessionCause = cause === 'ticket-closed' ? cause : 'grant-ended';
    const endedAt = cause === 'expired' ? Date.parse(expiresAt) : at;
    for (const session of this.inside()) this.endSession(session, sessionCause, endedAt, at);
    for (const request of this.pending()) {
      if (request.grantId !== grantId || Date.parse(request.requestExpiresAt) < endedAt) continue;
      const named = (more as { ticketId?: string }).ticketId;
      if (cause === 'forced-sso') this.closeRequest(request, cause, at);
      else if (named !== undefined && request.ticketId === named)
        this.closeRequest(request, 'ticket-closed', at);
      else this.closeRequest(request, 'grant-ended', at, { grantId });
    }
  }

  protected endSession(
    session: Of<'SupportLogin'>,
    cause: string,
    endedAt: number,
    at: number,
    more: object = {},
  ): void {
    const { workspaceId, grantId, sessionId, engineer, sessionExpiresAt } = session;
    const ended = { workspaceId, grantId, sessionId, engineer, sessionExpiresAt, cause, endedAt, at };
    this.write('SupportSessionEnded', { ...ended, endedBy: SYSTEM, ...more });
  }

  protected closeRequest(
    request: Of<'SupportAccessRequested'>,
    cause: string,
    at: number,
    more: object = {},
  ): void {
    const { workspaceId, requestId, requestExpiresAt } = request;
    const closed = { workspaceId, requestId, requestExpiresAt, cause, at };
    this.write('SupportAccessRequestClosed', { ...closed, closedBy: SYSTEM, ...more });
  }

  /** As JSON would store it: no undefined; times that are still numbers become text. */
  protected write(type: Row['type'], data: Record<string, unknown>): void {
    for (const key in data)
      if (typeof data[key] === 'number' && /(^at$|At$)/.test(key))
        data[key] = new Date(data[key]).toISOString();
    this.rows.push(JSON.parse(JSON.stringify({ type, data })) as Row);
  }
}
