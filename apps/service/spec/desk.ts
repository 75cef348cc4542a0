import type { FurtherClaims, UserRole } from '#auth';
import type { SupportAccessEvent } from '#domain';
import type { Answer, ApiInProcess } from './api-in-process.js';

type Asked = { body?: unknown; key?: string; claims?: FurtherClaims };

/** One workspace over HTTP, with people whose role their call needs: Olivia owns it, Erin is an engineer. */
export class Desk {
  private constructor(
    private readonly api: ApiInProcess,
    readonly workspaceId: string,
  ) {}

  static async open(api: ApiInProcess, workspaceId: string, ownerIds = ['olivia']): Promise<Desk> {
    const desk = new Desk(api, workspaceId);
    const body = { name: 'Acme', tier: 'business', forcedSso: false, ownerIds };
    await desk.as('service', 'crm', 'PUT', `/v1/workspaces/${workspaceId}`, { body });
    return desk;
  }

  async as(
    role: UserRole,
    who: string,
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    { body, key, claims }: Asked = {},
  ): Promise<Answer> {
    return this.api.send(method, path, {
      token: await this.api.token(role, who, claims),
      ...(body !== undefined && { body }),
      ...(key !== undefined && { headers: { 'Idempotency-Key': key } }),
    });
  }

  ask = (engineer: string, more: object = {}, key?: string): Promise<Answer> =>
    this.as('engineer', engineer, 'POST', this.path('access-requests'), {
      body: { reason: 'exports fail', ...more },
      ...(key !== undefined && { key }),
    });

  approve = (requestId: string, asked: Asked = {}, owner = 'olivia'): Promise<Answer> =>
    this.as('owner', owner, 'POST', this.path(`access-requests/${requestId}/approval`), asked);

  refuse = (requestId: string, role: UserRole = 'owner', who = 'olivia'): Promise<Answer> =>
    this.as(role, who, 'POST', this.path(`access-requests/${requestId}/refusal`));

  withdraw = (requestId: string, engineer: string): Promise<Answer> =>
    this.as('engineer', engineer, 'DELETE', this.path(`access-requests/${requestId}`));

  grant = (body: object = { durationMinutes: 60 }): Promise<Answer> =>
    this.as('owner', 'olivia', 'POST', this.path('support-access'), { body });

  extend = (grantId: string, additionalMinutes: number, asked: Asked = {}): Promise<Answer> =>
    this.as('owner', 'olivia', 'POST', this.path('support-access/extensions'), {
      body: { grantId, additionalMinutes },
      ...asked,
    });

  revoke = (): Promise<Answer> => this.as('owner', 'olivia', 'DELETE', this.path('support-access'));

  login = (engineer = 'erin', body: object = {}): Promise<Answer> =>
    this.as('engineer', engineer, 'POST', this.path('support-logins'), { body });

  end = (sessionId: string, role: UserRole, who: string, asked: Asked = {}): Promise<Answer> =>
    this.as(role, who, 'DELETE', this.path(`support-sessions/${sessionId}`), asked);

  read = (role: UserRole, who: string, query = ''): Promise<Answer> =>
    this.as(role, who, 'GET', this.path(`support-access${query}`));

  path = (rest: string): string => `/v1/workspaces/${this.workspaceId}/${rest}`;

  /** The newest events of this workspace. */
  async newest(count = 1): Promise<SupportAccessEvent[]> {
    const events = (await this.api.events()).map(({ event }) => event);
    return events.filter(({ data }) => data.workspaceId === this.workspaceId).slice(-count);
  }
}
