import type { Client } from 'openapi-fetch';
import createClient from 'openapi-fetch';
import { v7 as uuid } from 'uuid';
import type { paths } from './api.generated.js';
import type { RetryPolicy } from './back-off.js';
import { DEFAULT_RETRY } from './back-off.js';
import type { CallOptions, CheckOptions, ReadOptions, WriteOptions } from './calls.js';
import { checked, dataOf, read, sent, written } from './calls.js';
import type { Following } from './event-stream.js';
import { followStream } from './event-stream.js';
import { EvidenceCalls } from './evidence-calls.js';
import { membersOf } from './pages.js';
import { isOfType, refusal } from './problem-error.js';
import { RequestCalls } from './request-calls.js';
import type { Fetch, Retry, Sending } from './retrying-fetch.js';
import { retryingFetch } from './retrying-fetch.js';
import { SessionCalls } from './session-calls.js';
import type * as Api from './types.js';

export type ClientOptions = {
  /** Such as `https://support-access.example.com`. */
  baseUrl: string;
  /** A function is called before every attempt and every connection of the event stream, so that it can return a fresh token. */
  token: string | (() => string | Promise<string>);
  retry?: Partial<RetryPolicy>;
  /** Called before each wait. */
  onRetry?: (retry: Retry) => void;
  /** Default: the global `fetch`. */
  fetch?: Fetch;
};

/**
 * The HTTP API as methods. A refusal is thrown as a {@link ProblemError}; temporary failures are retried, and a repeated write has one
 * effect.
 *
 * All methods throw ConnectionError without an answer, UnexpectedAnswerError for an answer that is not the service's, the errors of the
 * token provider, and the signal's reason once it is aborted.
 */
export class SupportAccessClient {
  readonly evidence: EvidenceCalls;
  readonly requests: RequestCalls;
  readonly sessions: SessionCalls;
  private readonly http: Client<paths, 'application/json'>;
  private readonly sending: Sending;
  private readonly baseUrl: string;

  constructor({ baseUrl, token, retry, onRetry = () => undefined, fetch = globalThis.fetch }: ClientOptions) {
    this.baseUrl = baseUrl.replace(/\/+$/, '');
    this.sending = {
      fetch,
      token: async () => (typeof token === 'string' ? token : token()),
      retry: { ...DEFAULT_RETRY, ...retry },
      onRetry,
    };
    const send = retryingFetch(this.sending);
    const options = (type: string) => ({
      baseUrl: this.baseUrl,
      headers: { Accept: type },
      fetch: async (request: Request) => {
        const response = await send(request);
        if (response.ok && isOfType(response, type)) return response;
        throw await refusal(response);
      },
    });
    this.http = createClient<paths, 'application/json'>(options('application/json'));
    this.requests = new RequestCalls(this.http);
    this.sessions = new SessionCalls(this.http);
    this.evidence = new EvidenceCalls(this.http, createClient<paths, 'text/plain'>(options('text/plain')));
  }

  /** For services: any command, with the actor as given. A refusal by a rule is an outcome here, not an error. */
  execute({ id = uuid(), ...command }: Api.Command, options: CallOptions = {}): Promise<Api.CommandResult> {
    const body = { specversion: '1.0' as const, id, ...command };
    const headers = { ...options.headers, 'Content-Type': 'application/cloudevents+json' };
    return dataOf(this.http.POST('/v1/commands', { body, ...sent({ ...options, headers }) }));
  }

  /** For services: all that is known of a workspace. */
  updateWorkspace(
    workspaceId: string,
    workspace: Api.Workspace,
    options: WriteOptions = {},
  ): Promise<Api.Accepted> {
    const params = { path: { workspaceId } };
    return dataOf(
      this.http.PUT('/v1/workspaces/{workspaceId}', { params, body: workspace, ...written(options) }),
    );
  }

  /** For owners. */
  grant(workspaceId: string, terms: Api.GrantTerms = {}, options: WriteOptions = {}): Promise<Api.Grant> {
    const params = { path: { workspaceId } };
    return dataOf(this.http.POST(ACCESS, { params, body: terms, ...written(options) }));
  }

  /** For owners: adds to the end of the active grant. */
  extend(workspaceId: string, terms: Api.ExtensionTerms, options: WriteOptions = {}): Promise<Api.Extension> {
    const params = { path: { workspaceId } };
    return dataOf(this.http.POST(`${ACCESS}/extensions`, { params, body: terms, ...written(options) }));
  }

  /** For owners and vendor admins: ends access at once. */
  revoke(workspaceId: string, query: Api.Revocation = {}, options: WriteOptions = {}): Promise<Api.Accepted> {
    const params = { path: { workspaceId }, query };
    return dataOf(this.http.DELETE(ACCESS, { params, ...written(options) }));
  }

  /** For engineers: opens a session. */
  logIn(workspaceId: string, terms: Api.LoginTerms = {}, options: WriteOptions = {}): Promise<Api.Login> {
    const params = { path: { workspaceId } };
    return dataOf(this.http.POST(LOGINS, { params, body: terms, ...written(options) }));
  }

  /** The current grant and sessions of a workspace, or those at a past instant with `asOf`. */
  access(
    workspaceId: string,
    query: { asOf?: string } = {},
    options: ReadOptions = {},
  ): Promise<Api.CurrentAccess> {
    const params = { path: { workspaceId }, query };
    return dataOf(this.http.GET(ACCESS, { params, ...read(options) }));
  }

  /** For services: may this engineer enter (`login`), or go on (`access`)? */
  evaluate(question: Api.Question, options: CheckOptions = {}): Promise<Api.Decision> {
    return dataOf(this.http.POST('/access/v1/evaluation', { body: question, ...checked(options) }));
  }

  /** For services: several such questions at once, answered in their order. */
  async evaluateMany(questions: Api.Questions, options: CheckOptions = {}): Promise<Api.Decision[]> {
    const init = { body: questions, ...checked(options) };
    const answer = await dataOf(this.http.POST('/access/v1/evaluations', init));
    return answer.evaluations ?? [answer as Api.Decision];
  }

  /** For services: is this session token live? */
  introspect(token: string, options: CallOptions = {}): Promise<Api.Introspection> {
    return this.sessions.introspect(token, options);
  }

  /** For owners and auditors: what happened in a workspace, newest first unless `order` says otherwise. */
  auditTrail(
    workspaceId: string,
    filter: Api.TrailFilter = {},
    options: ReadOptions = {},
  ): AsyncGenerator<Api.AuditEntry, void, undefined> {
    const path = { workspaceId };
    const page = (cursor = filter.cursor) => {
      const params = { path, query: { ...filter, ...(cursor !== undefined && { cursor }) } };
      return dataOf(this.http.GET('/v1/workspaces/{workspaceId}/audit-trail', { params, ...read(options) }));
    };
    return membersOf(page, ({ entries }) => entries);
  }

  /** For the support desk: the grants of all workspaces, newest first. */
  grants(
    filter: Api.GrantFilter = {},
    options: ReadOptions = {},
  ): AsyncGenerator<Api.ListedGrant, void, undefined> {
    const page = (cursor = filter.cursor) => {
      const params = { query: { ...filter, ...(cursor !== undefined && { cursor }) } };
      return dataOf(this.http.GET('/v1/grants', { params, ...read(options) }));
    };
    return membersOf(page, ({ grants }) => grants);
  }

  /** For auditors and services: the log after a position as far as it goes now, in order and without gaps. */
  events(
    query: { after?: string; limit?: number } = {},
    options: ReadOptions = {},
  ): AsyncGenerator<Api.Event, void, undefined> {
    const page = async (after = query.after) => {
      const params = { query: { ...query, ...(after !== undefined && { after }) } };
      const { events, next, caughtUp } = await dataOf(
        this.http.GET('/v1/events', { params, ...read(options) }),
      );
      return { events: events as Api.Event[], ...(!caughtUp && { next }) };
    };
    return membersOf(page, ({ events }) => events);
  }

  /** The same, then new events as they happen, over as many connections as needed. */
  async *follow(following: Following = {}): AsyncGenerator<Api.Event, void, undefined> {
    for await (const { data } of followStream<Api.Event>(
      `${this.baseUrl}/v1/events`,
      this.sending,
      following,
    ))
      yield data;
  }

  /**
   * That something changed, as it happens, over as many connections as needed. What it is now is asked with `minPosition`.
   * @param workspaceId owners must name one; all workspaces when absent
   */
  async *changes({ workspaceId, ...following }: Following & { workspaceId?: string } = {}): AsyncGenerator<
    Api.Change,
    void,
    undefined
  > {
    const query = workspaceId === undefined ? '' : `?workspaceId=${encodeURIComponent(workspaceId)}`;
    const url = `${this.baseUrl}/v1/changes${query}`;
    for await (const { position, data } of followStream<Api.Change>(url, this.sending, following))
      yield { ...data, position: position! };
  }
}

const ACCESS = '/v1/workspaces/{workspaceId}/support-access' as const;
const LOGINS = '/v1/workspaces/{workspaceId}/support-logins';
