import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Role } from '#config';
import { eventually } from '../support/eventually.js';
import type { Random } from '../support/random.js';
import type { Layout } from './layout.js';
import { Member } from './member.js';

export type ClusterSettings = {
  layout: Layout;
  /** For keys and indexes; it outlives the processes. */
  directory: string;
  eventStoreUrl: string;
  readModelUrl: string;
  env?: Record<string, string>;
  /** Of members by name; the others take free ones. */
  ports?: Readonly<Record<string, number>>;
};

/** The service as several processes on the same stores, each of which may be killed, held, and started again. */
export class Cluster {
  private constructor(readonly members: readonly Member[]) {}

  static async prepare(settings: ClusterSettings): Promise<Cluster> {
    const { layout, directory, eventStoreUrl, readModelUrl, env, ports = {} } = settings;
    const indexes = join(directory, 'event-index');
    await mkdir(indexes, { recursive: true });
    const shared = { EVENT_STORE_URL: eventStoreUrl, EVENT_INDEX_DIR: indexes, ...env };
    const members: Member[] = [];
    for (const [name, roles] of layout) {
      const port = ports[name];
      members.push(
        await Member.prepare({ name, roles, directory, readModelUrl, env: shared, ...(port && { port }) }),
      );
    }
    return new Cluster(members);
  }

  with(...roles: readonly Role[]): Member[] {
    return this.members.filter((member) => member.has(...roles));
  }

  /** Starts those that do not run, all at once. */
  launch(): void {
    for (const member of this.members) if (!member.service.isRunning) member.launch();
  }

  async ready(members: readonly Member[] = this.members): Promise<void> {
    await Promise.all(members.map(({ service }) => service.ready()));
  }

  async start(): Promise<void> {
    this.launch();
    await this.ready();
  }

  /** The one that holds a role's lease. */
  async leader(role: Role, timeoutMs?: number): Promise<Member> {
    let holders: Member[] = [];
    const isHeld = async (): Promise<boolean> => {
      const leases = await Promise.all(
        this.with(role).map(async (m) => ((await m.leases()).includes(role) ? [m] : [])),
      );
      holders = leases.flat();
      return holders.length === 1;
    };
    await eventually(`${role} has one leader`, isHeld, {
      ...(timeoutMs !== undefined && { timeoutMs }),
      everyMs: 100,
      instead: () => `${holders.map(({ name }) => name).join() || 'nobody'}\n${this.output}`,
    });
    return holders[0]!;
  }

  /** Commands go to any `api`, as through a balancer that does not look. */
  target(random: Random) {
    const apis = this.with('api');
    const members = this.members;
    return {
      command: (event: object) => random.pick(apis).service.command(event),
      get output() {
        return outputOf(members);
      },
    };
  }

  /** The newest of what each said. */
  get output(): string {
    return outputOf(this.members);
  }

  /** SIGTERM. @throws unless each of them ends with 0 */
  async stopInOrder(members: readonly Member[] = this.members): Promise<void> {
    await Promise.all(
      members
        .filter(({ service }) => service.isRunning)
        .map(async ({ name, service }) => {
          const code = await service.stop('SIGTERM');
          if (code !== 0) throw new Error(`${name} ended with ${code} after SIGTERM:\n${service.output}`);
        }),
    );
  }

  async kill(): Promise<void> {
    await Promise.all(this.members.map(({ service }) => service.stop('SIGKILL')));
  }
}

const MAX_SHOWN = 3_000;

const outputOf = (members: readonly Member[]): string =>
  members.map(({ name, service }) => `--- ${name}\n${service.output.slice(-MAX_SHOWN)}`).join('\n');
