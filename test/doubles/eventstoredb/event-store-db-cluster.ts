import type { Cluster, Member } from './event-store-db-double.js';
import { EventStoreDbDouble } from './event-store-db-double.js';
import type { Faults } from './faults.js';
import { StoredLog } from './stored-log.js';

/**
 * Several doubles of one log, one of which leads. A call that asks for the leader gets its address from the others; what
 * else they are asked they do themselves: a real one passes appends on and may lag with reads, these do neither.
 */
export class EventStoreDbCluster implements Cluster {
  readonly log = new StoredLog();
  readonly members: EventStoreDbDouble[] = [];
  readonly #dead = new Set<EventStoreDbDouble>();
  #leader: EventStoreDbDouble | undefined;

  static async start(count = 3): Promise<EventStoreDbCluster> {
    const cluster = new EventStoreDbCluster();
    for (let n = 0; n < count; n++)
      cluster.members.push(await EventStoreDbDouble.start(0, { log: cluster.log, cluster }));
    cluster.elect(0);
    return cluster;
  }

  /** By the names of all members. */
  get url(): string {
    return `esdb://${this.members.map(({ port }) => `127.0.0.1:${port}`).join(',')}?tls=false`;
  }

  /** @param index of the one that leads from now on; none while they vote */
  elect(index: number | undefined): void {
    this.#leader = index === undefined ? undefined : this.members[index];
  }

  kill(index: number): void {
    const member = this.members[index]!;
    this.#dead.add(member);
    if (this.#leader === member) this.#leader = undefined;
    member.stop();
  }

  async revive(index: number): Promise<void> {
    await this.members[index]!.start();
    this.#dead.delete(this.members[index]!);
  }

  /** How each member fails, from now on. */
  set faults(faults: Faults) {
    for (const member of this.members) Object.assign(member.faults, faults);
  }

  stop(): void {
    for (const member of this.members) member.stop();
  }

  gossip(): Member[] {
    return this.members.map((member) => ({
      port: member.port,
      state: member === this.#leader ? 'LEADER' : this.#leader === undefined ? 'UNKNOWN' : 'FOLLOWER',
      isAlive: !this.#dead.has(member),
    }));
  }

  elsewhere(port: number): ReturnType<Cluster['elsewhere']> {
    if (this.#leader === undefined) return 'nobody';
    if (this.#leader.port === port) return undefined;
    return { host: '127.0.0.1', port: this.#leader.port };
  }
}
