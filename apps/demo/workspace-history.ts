import type { Command, EpochMs, Tier } from '#domain';
import { MINUTE_MS } from '#domain';
import type { Cast, DemoEngineer, DemoWorkspace } from './cast.js';
import { OLIVIAS } from './cast.js';
import { DAY_MS, HOUR_MS, inOfficeHours } from './office-hours.js';
import type { Random } from './random.js';
import type { Circumstances, Step } from './step.js';
import { SupportCase } from './support-case.js';

/** Mean days between the end of one case and the next ticket. */
const CALM_DAYS: Record<Tier, number> = { business: 8, team: 14, free: 40 };
/** Cases of Olivia's stop this long before the end, so that the last one, which the demo shows, meets no other. */
const QUIET_MS = 10 * DAY_MS;

type Owners = { from: EpochMs; ownerIds: readonly string[] };

/** Three months of one workspace. */
export class WorkspaceHistory {
  private readonly steps: Step[] = [];
  private readonly owners: Owners[];
  private ssoFrom: EpochMs;

  constructor(
    private readonly workspace: DemoWorkspace,
    private readonly cast: Cast,
    private readonly circumstances: Circumstances,
    private readonly random: Random,
    private readonly joinedAt: EpochMs,
  ) {
    this.owners = [{ from: joinedAt, ownerIds: workspace.ownerIds }];
    this.ssoFrom = workspace.forcedSso ? joinedAt : Infinity;
  }

  plan(): Step[] {
    const isOlivias = OLIVIAS.some(({ id }) => id === this.workspace.id);
    this.update(this.joinedAt);
    if (!isOlivias) this.change();
    const until = this.circumstances.until - (isOlivias ? QUIET_MS : 0);
    let openedAt = this.nextTicket(this.joinedAt);
    while (openedAt < until) openedAt = this.nextTicket(this.playCase(openedAt));
    if (isOlivias) this.endWithOlivia();
    return this.steps;
  }

  /** Owners come and go, plans grow, and some turn forced sign-on on, with or without a grant that is active. */
  private change(): void {
    const { random, workspace } = this;
    const { from, until } = this.circumstances;
    const someday = (): EpochMs =>
      inOfficeHours(from + random.next() * (until - from), workspace.utcOffsetHours, random);
    const leaves = workspace.ownerIds.length > 1 && random.chance(0.25) ? someday() : Infinity;
    if (leaves > this.joinedAt && leaves < until) {
      this.owners.push({ from: leaves, ownerIds: workspace.ownerIds.slice(1) });
      this.update(leaves);
    }
    const ssoFrom = workspace.tier === 'business' && random.chance(0.3) ? someday() : Infinity;
    if (workspace.forcedSso || ssoFrom <= this.joinedAt || ssoFrom >= until) return;
    this.ssoFrom = ssoFrom;
    this.update(ssoFrom);
  }

  private update(at: EpochMs): void {
    const { id: workspaceId, name, tier } = this.workspace;
    const data = { workspaceId, name, tier, forcedSso: at >= this.ssoFrom, ownerIds: [...this.ownersAt(at)] };
    this.steps.push({ at, workspaceId, command: (): Command => ({ type: 'UpdateWorkspace', data }) });
  }

  /** @returns when it is over */
  private playCase(openedAt: EpochMs): EpochMs {
    const { random, ssoFrom } = this;
    const supportCase = this.newCase(openedAt);
    if (openedAt >= ssoFrom) {
      // They find out that they cannot, and the ticket goes on without access.
      supportCase.grant(openedAt + random.int(5, 90) * MINUTE_MS, 10_080);
      this.steps.push(...supportCase.steps);
      return openedAt + 25 * DAY_MS;
    }
    const over = supportCase.play(openedAt);
    // Forced sign-on ends the grant, and with it the case.
    this.steps.push(...supportCase.steps.filter(({ at }) => at < ssoFrom));
    return over;
  }

  /**
   * What the demo invites to look at: an engineer is in right now and asks for more time, another grant ends while you watch, and somebody
   * asks to enter where somebody else was declined.
   */
  private endWithOlivia(): void {
    const { until } = this.circumstances;
    const [inside, ending, asking] = OLIVIAS;
    const [erin, colleague] = this.cast.engineers as [DemoEngineer, DemoEngineer];
    if (this.workspace.id === inside?.id) {
      const grantedAt = until - 3 * HOUR_MS;
      const supportCase = this.newCase(grantedAt - HOUR_MS);
      supportCase.grant(grantedAt, 1_440);
      supportCase.logins.visit(grantedAt + 25 * MINUTE_MS, erin, until);
      supportCase.requestMore(until - 9 * MINUTE_MS, erin, 1_440);
      supportCase.logins.login(until - 6 * MINUTE_MS, erin);
      this.steps.push(...supportCase.steps);
    } else if (this.workspace.id === ending?.id) {
      const grantedAt = until - 57 * MINUTE_MS;
      const supportCase = this.newCase(grantedAt - HOUR_MS);
      supportCase.grant(grantedAt, 60);
      supportCase.logins.login(until - 40 * MINUTE_MS, erin);
      this.steps.push(...supportCase.steps);
    } else if (this.workspace.id === asking?.id) {
      const supportCase = this.newCase(until - 6 * HOUR_MS);
      supportCase.decline(until - 4 * HOUR_MS, supportCase.request(until - 5 * HOUR_MS, erin, 4_320));
      supportCase.request(until - 20 * MINUTE_MS, colleague, 1_440);
      this.steps.push(...supportCase.steps);
    }
  }

  private newCase(openedAt: EpochMs): SupportCase {
    const { cast, circumstances, random, workspace } = this;
    return new SupportCase(
      workspace,
      this.ownersAt(openedAt),
      cast.engineers,
      circumstances,
      random.fork(String(openedAt)),
      openedAt,
    );
  }

  private nextTicket(after: EpochMs): EpochMs {
    const { random, workspace } = this;
    const at = after + random.wait(CALM_DAYS[workspace.tier] * DAY_MS);
    return Math.round(inOfficeHours(at, workspace.utcOffsetHours, random));
  }

  private ownersAt(at: EpochMs): readonly string[] {
    return this.owners.findLast(({ from }) => from <= at)!.ownerIds;
  }
}
