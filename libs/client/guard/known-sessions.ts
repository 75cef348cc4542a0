import type { SupportSession } from './session-token.js';

/** Tokens. The oldest answer is forgotten first, and asked for again when it is needed. */
const MAX_KNOWN = 10_000;

type Known = { askedAt: number; workspace?: string; answer: Promise<SupportSession> };

/** Answers to "does this session live?", each for a short while. Requests that come meanwhile share one question. */
export class KnownSessions {
  private readonly known = new Map<string, Known>();

  /**
   * @param ask called for a token of which nothing young enough is known; its refusals are kept like its admissions, and its
   *   failures are not
   * @param maxAgeMs how long an answer holds, counted from when it was asked for
   */
  constructor(
    private readonly ask: (token: string, isOf: (workspace: string) => void) => Promise<SupportSession>,
    private readonly maxAgeMs: () => number,
    private readonly isFailure: (error: unknown) => boolean,
  ) {}

  async get(token: string): Promise<SupportSession> {
    const known = this.known.get(token);
    if (known && performance.now() - known.askedAt < this.maxAgeMs()) return known.answer;
    return this.renew(token).answer;
  }

  /** What is being asked now is forgotten, too: its answer may be older than the reason to forget it. */
  forgetWorkspace(workspace: string): void {
    for (const [token, known] of this.known)
      if (known.workspace === undefined || known.workspace === workspace) this.known.delete(token);
  }

  forgetAll(): void {
    this.known.clear();
  }

  private renew(token: string): Known {
    const known: Known = {
      askedAt: performance.now(),
      answer: this.ask(token, (workspace) => (known.workspace = workspace)),
    };
    known.answer.catch((error: unknown) => {
      if (this.isFailure(error) && this.known.get(token) === known) this.known.delete(token);
    });
    // Behind those that were asked before it.
    this.known.delete(token);
    this.known.set(token, known);
    if (this.known.size > MAX_KNOWN) this.known.delete(this.known.keys().next().value!);
    return known;
  }
}
