import type { Client } from 'openapi-fetch';
import type { paths } from './api.generated.js';
import type { ReadOptions, WriteOptions } from './calls.js';
import { dataOf, read, written } from './calls.js';
import { membersOf } from './pages.js';
import type * as Api from './types.js';

type Why = { reason?: string };

/** Requests of engineers for access, and the answers of owners. */
export class RequestCalls {
  /** @internal */
  constructor(private readonly http: Client<paths, 'application/json'>) {}

  /** For engineers: asks for a grant, or with `grantId` to extend it. */
  ask(workspaceId: string, terms: Api.RequestTerms, options: WriteOptions = {}): Promise<Api.AccessRequest> {
    const params = { path: { workspaceId } };
    return dataOf(this.http.POST(REQUESTS, { params, body: terms, ...written(options) }));
  }

  /** For engineers: takes a request of their own back. */
  withdraw(
    workspaceId: string,
    requestId: string,
    query: Why = {},
    options: WriteOptions = {},
  ): Promise<Api.Accepted> {
    const params = { path: { workspaceId, requestId }, query };
    return dataOf(this.http.DELETE(`${REQUESTS}/{requestId}`, { params, ...written(options) }));
  }

  /** For owners: gives the grant, or extends the one that the request names, which then has `extension`. */
  approve(
    workspaceId: string,
    requestId: string,
    terms: Api.ApprovalTerms = {},
    options: WriteOptions = {},
  ): Promise<Api.Approval> {
    const init = { params: { path: { workspaceId, requestId } }, body: terms, ...written(options) };
    return dataOf(this.http.POST(`${REQUESTS}/{requestId}/approval`, init));
  }

  /** For owners, who decline it, and vendor admins, who take it back. */
  refuse(
    workspaceId: string,
    requestId: string,
    why: Why = {},
    options: WriteOptions = {},
  ): Promise<Api.Accepted> {
    const init = { params: { path: { workspaceId, requestId } }, body: why, ...written(options) };
    return dataOf(this.http.POST(`${REQUESTS}/{requestId}/refusal`, init));
  }

  /** Requests of one workspace, newest first. */
  ofWorkspace(
    workspaceId: string,
    filter: Pick<Api.RequestFilter, 'status' | 'limit' | 'cursor'> = {},
    options: ReadOptions = {},
  ): AsyncGenerator<Api.ListedRequest, void, undefined> {
    const page = (cursor = filter.cursor) => {
      const query = { ...filter, ...(cursor !== undefined && { cursor }) };
      return dataOf(this.http.GET(REQUESTS, { params: { path: { workspaceId }, query }, ...read(options) }));
    };
    return membersOf(page, ({ requests }) => requests);
  }

  /** For the support desk: requests of all workspaces, newest first. */
  all(
    filter: Api.RequestFilter = {},
    options: ReadOptions = {},
  ): AsyncGenerator<Api.ListedRequest, void, undefined> {
    const page = (cursor = filter.cursor) => {
      const params = { query: { ...filter, ...(cursor !== undefined && { cursor }) } };
      return dataOf(this.http.GET('/v1/access-requests', { params, ...read(options) }));
    };
    return membersOf(page, ({ requests }) => requests);
  }
}

const REQUESTS = '/v1/workspaces/{workspaceId}/access-requests';
