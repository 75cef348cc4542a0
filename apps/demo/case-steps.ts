import type { Actor, Command, Engineer, EpochMs, SupportAccessEvent } from '#domain';
import { DEFAULT_POLICY, MINUTE_MS } from '#domain';
import type { DemoEngineer } from './cast.js';
import type { Random } from './random.js';
import type { Circumstances, Step } from './step.js';
import { isIn } from './step.js';

/** What a step led to, for later steps that are about it. */
export type AskedFor = { requestId?: string };
export type Login = { sessionId?: string };

export type StepsOf = { workspaceId: string; ticketId: string; circumstances: Circumstances; random: Random };

/** The steps of one case, and what they led to so far. Each of them is of one thing that somebody does. */
export class CaseSteps {
  readonly all: Step[] = [];
  /** The case's own grant, once it is given. */
  grantId: string | undefined;
  readonly #over = new Set<string>();

  constructor(readonly of: StepsOf) {}

  request(
    at: EpochMs,
    by: DemoEngineer,
    ask: { durationMinutes: number; reason: string; more?: boolean },
  ): AskedFor {
    const { workspaceId, ticketId } = this.of;
    const { durationMinutes, reason, more = false } = ask;
    const asked: AskedFor = {};
    this.add(
      at,
      () =>
        more && this.grantId === undefined
          ? undefined
          : {
              type: 'RequestSupportAccess',
              data: {
                workspaceId,
                engineer: personOf(by),
                reason,
                durationMinutes,
                ticketId,
                ...(more && { grantId: this.grantId! }),
                ipAddress: by.ipAddress,
                userAgent: by.userAgent,
              },
            },
      (event) => {
        if (event.type === 'SupportAccessRequested') asked.requestId = event.data.requestId;
      },
    );
    return asked;
  }

  /** By the engineer who asked, or by an owner. */
  turnDown(
    at: EpochMs,
    asked: AskedFor,
    by: { engineer: Engineer } | { ownerId: string; reason: string },
  ): void {
    const { workspaceId } = this.of;
    this.add(at, () => {
      const { requestId } = asked;
      if (requestId === undefined) return undefined;
      if ('engineer' in by)
        return {
          type: 'WithdrawSupportAccessRequest',
          data: { workspaceId, requestId, engineer: personOf(by.engineer) },
        };
      const actor = { id: by.ownerId, kind: 'user' as const };
      return {
        type: 'DeclineSupportAccessRequest',
        data: { workspaceId, requestId, actor, reason: by.reason },
      };
    });
  }

  grant(
    at: EpochMs,
    actor: Actor,
    terms: { durationMinutes?: number; reason?: string; namesTicket?: boolean; asked?: AskedFor },
  ): void {
    const { workspaceId, ticketId } = this.of;
    const { durationMinutes, reason, namesTicket = false, asked } = terms;
    this.add(
      at,
      () => {
        const requestId = asked?.requestId;
        if (asked !== undefined && requestId === undefined) return undefined;
        return {
          type: 'GrantSupportAccess',
          data: {
            workspaceId,
            actor,
            ...(durationMinutes !== undefined && { durationMinutes }),
            ...(requestId !== undefined && { requestId }),
            ...(namesTicket && requestId === undefined && { ticketId }),
            ...(reason !== undefined && { reason }),
          },
        };
      },
      (event) => {
        if (event.type === 'SupportAccessGranted') this.grantId ??= event.data.grantId;
      },
    );
  }

  extend(at: EpochMs, ownerId: string, by: { minutes: number } | { asked: AskedFor }): void {
    const { workspaceId } = this.of;
    this.add(at, () => {
      const requestId = 'asked' in by ? by.asked.requestId : undefined;
      if (this.#isOver(this.grantId) || ('asked' in by && requestId === undefined)) return undefined;
      return {
        type: 'ExtendSupportAccess',
        data: {
          workspaceId,
          actor: { id: ownerId, kind: 'user' },
          grantId: this.grantId!,
          ...('minutes' in by && { additionalMinutes: by.minutes }),
          ...(requestId !== undefined && { requestId }),
        },
      };
    });
  }

  login(
    at: EpochMs,
    by: DemoEngineer,
    { reason, withTicket }: { reason: string; withTicket: boolean },
  ): Login {
    const { workspaceId, ticketId } = this.of;
    const { ipAddress, userAgent } = by;
    const login: Login = {};
    const engineer = personOf(by);
    const data = { workspaceId, engineer, ...(withTicket && { ticketId }), reason, ipAddress, userAgent };
    this.add(
      at,
      () => ({ type: 'RecordSupportLogin', data }),
      (event) => {
        if (event.type === 'SupportLogin') login.sessionId = event.data.sessionId;
      },
    );
    return login;
  }

  /** By its engineer, or by somebody else. */
  endSession(at: EpochMs, login: Login, by: { engineer: Engineer } | { actor: Actor }): void {
    const { workspaceId } = this.of;
    const who = 'engineer' in by ? { engineer: personOf(by.engineer) } : by;
    this.add(at, () => {
      const { sessionId } = login;
      return sessionId === undefined
        ? undefined
        : { type: 'EndSupportSession', data: { workspaceId, sessionId, ...who } };
    });
  }

  revoke(at: EpochMs, actor: Actor, { reason, names }: { reason?: string; names: boolean }): void {
    const { workspaceId } = this.of;
    this.add(at, () => ({
      type: 'RevokeSupportAccess',
      data: {
        workspaceId,
        actor,
        ...(names && this.grantId !== undefined && { grantId: this.grantId }),
        ...(reason !== undefined && { reason }),
      },
    }));
  }

  closeTicket(at: EpochMs, reason: string): void {
    const { workspaceId, ticketId } = this.of;
    this.add(at, () => ({ type: 'CloseTicket', data: { workspaceId, ticketId, actor: DESK, reason } }));
  }

  /** What the expiry saga does about the grant: within a second, or as soon as it runs again. @returns when */
  expire(at: EpochMs): EpochMs {
    return this.#due(at, () => ({ grantId: this.grantId }));
  }

  expireSession(at: EpochMs, login: Login): void {
    this.#due(at, () => login);
  }

  expireRequest(askedAt: EpochMs, asked: AskedFor): EpochMs {
    return this.#due(askedAt + DEFAULT_POLICY.requestMinutes * MINUTE_MS, () => asked);
  }

  add(at: EpochMs, command: () => Command | undefined, learn?: (event: SupportAccessEvent) => void): void {
    const { workspaceId } = this.of;
    this.all.push({
      at,
      workspaceId,
      command,
      learn: (events) => {
        for (const event of events) {
          learn?.(event);
          this.#noteEnd(event);
        }
      },
    });
  }

  #due(at: EpochMs, what: () => { grantId?: string | undefined } & AskedFor & Login): EpochMs {
    const { workspaceId, circumstances, random } = this.of;
    const { expiryDown } = circumstances;
    const recordedAt = (isIn(expiryDown, at) ? expiryDown.until : at) + random.int(5, 900);
    this.add(recordedAt, () => {
      const { grantId, requestId, sessionId } = what();
      if (this.#isOver(grantId ?? requestId ?? sessionId)) return undefined;
      if (grantId !== undefined) return { type: 'ExpireSupportAccess', data: { workspaceId, grantId } };
      if (requestId !== undefined)
        return { type: 'ExpireSupportAccessRequest', data: { workspaceId, requestId } };
      return { type: 'ExpireSupportSession', data: { workspaceId, sessionId: sessionId! } };
    });
    return recordedAt;
  }

  /** Also what never came to be. */
  #isOver(id: string | undefined): boolean {
    return id === undefined || this.#over.has(id);
  }

  #noteEnd({ type, data }: SupportAccessEvent): void {
    if (type === 'SupportAccessRevoked') this.#over.add(data.grantId);
    if (type === 'SupportSessionEnded') this.#over.add(data.sessionId);
    if (type === 'SupportAccessRequestClosed') this.#over.add(data.requestId);
    const isAnswer = type === 'SupportAccessGranted' || type === 'SupportAccessExtended';
    if (isAnswer && data.requestId !== undefined) this.#over.add(data.requestId);
  }
}

/** The help desk's own service closes tickets. */
const DESK: Actor = { id: 'help-desk', kind: 'vendor' };

const personOf = ({ id, name, email }: Engineer): Engineer => ({
  id,
  ...(name !== undefined && { name }),
  ...(email !== undefined && { email }),
});
