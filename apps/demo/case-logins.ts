import type { Actor, EpochMs } from '#domain';
import { MINUTE_MS } from '#domain';
import type { CaseSteps, Login } from './case-steps.js';
import type { DemoEngineer } from './cast.js';
import { inOfficeHours } from './office-hours.js';
import { isIn } from './step.js';
import { LOGIN_REASONS } from './words.js';

export const SESSION_MINUTES = 60;
export const VENDOR: Actor = { id: 'victor', kind: 'vendor', name: 'Victor Hale' };
const CLOCK_BEHIND_MS = 40 * MINUTE_MS;

/** Who goes in during a case, and how they come out. */
export class CaseLogins {
  constructor(
    private readonly made: CaseSteps,
    private readonly engineers: readonly DemoEngineer[],
    private readonly ownerIds: readonly string[],
  ) {}

  /** Some logins after `from`. @returns the last one's time */
  play(from: EpochMs, expiresAt: EpochMs, engineer: DemoEngineer): EpochMs {
    const { circumstances, random } = this.made.of;
    let last = from;
    for (let left = random.int(1, 5); left > 0; left--) {
      const who = random.chance(0.8) ? engineer : random.pick(this.engineers);
      const wait = random.chance(0.5) ? random.int(4, 90) : random.int(90, 1_500);
      const at = inOfficeHours(last + wait * MINUTE_MS, who.utcOffsetHours, random);
      if (at >= expiresAt) break;
      if (last === from && isIn(circumstances.clockBehind, from) && random.chance(0.3))
        this.loginAtSlowHost(from, who);
      const forgetsTicket = random.chance(0.15);
      if (forgetsTicket) this.visit(at, who, expiresAt, false);
      if (!forgetsTicket || isIn(circumstances.ticketsRequired, at))
        this.visit(at + MINUTE_MS, who, expiresAt);
      last = at + MINUTE_MS;
    }
    return last;
  }

  /** Goes in, and is out by the end of the grant. */
  visit(at: EpochMs, engineer: DemoEngineer, until: EpochMs, withTicket = true): void {
    const { random } = this.made.of;
    const login = this.login(at, engineer, withTicket);
    this.leave(at, login, engineer, until);
    if (random.chance(0.01)) this.renewFromInside(at + 3 * MINUTE_MS, login);
  }

  login(at: EpochMs, engineer: DemoEngineer, withTicket = true): Login {
    const reason = this.made.of.random.pick(LOGIN_REASONS);
    return this.made.login(at, engineer, { reason, withTicket });
  }

  /** Logs out, is logged out by somebody, or stays until the session is over. */
  private leave(loggedInAt: EpochMs, login: Login, engineer: DemoEngineer, until: EpochMs): void {
    const { made } = this;
    const { random } = made.of;
    const at = loggedInAt + random.int(4, SESSION_MINUTES - 4) * MINUTE_MS;
    const logsOut = random.chance(0.45);
    if (logsOut && at < until) made.endSession(at, login, { engineer });
    else if (random.chance(0.02) && at < until)
      made.endSession(at, login, { actor: random.chance(0.5) ? VENDOR : { id: this.owner(), kind: 'user' } });
    const over = loggedInAt + SESSION_MINUTES * MINUTE_MS;
    if (over >= until) return;
    made.expireSession(over, login);
    // The page was still open.
    if (!logsOut && random.chance(0.03))
      made.endSession(over + random.int(2, 50) * MINUTE_MS, login, { engineer });
  }

  /** Met soon after the grant by a host that still lives before it. */
  private loginAtSlowHost(grantedAt: EpochMs, engineer: DemoEngineer): void {
    this.login(grantedAt + 2 * MINUTE_MS, engineer);
    this.made.all.at(-1)!.clockBehindMs = CLOCK_BEHIND_MS;
  }

  /** An engineer in the owner's seat presses Grant: no access renews itself. */
  private renewFromInside(at: EpochMs, login: Login): void {
    const { workspaceId, ticketId } = this.made.of;
    const id = this.owner();
    this.made.add(at, () => {
      const { sessionId } = login;
      if (sessionId === undefined) return undefined;
      const actor = { id, kind: 'user' as const, sessionId };
      return {
        type: 'GrantSupportAccess',
        data: { workspaceId, actor, durationMinutes: 10_080, ticketId },
      };
    });
  }

  private owner(): string {
    return this.made.of.random.pick(this.ownerIds);
  }
}
