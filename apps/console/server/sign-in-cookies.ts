import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '#config';
import type { EpochMs } from '#domain';
import type { CookieSeal } from './cookie-seal.js';
import type { SignInSecrets } from './identity-provider.js';
import type { SessionCookies } from './session-cookies.js';

/** A sign-in may take so long. */
const LONGEST_MS = 10 * 60_000;
/** So many may be under way in one browser; when there are more, those before are given up. */
const MOST = 5;

export type BegunSignIn = SignInSecrets & { goingTo: string; begunAt: EpochMs };

/** Sign-ins that are under way, each in a cookie of its own, so that several tabs may be at it. */
export class SignInCookies {
  constructor(
    private readonly seal: CookieSeal,
    private readonly clock: Clock,
    private readonly sessions: SessionCookies,
  ) {}

  async keep(
    request: FastifyRequest,
    reply: FastifyReply,
    begun: Omit<BegunSignIn, 'begunAt'>,
  ): Promise<void> {
    const others = Object.keys(request.cookies).filter((name) => name.startsWith(this.prefix));
    if (others.length >= MOST) for (const name of others) this.sessions.drop(reply, name);
    const text = await this.seal.seal('sign-in', { ...begun, begunAt: this.clock.now() });
    this.sessions.set(reply, this.nameOf(begun.state), text, LONGEST_MS / 1_000);
  }

  /** The sign-in that a state belongs to, once; undefined when there is none, or when it took too long. */
  async take(request: FastifyRequest, reply: FastifyReply, state: string): Promise<BegunSignIn | undefined> {
    const text = request.cookies[this.nameOf(state)];
    if (text === undefined) return undefined;
    this.sessions.drop(reply, this.nameOf(state));
    const begun = await this.seal.open<BegunSignIn>('sign-in', text);
    if (begun?.state !== state || this.clock.now() >= begun.begunAt + LONGEST_MS) return undefined;
    return begun;
  }

  private get prefix(): string {
    return `${this.sessions.name}-sign-in-`;
  }

  /** A part of the state is enough to tell a few apart. */
  private nameOf(state: string): string {
    return this.prefix + state.replaceAll(/[^A-Za-z0-9_-]/g, '').slice(0, 10);
  }
}
