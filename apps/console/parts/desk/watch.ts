import type { ListedGrant, ListedRequest, ListedSession } from '#client';
import type { Service } from '../service.js';
import type { DeskContents } from './contents.js';
import { endedGrants, endedSessions, readDesk } from './contents.js';
import { missing } from './selection.js';
import type { ControllerHost } from '../reactive-element.js';

/** How long rows stay that are over, in milliseconds. */
export const STAYS_MS = 10_000;

/** What came to an end between two readings. */
export type News = { sessions: readonly ListedSession[]; requests: readonly ListedRequest[] };

/** The contents of the desk, and with them for ten seconds what is over: nothing vanishes without a reason. */
export class DeskWatch {
  contents: DeskContents | undefined;
  private over: Pick<DeskContents, 'grants' | 'sessions'> = { grants: [], sessions: [] };

  /** @param engineer whose requests and sessions; everybody's when undefined */
  constructor(
    private readonly host: ControllerHost,
    private readonly service: Service,
    private readonly engineer: string | undefined,
  ) {}

  get grants(): ListedGrant[] {
    const all = [...(this.contents?.grants ?? []), ...this.over.grants];
    return all.sort((a, b) => b.grantedAt.localeCompare(a.grantedAt));
  }

  get sessions(): ListedSession[] {
    const all = [...(this.contents?.sessions ?? []), ...this.over.sessions];
    return all.sort((a, b) => b.at.localeCompare(a.at));
  }

  async read(search: string, minPosition: string | undefined, signal: AbortSignal): Promise<News> {
    const { contents: before, engineer, service } = this;
    const now = await readDesk(service, { engineer, search, minPosition, signal });
    const asked = { engineer, minPosition, signal };
    const goneSessions = missing(before?.sessions ?? [], now.sessions, ({ sessionId }) => sessionId);
    const goneGrants = missing(before?.grants ?? [], now.grants, ({ grantId }) => grantId);
    const [sessions, grants] = await Promise.all([
      endedSessions(service, goneSessions, asked),
      endedGrants(service, goneGrants, asked),
    ]);
    this.keep(grants, sessions);
    this.contents = now;
    this.host.requestUpdate();
    return { sessions, requests: answered(before?.requests ?? [], now.requests) };
  }

  private keep(grants: readonly ListedGrant[], sessions: readonly ListedSession[]): void {
    if (grants.length === 0 && sessions.length === 0) return;
    const { over } = this;
    this.over = { grants: [...over.grants, ...grants], sessions: [...over.sessions, ...sessions] };
    setTimeout(() => {
      this.over = {
        grants: this.over.grants.filter((grant) => !grants.includes(grant)),
        sessions: this.over.sessions.filter((session) => !sessions.includes(session)),
      };
      this.host.requestUpdate();
    }, STAYS_MS);
  }
}

function answered(before: readonly ListedRequest[], now: readonly ListedRequest[]): ListedRequest[] {
  const waited = new Set(
    before.filter(({ status }) => status === 'pending').map(({ requestId }) => requestId),
  );
  return now.filter(({ requestId, status }) => status !== 'pending' && waited.has(requestId));
}
