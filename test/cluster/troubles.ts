import { setTimeout as sleep } from 'node:timers/promises';
import type { Role } from '#config';
import type { PlannedCommand } from '../support/command-planner.js';
import { eventually } from '../support/eventually.js';
import { grantInThePast } from '../support/grant-in-the-past.js';
import type { Random } from '../support/random.js';
import type { ClusterScene } from './cluster-scene.js';
import type { Member } from './member.js';
import type { Takeover, WriteAudit } from './write-audit.js';

type Way = 'killed' | 'held';

const LEASED: readonly Role[] = ['projections', 'publisher', 'expiry'];
const PATIENCE_MS = 60_000;
/** How long a process is held at most after somebody else has its role, or when nobody takes it. */
const MAX_HELD_MS = 3_000;
/** Grants that end while nobody is there to record it, or just after. */
const DUE = { grants: 8, withinMs: 3_000 };

/** Kills and holds the active processes of a cluster, and remembers how often, and how long their roles were nobody's. */
export class Troubles {
  /** Commands of our own. */
  readonly grants: PlannedCommand[] = [];
  readonly #counts: Record<Way, Record<string, number>> = { killed: {}, held: {} };
  readonly #handovers: { what: string; at: number; next: Takeover }[] = [];
  #due = 0;

  constructor(
    private readonly scene: ClusterScene,
    private readonly audit: WriteAudit,
  ) {}

  /** Half of the times with SIGKILL, half with SIGSTOP. */
  async again(role: Role, times: number, random: Random, say: (line: string) => void): Promise<void> {
    for (let n = 1; n <= times; n++) {
      const way = n % 2 === 1 ? 'killed' : 'held';
      if (LEASED.includes(role)) await this.#leader(role, way, random);
      else await this.#oneOf(role, way, random);
      this.#counts[way][role] = (this.#counts[way][role] ?? 0) + 1;
      if (n % 10 === 0) say(`${role}: ${n} of ${times}`);
    }
  }

  async counts() {
    const writes = await this.audit.writes();
    const takeoverMs = new Map<string, number[]>();
    const workMs = new Map<string, number[]>();
    for (const { what, at, next } of this.#handovers) {
      listIn(takeoverMs, what).push(next.at - at);
      const first = writes.find(
        ({ role, application, at: then }) =>
          role === next.role && application === next.application && then >= next.at,
      );
      // Unless it lost the role before it had anything to write.
      if (first) listIn(workMs, what).push(first.at - at);
    }
    return { ...this.#counts, takeoverMs: spreads(takeoverMs), workMs: spreads(workMs) };
  }

  async #leader(role: Role, way: Way, random: Random): Promise<void> {
    const { cluster } = this.scene;
    await cluster.ready(cluster.with(role));
    const leader = await cluster.leader(role, PATIENCE_MS);
    const before = await this.#newest(role);
    if (role === 'expiry') await this.#grantsThatEnd(random);
    await sleep(random.int(0, 1_500));
    const at = Date.now();
    if (way === 'killed') await leader.service.stop('SIGKILL');
    else leader.service.signal('SIGSTOP');
    const next = await this.#takenFrom(role, leader, before);
    this.#handovers.push({ what: `${role} ${way}`, at, next });
    if (way === 'killed') return leader.launch();
    await sleep(random.int(0, MAX_HELD_MS));
    leader.service.signal('SIGCONT');
  }

  /** The first term after a token that is another process'. */
  async #takenFrom(role: Role, { life }: Member, before: Takeover | undefined): Promise<Takeover> {
    let next: Takeover | undefined;
    const isTaken = async (): Promise<boolean> => {
      next = await this.#newest(role);
      return next !== undefined && next.token !== before?.token && next.application !== life;
    };
    const instead = (): string => `${JSON.stringify(next)}\n${this.scene.cluster.output}`;
    await eventually(`${role} is taken over`, isTaken, { timeoutMs: PATIENCE_MS, everyMs: 100, instead });
    return next!;
  }

  async #newest(role: Role): Promise<Takeover | undefined> {
    return (await this.audit.takeovers()).findLast((takeover) => takeover.role === role);
  }

  /** Where several are active, the others go on: the group gives them the partitions, clients ask them. */
  async #oneOf(role: Role, way: Way, random: Random): Promise<void> {
    const { cluster } = this.scene;
    const member = random.pick(cluster.with(role));
    await cluster.ready([member]);
    await sleep(random.int(0, 1_500));
    if (way === 'killed') {
      await this.scene.kill(member);
      await sleep(random.int(0, 1_000));
      return member.launch();
    }
    member.service.signal('SIGSTOP');
    // As if it had been held for longer than the group waits.
    if (role === 'commands' && random.chance(0.7)) await this.scene.expel(member);
    await sleep(random.int(200, MAX_HELD_MS));
    member.service.signal('SIGCONT');
  }

  async #grantsThatEnd(random: Random): Promise<void> {
    const workspaces = Array.from({ length: DUE.grants }, () => `due-${(this.#due += 1)}`);
    const now = Date.now();
    const endsAt = (): number => now + random.int(0, DUE.withinMs);
    this.grants.push(...(await grantInThePast(this.scene.store.url, workspaces, endsAt)));
  }
}

function listIn(lists: Map<string, number[]>, key: string): number[] {
  let list = lists.get(key);
  if (list === undefined) lists.set(key, (list = []));
  return list;
}

const spreads = (lists: ReadonlyMap<string, number[]>) =>
  Object.fromEntries([...lists].map(([what, values]) => [what, spread(values)]));

/** Of measured times. */
export function spread(values: readonly number[]): { median: number; most: number } {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: Math.round(sorted[sorted.length >> 1] ?? 0), most: Math.round(sorted.at(-1) ?? 0) };
}
