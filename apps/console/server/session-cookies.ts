import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '#config';
import type { EpochMs } from '#domain';
import type { CookieSeal } from './cookie-seal.js';
import type { Session, SignedIn } from './session.js';
import { IDLE_MS, LONGEST_MS } from './session.js';

/** Browsers keep 4,096 characters of a cookie, its name and attributes included. */
const CHUNK_CHARACTERS = 3_800;
const CHUNKS = 2;

/** The tokens of this person are too long for two cookies. */
export class TokensTooLongError extends Error {
  readonly code = 'TOKENS_TOO_LONG';
  constructor(readonly characters: number) {
    super(`the tokens take ${characters} characters, and ${CHUNKS * CHUNK_CHARACTERS} fit into cookies`);
  }
}

type Seen = { id: string; seenAt: EpochMs };

/**
 * Sessions, kept in the browser alone. The tokens are in one cookie and the time of the last input is in another, so that telling of input
 * never writes back tokens that a refresh, meanwhile, has replaced.
 */
export class SessionCookies {
  readonly name: string;

  /** @param secure false on a developer's loopback, where there is no HTTPS */
  constructor(
    private readonly seal: CookieSeal,
    private readonly clock: Clock,
    private readonly secure: boolean,
  ) {
    // With this prefix browsers take the cookie from this very host alone, over HTTPS, for all its paths.
    this.name = `${secure ? '__Host-' : ''}support-access`;
  }

  /** The session of a request; undefined when there is none, or when it has ended. */
  async read({ cookies }: FastifyRequest): Promise<Session | undefined> {
    const text = this.chunkNames.map((name) => cookies[name] ?? '').join('');
    const seenText = cookies[this.seenName];
    if (text === '' || seenText === undefined) return undefined;
    const [session, seen] = await Promise.all([
      this.seal.open<Session>('session', text),
      this.seal.open<Seen>('seen', seenText),
    ]);
    if (session === undefined || seen?.id !== session.id) return undefined;
    const now = this.clock.now();
    const isOver = now >= seen.seenAt + IDLE_MS || now >= session.signedInAt + LONGEST_MS;
    return isOver ? undefined : session;
  }

  /** @throws TokensTooLongError */
  async start(reply: FastifyReply, signedIn: SignedIn): Promise<void> {
    const session: Session = { ...signedIn, id: randomUUID(), signedInAt: this.clock.now() };
    await this.keep(reply, session);
    await this.touch(reply, session);
  }

  /** Writes the tokens of a session. @throws TokensTooLongError */
  async keep(reply: FastifyReply, session: Session): Promise<void> {
    const text = await this.seal.seal('session', session);
    if (text.length > CHUNKS * CHUNK_CHARACTERS) throw new TokensTooLongError(text.length);
    for (const [i, name] of this.chunkNames.entries()) {
      const chunk = text.slice(i * CHUNK_CHARACTERS, (i + 1) * CHUNK_CHARACTERS);
      if (chunk === '') this.drop(reply, name);
      else this.set(reply, name, chunk);
    }
  }

  /** Notes that there was input. */
  async touch(reply: FastifyReply, { id }: Session): Promise<void> {
    const seen: Seen = { id, seenAt: this.clock.now() };
    this.set(reply, this.seenName, await this.seal.seal('seen', seen));
  }

  clear(reply: FastifyReply): void {
    for (const name of [...this.chunkNames, this.seenName]) this.drop(reply, name);
  }

  /** Sets a cookie that no script and no other site can read. @param maxAgeSeconds absent: until the browser is closed */
  set(reply: FastifyReply, name: string, value: string, maxAgeSeconds?: number): void {
    void reply.setCookie(name, value, {
      ...this.attributes,
      ...(maxAgeSeconds !== undefined && { maxAge: maxAgeSeconds }),
    });
  }

  drop(reply: FastifyReply, name: string): void {
    void reply.clearCookie(name, this.attributes);
  }

  private get attributes() {
    return { path: '/', httpOnly: true, sameSite: 'lax', secure: this.secure } as const;
  }

  private get chunkNames(): string[] {
    return Array.from({ length: CHUNKS }, (_, i) => (i === 0 ? this.name : `${this.name}-${i + 1}`));
  }

  private get seenName(): string {
    return `${this.name}-seen`;
  }
}
