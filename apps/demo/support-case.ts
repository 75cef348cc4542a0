import type { Actor, EpochMs, SupportAccessEvent } from '#domain';
import { MINUTE_MS } from '#domain';
import type { DemoEngineer, DemoWorkspace } from './cast.js';
import { DAY_MS, HOUR_MS, inOfficeHours } from './office-hours.js';
import type { Random } from './random.js';
import type { Circumstances, Step } from './step.js';
import { isIn } from './step.js';
import { GRANT_REASONS, LOGIN_REASONS, REVOKE_REASONS } from './words.js';

/** Minutes that owners choose, and how often. Seven days is what the page offers. */
const DURATIONS = new Map([
  [10_080, 40],
  [1_440, 22],
  [4_320, 14],
  [480, 12],
  [120, 8],
  [60, 4],
]);
const CLOCK_BEHIND_MS = 40 * MINUTE_MS;
const VENDOR: Actor = { id: 'victor', kind: 'vendor', name: 'Victor Hale' };

/** One ticket from the day it is filed until nobody has access any more: everything that somebody does about it. */
export class SupportCase {
  readonly steps: Step[] = [];
  readonly ticketId: string;
  private grantId: string | undefined;
  private sessionId: string | undefined;

  constructor(
    private readonly workspace: DemoWorkspace,
    private readonly ownerIds: readonly string[],
    private readonly engineers: readonly DemoEngineer[],
    private readonly circumstances: Circumstances,
    private readonly random: Random,
    openedAt: EpochMs,
  ) {
    // The help desk counts up, also for tickets that need no access.
    this.ticketId = `SUP-${20_000 + Math.floor((openedAt - circumstances.from) / (4 * MINUTE_MS))}`;
  }

  /** Plays one random support case. @returns its end */
  play(openedAt: EpochMs): EpochMs {
    const { random, workspace } = this;
    const asked = inOfficeHours(openedAt + random.int(5, 180) * MINUTE_MS, workspace.utcOffsetHours, random);
    if (random.chance(0.07)) this.login(asked - 3 * MINUTE_MS);
    if (random.chance(0.03)) this.grant(asked - 2 * MINUTE_MS, 1_440, workspace.memberId);
    const durationMinutes = random.weighted(DURATIONS);
    this.grant(asked, durationMinutes);
    const expiresAt = asked + durationMinutes * MINUTE_MS;
    if (random.chance(0.05)) this.grant(asked + random.int(2, 55) * MINUTE_MS, 10_080);
    const lastLogin = this.logins(asked, expiresAt);
    return this.end(lastLogin, expiresAt);
  }

  grant(at: EpochMs, durationMinutes: number, by = this.random.pick(this.ownerIds)): void {
    const { random, ticketId, workspace } = this;
    const named = random.chance(0.9) && { ticketId };
    const explained = random.chance(0.7) && { reason: random.pick(GRANT_REASONS) };
    this.add(at, {
      command: () => ({
        type: 'GrantSupportAccess',
        data: {
          workspaceId: workspace.id,
          actor: { id: by, kind: 'user' },
          durationMinutes,
          ...named,
          ...explained,
        },
      }),
      learn: (events) => (this.grantId ??= findGrantId(events)),
    });
  }

  login(at: EpochMs, engineer = this.random.pick(this.engineers), { withTicket = true } = {}): void {
    const { ticketId } = this;
    const { id, name, email, ipAddress, userAgent } = engineer;
    const person = { id, ...(name !== undefined && { name }), ...(email !== undefined && { email }) };
    const reason = this.random.pick(LOGIN_REASONS);
    this.add(at, {
      command: () => ({
        type: 'RecordSupportLogin',
        data: {
          workspaceId: this.workspace.id,
          engineer: person,
          ...(withTicket && { ticketId }),
          reason,
          ipAddress,
          userAgent,
        },
      }),
      learn: (events) => (this.sessionId = findSessionId(events) ?? this.sessionId),
    });
  }

  /** @returns the last one's time */
  private logins(grantedAt: EpochMs, expiresAt: EpochMs): EpochMs {
    const { circumstances, random } = this;
    const engineer = random.pick(this.engineers);
    let last = grantedAt;
    for (let left = random.int(1, 5); left > 0; left--) {
      const who = random.chance(0.8) ? engineer : random.pick(this.engineers);
      const wait = random.chance(0.5) ? random.int(4, 90) : random.int(90, 1_500);
      const at = inOfficeHours(last + wait * MINUTE_MS, who.utcOffsetHours, random);
      if (at >= expiresAt) break;
      if (last === grantedAt && isIn(circumstances.clockBehind, grantedAt) && random.chance(0.3))
        this.loginAtSlowHost(grantedAt, who);
      const forgetsTicket = random.chance(0.15);
      if (forgetsTicket) this.login(at, who, { withTicket: false });
      if (!forgetsTicket || isIn(circumstances.ticketsRequired, at)) this.login(at + MINUTE_MS, who);
      if (random.chance(0.007)) this.renewFromInside(at + 20 * MINUTE_MS);
      last = at + MINUTE_MS;
    }
    return last;
  }

  /** Met soon after the grant by a host that still lives before it. */
  private loginAtSlowHost(grantedAt: EpochMs, engineer: DemoEngineer): void {
    this.login(grantedAt + 2 * MINUTE_MS, engineer);
    this.steps.at(-1)!.clockBehindMs = CLOCK_BEHIND_MS;
  }

  /** An engineer in the owner's seat presses Grant: no access renews itself. */
  private renewFromInside(at: EpochMs): void {
    const owner = this.random.pick(this.ownerIds);
    this.add(at, {
      command: () =>
        this.sessionId === undefined
          ? undefined
          : {
              type: 'GrantSupportAccess',
              data: {
                workspaceId: this.workspace.id,
                actor: { id: owner, kind: 'user', sessionId: this.sessionId },
                durationMinutes: 10_080,
                ticketId: this.ticketId,
              },
            },
    });
  }

  /** Ends the grant, by a revocation or by its time. @returns when */
  private end(lastLogin: EpochMs, expiresAt: EpochMs): EpochMs {
    const { random, workspace } = this;
    const solved = lastLogin + random.int(10, 900) * MINUTE_MS;
    const revokedAt = inOfficeHours(solved, workspace.utcOffsetHours, random);
    if (revokedAt >= expiresAt || random.chance(0.4)) return this.expire(expiresAt);
    const byVendor = random.chance(0.07);
    this.revoke(revokedAt, byVendor ? VENDOR : { id: random.pick(this.ownerIds), kind: 'user' });
    if (random.chance(0.05))
      this.revoke(revokedAt + 40_000, { id: random.pick(this.ownerIds), kind: 'user' });
    if (random.chance(0.06)) this.login(revokedAt + random.int(1, 50) * MINUTE_MS);
    return revokedAt + HOUR_MS;
  }

  private revoke(at: EpochMs, actor: Actor): void {
    const names = this.random.chance(0.6);
    const explained = this.random.chance(0.4) && { reason: this.random.pick(REVOKE_REASONS) };
    this.add(at, {
      command: () => ({
        type: 'RevokeSupportAccess',
        data: {
          workspaceId: this.workspace.id,
          actor,
          ...(names && this.grantId !== undefined && { grantId: this.grantId }),
          ...explained,
        },
      }),
    });
  }

  /** What the expiry saga does: within a second, or as soon as it runs again. */
  expire(expiresAt: EpochMs): EpochMs {
    const { expiryDown } = this.circumstances;
    const lag = this.random.int(5, 900);
    const at = isIn(expiryDown, expiresAt) ? expiryDown.until + lag : expiresAt + lag;
    this.add(at, {
      command: () =>
        this.grantId === undefined
          ? undefined
          : { type: 'ExpireSupportAccess', data: { workspaceId: this.workspace.id, grantId: this.grantId } },
    });
    const late = this.random.chance(0.09);
    if (late) this.login(expiresAt + this.random.int(4, 600) * MINUTE_MS);
    return Math.max(at, late ? expiresAt + DAY_MS / 2 : 0);
  }

  private add(at: EpochMs, step: Omit<Step, 'at' | 'workspaceId'>): void {
    this.steps.push({ at, workspaceId: this.workspace.id, ...step });
  }
}

const findGrantId = (events: readonly SupportAccessEvent[]): string | undefined =>
  events.find((event) => event.type === 'SupportAccessGranted')?.data.grantId;

const findSessionId = (events: readonly SupportAccessEvent[]): string | undefined =>
  events.find((event) => event.type === 'SupportLogin')?.data.sessionId;
