import type { Change, Followed, RetryPolicy } from '#client';
import { followStream, pause, ProblemError, refusal, retryingFetch } from '#client';

/** How the console and the widgets reach the API. */
export type Access = {
  /** Such as `/console/api`, or `https://support.example.com` from a vendor's page. */
  api: string;
  /** Called before each attempt, and once more when a token was refused (401). Absent: the console's server adds the token. */
  token?: (refused?: string) => Promise<string>;
  /** Who the page was written for: the console's server refuses calls once somebody else has signed in. */
  user?: string;
};

export type Asked = {
  query?: Readonly<Record<string, string | number | boolean | undefined>>;
  body?: unknown;
  /** The idempotency key; a new one for each call when absent. */
  key?: string;
  /** The answer must know this position. */
  minPosition?: string | undefined;
  signal?: AbortSignal;
  /** Called when an attempt failed and another follows. */
  onRetry?: () => void;
};

/** Reads give up soon, because a page can say that it does not know; a decision of a person is sent until it was answered. */
const READ: RetryPolicy = { attempts: 3, firstDelayMs: 200, longestDelayMs: 3_000, timeoutMs: 10_000 };
const DECISION: RetryPolicy = { ...READ, attempts: Infinity };
/** How long to wait when the service says that it is away for longer than a call is repeated by itself. */
const AWAY_MS = 5_000;
/** The service sends a comment every 5 s. */
const SILENCE_MS = 12_000;

/** The calls of the API, `/v1/…`. Refusals are thrown as `ProblemError`, no answer as `ConnectionError`. */
export class Service {
  readonly #api: string;

  constructor(private readonly access: Access) {
    this.#api = access.api.replace(/\/+$/, '');
  }

  get<Answer>(path: string, asked: Asked = {}): Promise<Answer> {
    return this.#send('GET', path, asked, READ);
  }

  /** Sent until it is answered, however long the service says that it is away; whatever comes, it has one effect. */
  async decide<Answer>(method: 'POST' | 'DELETE', path: string, asked: Asked = {}): Promise<Answer> {
    const decision = { key: crypto.randomUUID(), ...asked };
    const { signal = new AbortController().signal, onRetry } = asked;
    for (;;)
      try {
        return await this.#send<Answer>(method, path, decision, DECISION);
      } catch (error) {
        if (!(error instanceof ProblemError && error.code === 'UNAVAILABLE')) throw error;
        onRetry?.();
        await pause(AWAY_MS, signal);
      }
  }

  /** The URL of a download, for a link of the console. */
  href(path: string, query: Asked['query'] = {}): string {
    return this.#api + path + queryOf(query);
  }

  /** Changes from now on, over as many connections as needed. @param onState what is known of the connection */
  changes(
    workspaceId: string | undefined,
    { signal, onState }: { signal: AbortSignal; onState: (open: boolean) => void },
  ): AsyncGenerator<Followed<Omit<Change, 'position'>>, void, undefined> {
    const sending = { ...this.#sending(READ), onRetry: () => onState(false) };
    return followStream<Omit<Change, 'position'>>(
      `${this.#api}/v1/changes${queryOf({ workspaceId })}`,
      sending,
      {
        signal,
        silenceMs: SILENCE_MS,
        onOpen: () => onState(true),
      },
    );
  }

  async #send<Answer>(
    method: string,
    path: string,
    { query = {}, body, key, minPosition, signal, onRetry = () => undefined }: Asked,
    retry: RetryPolicy,
  ): Promise<Answer> {
    const headers = new Headers({ Accept: 'application/json' });
    if (key !== undefined) headers.set('Idempotency-Key', key);
    if (minPosition !== undefined) headers.set('Min-Position', minPosition);
    if (body !== undefined) headers.set('Content-Type', 'application/json');
    const request = new Request(new URL(this.href(path, query), location.href), {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
    const response = await retryingFetch({ ...this.#sending(retry), onRetry })(request);
    if (!response.ok) throw await refusal(response);
    return (await response.json()) as Answer;
  }

  #sending(retry: RetryPolicy) {
    const { token, user } = this.access;
    const fetch = async (url: string, init: RequestInit): Promise<Response> => {
      const headers = new Headers(init.headers);
      // The console's server refuses what other sites send: they cannot set it.
      if (!token) headers.set('X-Console', '1');
      if (user !== undefined) headers.set('X-Console-User', encodeURIComponent(user));
      const response = await globalThis.fetch(url, { ...init, headers });
      if (response.status !== 401 || !token) return response;
      const refused = headers.get('Authorization')?.slice('Bearer '.length);
      headers.set('Authorization', `Bearer ${await token(refused)}`);
      return globalThis.fetch(url, { ...init, headers });
    };
    return { fetch, retry, ...(token && { token: () => token() }) };
  }
}

function queryOf(query: NonNullable<Asked['query']>): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  return given.length === 0
    ? ''
    : `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
}
