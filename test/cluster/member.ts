import type { Role } from '#config';
import { freePort, ServiceUnderTest } from '../support/service-under-test.js';

export type MemberSettings = {
  name: string;
  roles: readonly Role[];
  /** Shared by all: the keys are in it. */
  directory: string;
  readModelUrl: string;
  /** A free one if it is not given. */
  port?: number;
  env: Record<string, string>;
};

const LEASE = /^support_access_lease_held\{[^}]*role="([a-z]+)"[^}]*\} ([01])$/gm;

/** One process of a cluster, over all of its lives. */
export class Member {
  private constructor(
    readonly name: string,
    readonly roles: readonly Role[],
    readonly service: ServiceUnderTest,
    private readonly readModelUrl: string,
  ) {}

  static async prepare({ name, roles, env, port, ...settings }: MemberSettings): Promise<Member> {
    const { directory, readModelUrl } = settings;
    const service = await ServiceUnderTest.prepare({
      directory,
      port: port ?? (await freePort()),
      // By its client id it is known to the group, of which it can then be told that it is gone.
      env: { ...env, ROLES: roles.join(), KAFKA_CLIENT_ID: name },
    });
    return new Member(name, roles, service, readModelUrl);
  }

  has(...roles: readonly Role[]): boolean {
    return roles.some((role) => this.roles.includes(role));
  }

  /** This life, as its connections to PostgreSQL are called. */
  get life(): string {
    return `${this.name}.${this.service.lives}`;
  }

  /** Returns at once; see {@link ServiceUnderTest.ready}. */
  launch(): void {
    const url = new URL(this.readModelUrl);
    if (url.protocol !== 'sqlite:')
      url.searchParams.set('application_name', `${this.name}.${this.service.lives + 1}`);
    this.service.launch({ READ_MODEL_URL: url.protocol === 'sqlite:' ? this.readModelUrl : url.href });
  }

  /** Which leases it says that it holds; none when it does not answer. */
  async leases(): Promise<Role[]> {
    try {
      const response = await fetch(`${this.service.url}/metrics`, { signal: AbortSignal.timeout(1_000) });
      const held = (await response.text()).matchAll(LEASE);
      return [...held].filter(([, , value]) => value === '1').map(([, role]) => role as Role);
    } catch {
      return [];
    }
  }
}
