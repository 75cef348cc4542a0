import { pause } from '../back-off.js';
import type { Fetch } from '../retrying-fetch.js';
import type { ClientOptions } from '../support-access-client.js';
import { SupportAccessClient } from '../support-access-client.js';
import { KnownSessions } from './known-sessions.js';
import { SupportSessionRefused } from './session-refused.js';
import type { SupportSession } from './session-token.js';
import { SessionTokenReader } from './session-token.js';

/** How long an answer holds while the stream of changes is open: a stream that hangs tells nothing, and no longer than this. */
const FOLLOWED_MAX_AGE_MS = 15_000;
/** After a failure that a retry at once does not mend, such as a token that is refused. */
const FOLLOW_AGAIN_MS = 5_000;

export type GuardOptions = {
  /** The service's `PUBLIC_URL`, which its tokens name. */
  issuer: string;
  /** Where the service is reached from here; `issuer` when absent. */
  baseUrl?: string;
  /** The product's own token for the service, with the role `service` or `access-checker`, or a function that gives a fresh one. */
  token: ClientOptions['token'];
  /** `SESSION_AUDIENCE` of the service. */
  audience?: string;
  /** How long an answer of the service holds; 2 s unless said otherwise. 0 asks for every request. */
  maxAgeMs?: number;
  /** Whether to follow the service's changes, so that an end counts at once and the service is asked less. Ends with `close()`. */
  follow?: boolean;
  /** How long one attempt at asking may take, of which there are two; 1.5 s unless said otherwise. */
  timeoutMs?: number;
  /** Told of every failure between here and the service, for logs and metrics. */
  onTrouble?: (error: unknown) => void;
  /** Milliseconds since 1970; for tests. */
  now?: () => number;
  fetch?: Fetch;
};

/** Lets support sessions into a product of the vendor while they live, and says who acts in them. */
export class SupportSessionGuard {
  private readonly tokens: SessionTokenReader;
  private readonly sessions: KnownSessions;
  private readonly client: SupportAccessClient;
  private readonly now: () => number;
  private readonly onTrouble: (error: unknown) => void;
  private readonly closing = new AbortController();
  private isFollowing = false;

  constructor({
    issuer,
    baseUrl = issuer,
    token,
    audience = 'support-sessions',
    maxAgeMs = 2_000,
    follow = false,
    timeoutMs = 1_500,
    onTrouble = () => undefined,
    // oxlint-disable-next-line no-restricted-properties -- it runs in programs of others, which have no clock of ours
    now = () => Date.now(),
    fetch = globalThis.fetch,
  }: GuardOptions) {
    const retry = { attempts: 2, firstDelayMs: 50, longestDelayMs: 500, timeoutMs };
    this.now = now;
    this.onTrouble = onTrouble;
    this.client = new SupportAccessClient({ baseUrl, token, retry, fetch });
    const keysUrl = `${baseUrl.replace(/\/+$/, '')}/.well-known/jwks.json`;
    this.tokens = new SessionTokenReader(keysUrl, { issuer, audience }, now, { fetch, timeoutMs });
    this.sessions = new KnownSessions(
      (sent, isOf) => this.ask(sent, isOf),
      () => (this.isFollowing ? Math.max(maxAgeMs, FOLLOWED_MAX_AGE_MS) : maxAgeMs),
      isFailure,
    );
    if (follow) void this.followChanges({ baseUrl, token, fetch });
  }

  /**
   * The session that a token is of, if it lives.
   * @throws SupportSessionRefused
   */
  async check(token: string): Promise<SupportSession> {
    const session = await this.sessions.get(token);
    if (this.now() >= Date.parse(session.expiresAt)) throw new SupportSessionRefused('SESSION_EXPIRED');
    return session;
  }

  /** Stops following. Requests may still be checked. */
  close(): void {
    this.closing.abort();
  }

  private async ask(token: string, isOf: (workspace: string) => void): Promise<SupportSession> {
    try {
      const session = await this.tokens.read(token);
      isOf(session.workspace);
      const { active } = await this.client.introspect(token);
      if (!active) throw new SupportSessionRefused('SESSION_ENDED');
      return session;
    } catch (error) {
      const refused =
        error instanceof SupportSessionRefused ? error : new SupportSessionRefused('UNAVAILABLE', error);
      if (isFailure(refused)) this.onTrouble(refused.cause);
      throw refused;
    }
  }

  /** While the stream is open an end is known as it happens. Whatever was asked before it opened may have missed one. */
  private async followChanges(options: ClientOptions): Promise<void> {
    const { signal } = this.closing;
    const lost = (error: unknown): void => {
      this.isFollowing = false;
      this.onTrouble(error);
    };
    const changes = new SupportAccessClient({ ...options, onRetry: ({ cause }) => lost(cause) });
    const onOpen = (): void => {
      this.sessions.forgetAll();
      this.isFollowing = true;
    };
    while (!signal.aborted) {
      try {
        for await (const { workspaceId } of changes.changes({ signal, onOpen }))
          this.sessions.forgetWorkspace(workspaceId);
      } catch (error) {
        lost(error);
        await pause(FOLLOW_AGAIN_MS, signal);
      }
    }
    this.isFollowing = false;
  }
}

const isFailure = (error: unknown): boolean =>
  error instanceof SupportSessionRefused && error.code === 'UNAVAILABLE';
