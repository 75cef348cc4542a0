import type { FurtherClaims, UserRole } from '#auth';
import { DevelopmentTokens } from '#auth';
import { SupportAccessClient } from '#client';

export type Person = { role: UserRole; name: string; email: string };

/** Who takes part in the tests of the console, by the `sub` of their token. */
export const CAST = {
  olivia: { role: 'owner', name: 'Olivia Hart', email: 'olivia@acme.example' },
  erin: { role: 'engineer', name: 'Erin Doyle', email: 'erin@vendor.example' },
  emil: { role: 'engineer', name: 'Emil Novak', email: 'emil@vendor.example' },
  eve: { role: 'engineer', name: 'Eve Marsh', email: 'eve@vendor.example' },
  audrey: { role: 'auditor', name: 'Audrey Lind', email: 'audrey@vendor.example' },
  victor: { role: 'vendor-admin', name: 'Victor Hale', email: 'victor@vendor.example' },
  crm: { role: 'service', name: 'CRM', email: 'crm@vendor.example' },
} satisfies Record<string, Person>;

export type Name = keyof typeof CAST;

/** The API for each of them, to bring a workspace into a state without pressing through the pages. */
export class Actors {
  private readonly clients = new Map<Name, SupportAccessClient>();

  private constructor(
    private readonly baseUrl: string,
    private readonly tokens: DevelopmentTokens,
  ) {}

  /** @param keysDir where the service at that address keeps its development keys */
  static async open(baseUrl: string, keysDir: string): Promise<Actors> {
    const actors = new Actors(baseUrl, await DevelopmentTokens.open(keysDir));
    for (const name of Object.keys(CAST) as Name[]) actors.clients.set(name, await actors.client(name));
    return actors;
  }

  as(name: Name): SupportAccessClient {
    return this.clients.get(name)!;
  }

  token(name: Name): Promise<string> {
    const { role, name: fullName, email } = CAST[name];
    return this.tokens.sign([role], name, { name: fullName, email });
  }

  /** Somebody who is not in the cast. */
  async somebody(role: UserRole, sub: string, claims: FurtherClaims): Promise<SupportAccessClient> {
    const token = await this.tokens.sign([role], sub, claims);
    return new SupportAccessClient({ baseUrl: this.baseUrl, token });
  }

  /** A workspace of Olivia's with the tier that shows the audit trail. */
  async describe(id: string, changes: Partial<Parameters<SupportAccessClient['updateWorkspace']>[1]> = {}) {
    const workspace = { name: 'Acme', tier: 'business', forcedSso: false, ownerIds: ['olivia'] } as const;
    await this.as('crm').updateWorkspace(id, { ...workspace, ownerIds: ['olivia'], ...changes });
  }

  private async client(name: Name): Promise<SupportAccessClient> {
    return new SupportAccessClient({ baseUrl: this.baseUrl, token: await this.token(name) });
  }
}
