import type { AuditEntry, CurrentAccess, ListedRequest } from '#client';
import type { Person } from '../person.js';
import type { Service } from '../service.js';

export type Access = CurrentAccess;
export type LastEnd = NonNullable<Access['lastEnd']>;
export type Grant = NonNullable<Access['grant']>;
export type Session = Access['sessions'][number];
export type AccessRequest = Access['requests'][number];

/** What is known of a grant beside itself. */
export type Story = {
  /** Whose request it approved. */
  asker?: Person;
  /** When the first of the grants in a row was given. */
  inARowSince?: string;
  logins?: Count;
  refused?: Count;
};

/** Counted over one page of the trail: there may be more. */
export type Count = { n: number; isAtLeast: boolean };

const COUNTED = 100;
/** Of a workspace's requests, the newest are looked through for one. */
const LOOKED_AT = 50;

type Asked = { minPosition?: string | undefined; signal?: AbortSignal };

export class WorkspaceAccess {
  readonly #path: string;

  constructor(
    private readonly service: Service,
    workspaceId: string,
  ) {
    this.#path = `/v1/workspaces/${encodeURIComponent(workspaceId)}`;
  }

  read(asked: Asked): Promise<Access> {
    return this.service.get(`${this.#path}/support-access`, asked);
  }

  /** What the trail and the requests tell of the active grant; nothing of it is needed, so what cannot be read is left out. */
  async story({ grant, workspace, refusals }: Access, asked: Asked): Promise<Story> {
    if (!grant) return {};
    const hasTrail = workspace.tier === 'business' && refusals !== undefined;
    const { grantId, grantedAt, requestId, consecutive } = grant;
    const [request, logins, refused, chain] = await Promise.all([
      requestId === undefined ? undefined : this.request(requestId, asked).catch(() => undefined),
      hasTrail ? this.#count({ grantId, type: 'SupportLogin' }, asked) : undefined,
      hasTrail ? this.#count({ from: grantedAt, attempted: 'RecordSupportLogin' }, asked) : undefined,
      hasTrail && consecutive !== undefined
        ? this.#trail({ type: 'SupportAccessGranted', limit: Math.min(consecutive, COUNTED) }, asked)
        : undefined,
    ]);
    const first = chain?.entries[consecutive! - 1];
    return {
      ...(request && { asker: request.requestedBy }),
      ...(logins && { logins }),
      ...(refused && { refused }),
      ...(first && { inARowSince: first.at }),
    };
  }

  /** A request of the last ones, pending or not. */
  async request(requestId: string, asked: Asked = {}): Promise<ListedRequest | undefined> {
    const query = { limit: LOOKED_AT };
    const page = await this.service.get<{ requests: ListedRequest[] }>(`${this.#path}/access-requests`, {
      ...asked,
      query,
    });
    return page.requests.find((request) => request.requestId === requestId);
  }

  async #count(query: Query, asked: Asked): Promise<Count | undefined> {
    const page = await this.#trail({ ...query, limit: COUNTED }, asked);
    return page && { n: page.entries.length, isAtLeast: page.next !== undefined };
  }

  #trail(query: Query, asked: Asked): Promise<{ entries: AuditEntry[]; next?: string } | undefined> {
    return this.service
      .get<{ entries: AuditEntry[]; next?: string }>(`${this.#path}/audit-trail`, { ...asked, query })
      .catch(() => undefined);
  }

  /** Each of these is sent until it is answered, and answers with the position that a page has to know to show it. */
  grant(terms: { durationMinutes: number; ticketId?: string; reason?: string }, asked: Deciding) {
    return this.#decide('POST', '/support-access', { ...asked, body: terms });
  }

  revoke(grantId: string, asked: Deciding) {
    return this.#decide('DELETE', '/support-access', { ...asked, query: { grantId } });
  }

  extend(terms: { grantId: string; additionalMinutes: number }, asked: Deciding) {
    return this.#decide('POST', '/support-access/extensions', { ...asked, body: terms });
  }

  approve(requestId: string, durationMinutes: number, asked: Deciding) {
    return this.#decide('POST', `/access-requests/${encodeURIComponent(requestId)}/approval`, {
      ...asked,
      body: { durationMinutes },
    });
  }

  decline(requestId: string, asked: Deciding) {
    return this.#decide('POST', `/access-requests/${encodeURIComponent(requestId)}/refusal`, asked);
  }

  endSession(sessionId: string, asked: Deciding) {
    return this.#decide('DELETE', `/support-sessions/${encodeURIComponent(sessionId)}`, asked);
  }

  #decide(method: 'POST' | 'DELETE', path: string, asked: Parameters<Service['decide']>[2]): Promise<Answer> {
    return this.service.decide(method, this.#path + path, asked);
  }
}

export type Deciding = { key: string; onRetry: () => void };
export type Answer = { position?: string };
type Query = Readonly<Record<string, string | number>>;
