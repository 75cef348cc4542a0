import type { Actor, EpochMs } from '#domain';
import { MINUTE_MS } from '#domain';
import { CaseLogins, VENDOR } from './case-logins.js';
import type { AskedFor } from './case-steps.js';
import { CaseSteps } from './case-steps.js';
import type { DemoEngineer, DemoWorkspace } from './cast.js';
import { DAY_MS, HOUR_MS, inOfficeHours } from './office-hours.js';
import type { Random } from './random.js';
import type { Circumstances, Step } from './step.js';
import { CLOSE_REASONS, DECLINE_REASONS, EXTENSION_REASONS, GRANT_REASONS, REVOKE_REASONS } from './words.js';

/** Minutes that owners choose, and how often. Seven days is what the page offers. */
const DURATIONS = new Map([
  [10_080, 40],
  [1_440, 22],
  [4_320, 14],
  [480, 12],
  [120, 8],
  [60, 4],
]);
/** Minutes that engineers ask for: little. */
const ASKED_MINUTES = new Map([
  [1_440, 60],
  [480, 20],
  [4_320, 15],
  [120, 5],
]);
/** What becomes of a request. */
const ANSWERS = new Map<'approved' | 'declined' | 'withdrawn' | 'expired', number>([
  ['approved', 78],
  ['declined', 8],
  ['withdrawn', 7],
  ['expired', 7],
]);

/** One ticket from the day it is filed until nobody has access any more: everything that somebody does about it. */
export class SupportCase {
  readonly logins: CaseLogins;
  private readonly made: CaseSteps;
  private namesTicket = false;

  constructor(
    private readonly workspace: DemoWorkspace,
    private readonly ownerIds: readonly string[],
    private readonly engineers: readonly DemoEngineer[],
    private readonly circumstances: Circumstances,
    private readonly random: Random,
    openedAt: EpochMs,
  ) {
    // The help desk counts up, also for tickets that need no access.
    const ticketId = `SUP-${20_000 + Math.floor((openedAt - circumstances.from) / (4 * MINUTE_MS))}`;
    this.made = new CaseSteps({ workspaceId: workspace.id, ticketId, circumstances, random });
    this.logins = new CaseLogins(this.made, engineers, ownerIds);
  }

  get steps(): readonly Step[] {
    return this.made.all;
  }

  /** Plays one random support case. @returns its end */
  play(openedAt: EpochMs): EpochMs {
    const { random } = this;
    const engineer = random.pick(this.engineers);
    const triagedAt = openedAt + random.int(5, 180) * MINUTE_MS;
    if (random.chance(0.45)) return this.playRequest(triagedAt, engineer);
    const at = this.officeHours(triagedAt);
    if (random.chance(0.07)) this.logins.login(at - 3 * MINUTE_MS, engineer);
    if (random.chance(0.03)) this.grant(at - 2 * MINUTE_MS, 1_440, this.workspace.memberId);
    const minutes = random.weighted(DURATIONS);
    this.grant(at, minutes);
    return this.playGrant(at, minutes, engineer);
  }

  /** The engineer asks first. @returns the end of the case */
  private playRequest(triagedAt: EpochMs, engineer: DemoEngineer): EpochMs {
    const { random, made } = this;
    const askedAt = inOfficeHours(triagedAt, engineer.utcOffsetHours, random);
    const minutes = random.weighted(ASKED_MINUTES);
    const asked = this.request(askedAt, engineer, minutes);
    if (random.chance(0.06)) this.request(askedAt + random.int(10, 50) * MINUTE_MS, engineer, minutes);
    const answeredAt = this.officeHours(askedAt + random.int(2, 600) * MINUTE_MS);
    const answer = random.weighted(ANSWERS);
    if (answer === 'approved') return this.approve(answeredAt, asked, minutes, engineer);
    if (answer === 'expired') return made.expireRequest(askedAt, asked);
    if (answer === 'withdrawn') {
      made.turnDown(askedAt + random.int(20, 400) * MINUTE_MS, asked, { engineer });
      return askedAt + DAY_MS;
    }
    this.decline(answeredAt, asked);
    return answeredAt + HOUR_MS;
  }

  private approve(at: EpochMs, asked: AskedFor, minutes: number, engineer: DemoEngineer): EpochMs {
    const { random, made } = this;
    const owner: Actor = { id: this.owner(), kind: 'user' };
    // A colleague asks as well; the owner answers one of them.
    const colleague = random.pick(this.engineers);
    if (colleague !== engineer && random.chance(0.12)) this.request(at - MINUTE_MS, colleague, 480);
    this.namesTicket = true;
    made.grant(at, owner, { asked });
    // Pressed in two tabs.
    if (random.chance(0.04)) made.grant(at + 9_000, owner, { asked });
    return this.playGrant(at, minutes, engineer);
  }

  /** From a grant to the end of the case. @returns when */
  private playGrant(grantedAt: EpochMs, minutes: number, engineer: DemoEngineer): EpochMs {
    const { random } = this;
    let expiresAt = grantedAt + minutes * MINUTE_MS;
    if (random.chance(0.05)) this.grant(grantedAt + random.int(2, 55) * MINUTE_MS, 10_080);
    let last = this.logins.play(grantedAt, expiresAt, engineer);
    const extended = this.extend(last, expiresAt, minutes, engineer);
    if (extended > expiresAt) {
      expiresAt = extended;
      last = this.logins.play(last, expiresAt, engineer);
    }
    return this.end(last, expiresAt);
  }

  /** An owner gives more time, asked or not. @returns the grant's end then */
  private extend(last: EpochMs, expiresAt: EpochMs, minutes: number, engineer: DemoEngineer): EpochMs {
    const { random, made } = this;
    const at = this.officeHours(last + random.int(5, 120) * MINUTE_MS);
    const isLong = minutes > 4_320;
    if (at >= expiresAt - 10 * MINUTE_MS || !random.chance(isLong ? 0.03 : 0.3)) return expiresAt;
    const more = random.pick([120, 480, 1_440]);
    const owner = this.owner();
    if (random.chance(0.5)) made.extend(at, owner, { minutes: more });
    else {
      made.extend(at, owner, { asked: this.requestMore(at - 8 * MINUTE_MS, engineer, more) });
    }
    // Not past seven days in all.
    return isLong ? expiresAt : expiresAt + more * MINUTE_MS;
  }

  request(at: EpochMs, engineer: DemoEngineer, durationMinutes: number): AskedFor {
    return this.made.request(at, engineer, { durationMinutes, reason: this.random.pick(GRANT_REASONS) });
  }

  /** Asks to leave the grant as it is for longer. */
  requestMore(at: EpochMs, engineer: DemoEngineer, durationMinutes: number): AskedFor {
    const reason = this.random.pick(EXTENSION_REASONS);
    return this.made.request(at, engineer, { durationMinutes, reason, more: true });
  }

  decline(at: EpochMs, asked: AskedFor): void {
    this.made.turnDown(at, asked, { ownerId: this.owner(), reason: this.random.pick(DECLINE_REASONS) });
  }

  grant(at: EpochMs, durationMinutes: number, by = this.owner()): void {
    const { random } = this;
    const namesTicket = random.chance(0.9);
    const reason = random.chance(0.7) ? random.pick(GRANT_REASONS) : undefined;
    if (this.ownerIds.includes(by)) this.namesTicket ||= namesTicket;
    const terms = { durationMinutes, namesTicket, ...(reason !== undefined && { reason }) };
    this.made.grant(at, { id: by, kind: 'user' }, terms);
  }

  /** Ends the grant, by a revocation, with its ticket, or by its time. @returns when */
  private end(lastLogin: EpochMs, expiresAt: EpochMs): EpochMs {
    const { random, made } = this;
    const endsAt = this.officeHours(lastLogin + random.int(10, 900) * MINUTE_MS);
    const closes = random.chance(0.6);
    const reason = random.pick(CLOSE_REASONS);
    if (endsAt >= expiresAt || random.chance(0.3)) {
      if (closes) made.closeTicket(expiresAt + random.int(60, 900) * MINUTE_MS, reason);
      return this.expire(expiresAt);
    }
    if (closes && random.chance(0.5)) {
      made.closeTicket(endsAt, reason);
      // Without the ticket in it the grant lasts to its time.
      return this.namesTicket ? endsAt + HOUR_MS : this.expire(expiresAt);
    }
    const byVendor = random.chance(0.07);
    this.revoke(endsAt, byVendor ? VENDOR : { id: this.owner(), kind: 'user' });
    if (random.chance(0.05)) this.revoke(endsAt + 40_000, { id: this.owner(), kind: 'user' });
    if (random.chance(0.06))
      this.logins.login(endsAt + random.int(1, 50) * MINUTE_MS, random.pick(this.engineers));
    if (closes) made.closeTicket(endsAt + random.int(55, 59) * MINUTE_MS, reason);
    return endsAt + HOUR_MS;
  }

  private revoke(at: EpochMs, actor: Actor): void {
    const { random } = this;
    const names = random.chance(0.6);
    const reason = random.chance(0.4) ? random.pick(REVOKE_REASONS) : undefined;
    this.made.revoke(at, actor, { names, ...(reason !== undefined && { reason }) });
  }

  private expire(expiresAt: EpochMs): EpochMs {
    const { random } = this;
    const at = this.made.expire(expiresAt);
    const late = random.chance(0.09);
    if (late) this.logins.login(expiresAt + random.int(4, 600) * MINUTE_MS, random.pick(this.engineers));
    return Math.max(at, late ? expiresAt + DAY_MS / 2 : 0);
  }

  private owner(): string {
    return this.random.pick(this.ownerIds);
  }

  private officeHours(at: EpochMs): EpochMs {
    return inOfficeHours(at, this.workspace.utcOffsetHours, this.random);
  }
}
