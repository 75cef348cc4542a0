import type { Client } from 'openapi-fetch';
import type { paths } from './api.generated.js';
import type { CallOptions, ReadOptions, WriteOptions } from './calls.js';
import { dataOf, read, sent, written } from './calls.js';
import { membersOf } from './pages.js';
import type * as Api from './types.js';

type Why = { reason?: string };

/** Sessions, and what ends them. */
export class SessionCalls {
  /** @internal */
  constructor(private readonly http: Client<paths, 'application/json'>) {}

  /** For engineers their own, for owners those of their workspaces, for vendor admins all: ends it at once. */
  end(
    workspaceId: string,
    sessionId: string,
    query: Why = {},
    options: WriteOptions = {},
  ): Promise<Api.Accepted> {
    const params = { path: { workspaceId, sessionId }, query };
    const path = '/v1/workspaces/{workspaceId}/support-sessions/{sessionId}';
    return dataOf(this.http.DELETE(path, { params, ...written(options) }));
  }

  /** For the support desk: sessions of all workspaces, newest first. */
  all(
    filter: Api.SessionFilter = {},
    options: ReadOptions = {},
  ): AsyncGenerator<Api.ListedSession, void, undefined> {
    const page = (cursor = filter.cursor) => {
      const params = { query: { ...filter, ...(cursor !== undefined && { cursor }) } };
      return dataOf(this.http.GET('/v1/support-sessions', { params, ...read(options) }));
    };
    return membersOf(page, ({ sessions }) => sessions);
  }

  /** For services: is this session token live? */
  introspect(token: string, options: CallOptions = {}): Promise<Api.Introspection> {
    return dataOf(this.http.POST('/v1/sessions/introspect', asForm(token, options)));
  }

  /** For services: the engineer signs out. Also of a token that means nothing it is no error. */
  async revoke(token: string, options: CallOptions = {}): Promise<void> {
    await this.http.POST('/v1/sessions/revoke', asForm(token, options));
  }

  /** For services and vendor admins: closes a support case wherever something names it. */
  closeTicket(
    ticketId: string,
    closing: Api.TicketClosing = {},
    options: WriteOptions = {},
  ): Promise<Api.TicketClosure> {
    const init = { params: { path: { ticketId } }, body: closing, ...written(options) };
    return dataOf(this.http.POST('/v1/tickets/{ticketId}/closures', init));
  }

  /** For services and vendor admins: ends all that an engineer who leaves has open. */
  closeEngineer(engineerId: string, why: Why = {}, options: WriteOptions = {}): Promise<Api.EngineerClosure> {
    const init = { params: { path: { engineerId } }, body: why, ...written(options) };
    return dataOf(this.http.POST('/v1/engineers/{engineerId}/closures', init));
  }
}

const asForm = (token: string, options: CallOptions) => ({
  body: { token },
  bodySerializer: () => new URLSearchParams({ token }).toString(),
  ...sent({
    ...options,
    headers: { ...options.headers, 'Content-Type': 'application/x-www-form-urlencoded' },
  }),
});
