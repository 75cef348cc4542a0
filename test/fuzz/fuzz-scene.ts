import { DevelopmentTokens, USER_ROLES } from '#auth';
import type { UserRole } from '#auth';
import { join } from 'node:path';
import type { KnownValues } from './schema-values.js';
import type { Caller } from './wire-request.js';
import type { Known } from './wire-requests.js';

const OWNERS = ['olivia', 'oscar'];
const ENGINEERS = ['erin', 'emil'];
const MAX_KNOWN = 40;

type Workspace = { id: string; tier: string; forcedSso: boolean; ownerIds: string[] };
const WORKSPACES: readonly Workspace[] = [
  { id: 'acme', tier: 'business', forcedSso: false, ownerIds: OWNERS },
  { id: 'globex', tier: 'business', forcedSso: false, ownerIds: ['olivia'] },
  { id: 'initech', tier: 'team', forcedSso: false, ownerIds: ['oscar'] },
  { id: 'hooli', tier: 'free', forcedSso: false, ownerIds: OWNERS },
  { id: 'umbrella', tier: 'business', forcedSso: true, ownerIds: ['olivia'] },
];

/** What there is in the service for requests to meet: workspaces, grants, sessions, and everybody who may come. */
export class FuzzScene {
  readonly #found = new Map<string, string[]>();

  private constructor(
    private readonly url: string,
    private readonly tokens: DevelopmentTokens,
    private readonly callers: readonly Caller[],
  ) {}

  static async open(url: string, directory: string): Promise<FuzzScene> {
    const tokens = await DevelopmentTokens.open(join(directory, 'dev-keys'));
    return new FuzzScene(url, tokens, await callersOf(tokens));
  }

  /** Puts the workspaces right, which requests have changed meanwhile, and gives each a grant, a session and a request to extend it. */
  async tend(): Promise<Known> {
    for (const { id, ...facts } of WORKSPACES) {
      await this.#send('PUT', `/v1/workspaces/${id}`, 'service', 'crm', facts);
      const [owner = ''] = facts.ownerIds;
      const ticketId = 'T-42';
      const grant = await this.#send('POST', `/v1/workspaces/${id}/support-access`, 'owner', owner, {
        ticketId,
        durationMinutes: 60,
      });
      const login = await this.#send('POST', `/v1/workspaces/${id}/support-logins`, 'engineer', 'erin', {
        ticketId,
      });
      // Of an active grant the refusal names it, too; of a workspace without one the request is for one.
      const { grantId } = grant;
      const terms = { reason: 'exports fail', ...(grantId !== undefined && { grantId }) };
      const path = `/v1/workspaces/${id}/access-requests`;
      const request = await this.#send('POST', path, 'engineer', 'emil', terms);
      for (const answer of [grant, login, request]) this.#note(answer);
    }
    const trail = await this.#send('GET', '/v1/workspaces/acme/audit-trail?limit=2', 'auditor', 'audrey');
    const lists = await Promise.all(
      ['grants', 'access-requests', 'support-sessions'].map((list) =>
        this.#send('GET', `/v1/${list}?limit=2`, 'auditor', 'audrey'),
      ),
    );
    this.#found.set(
      'cursor',
      [trail, ...lists].map(({ next }) => String(next)),
    );
    const log = await this.#send('GET', '/v1/events?limit=12', 'auditor', 'audrey');
    const events = log['events'] as { id: string }[];
    this.#found.set(
      'eventId',
      events.map(({ id }) => id),
    );
    return { callers: this.#callers(), values: this.#values() };
  }

  /** A session's token is for workspaces, not for this API. */
  #callers(): Caller[] {
    const token = this.#found.get('token')?.at(-1);
    return [
      ...this.callers,
      ...(token === undefined ? [] : [{ name: 'a session', token, roles: new Set<UserRole>() }]),
    ];
  }

  #values(): KnownValues {
    const of = (name: string): string[] => this.#found.get(name) ?? [];
    const ids = [...WORKSPACES.map(({ id }) => id), ...OWNERS, ...ENGINEERS, ...of('grantId')];
    const commandIds = [...of('commandId'), 'c-1', 'c-2', 'expire-1'];
    const position = of('position').at(-1) ?? '0';
    const sealed = of('position').filter((each) => each.startsWith('s'));
    return {
      workspaceId: [...WORKSPACES.map(({ id }) => id), 'nowhere'],
      ownerIds: OWNERS,
      // Else there would soon be no workspace that can grant.
      forcedSso: ['false', 'false', 'false', 'false', 'true'],
      id: [...ids, ...commandIds],
      actor: [...OWNERS, ...ENGINEERS],
      subject: WORKSPACES.map(({ id }) => id),
      ticketId: ['T-42', 'T-43'],
      type: ['engineer', 'workspace'],
      name: ['login', 'access', 'request', '=1+1', 'Zoë'],
      engineerId: ENGINEERS,
      engineer: ENGINEERS,
      requestedBy: ENGINEERS,
      workspaceIds: WORKSPACES.map(({ id }) => id),
      grantId: of('grantId'),
      requestId: of('requestId'),
      sessionId: of('sessionId'),
      token: of('token'),
      eventId: of('eventId'),
      // Sizes of the log's tree: it has so many events from the first tending on.
      from: ['0', '1', '5'],
      to: ['5', '6', '12'],
      size: ['12', '13'],
      cursor: of('cursor'),
      code: ['FORCED_SSO', 'NO_ACTIVE_GRANT', 'ALREADY_GRANTED', 'REQUEST_NOT_PENDING'],
      file: ['swagger-ui.css', 'start.js', 'favicon-32x32.png', 'package.json'],
      datacontenttype: ['application/json'],
      'Idempotency-Key': commandIds,
      'If-None-Match': ['*', ...of('etag')],
      // Owners send sealed ones, all others either kind.
      'Min-Position': [
        ...Array<string>(100).fill(position),
        ...Array<string>(100).fill(sealed.at(-1) ?? position),
        '0',
        '18446744073709551615',
      ],
      'Last-Event-ID': ['0', position, ...sealed.slice(-2)],
      after: ['0', '1', position],
      limit: ['1', '2', '1000'],
    };
  }

  async #send(
    method: string,
    path: string,
    role: UserRole,
    sub: string,
    body?: object,
  ): Promise<Record<string, unknown>> {
    const answer = await fetch(this.url + path, {
      method,
      headers: {
        authorization: `Bearer ${await this.tokens.sign([role], sub)}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const etag = answer.headers.get('etag');
    if (etag !== null) this.#found.set('etag', [etag]);
    return (await answer.json()) as Record<string, unknown>;
  }

  #note(answer: Record<string, unknown>): void {
    for (const name of ['commandId', 'requestId', 'grantId', 'sessionId', 'token', 'position']) {
      const value = answer[name];
      if (typeof value !== 'string') continue;
      this.#found.set(name, [...(this.#found.get(name) ?? []), value].slice(-MAX_KNOWN));
    }
  }
}

/** Everybody by their role, some of several, and those whose tokens are worth nothing. */
async function callersOf(tokens: DevelopmentTokens): Promise<Caller[]> {
  const caller = async (sub: string, roles: readonly UserRole[]): Promise<Caller> => ({
    name: `${sub} (${roles.join(', ')})`,
    token: await tokens.sign(roles, sub),
    roles: new Set(roles),
  });
  const nobody = (name: string, token?: string): Caller => ({
    name,
    ...(token !== undefined && { token }),
    roles: new Set(),
  });
  const [head = '', payload = '', signature = ''] = (await tokens.sign(['service'], 'crm')).split('.');
  const none = Buffer.from('{"alg":"none"}').toString('base64url');
  const believed = await Promise.all([
    ...[...OWNERS, 'otto'].map((sub) => caller(sub, ['owner'])),
    ...ENGINEERS.map((sub) => caller(sub, ['engineer'])),
    ...Array.from({ length: 5 }, () => caller('crm', ['service'])),
    ...(['command-sender', 'access-checker', 'event-reader'] as const).map((role) => caller('crm', [role])),
    caller('victor', ['vendor-admin']),
    caller('audrey', ['auditor']),
    caller('audrey', ['auditor']),
    caller('olivia', USER_ROLES),
    caller('olivia', USER_ROLES),
    caller('olivia', USER_ROLES),
    caller('not an id', USER_ROLES),
    caller('x'.repeat(200), ['owner', 'engineer']),
  ]);
  return [
    ...believed,
    nobody('nobody'),
    nobody('garbage', 'garbage'),
    nobody('nothing signed', `${none}.${payload}.`),
    nobody('signed otherwise', `${head}.${payload}.${signature.split('').reverse().join('')}`),
  ];
}
