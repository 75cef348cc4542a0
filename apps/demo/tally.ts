import type { CommandResult } from '#contracts';
import type { SupportAccessEvent } from '#domain';

const NAMES: Record<string, string> = {
  WorkspaceUpdated: 'workspace updates',
  SupportAccessRequested: 'requests',
  SupportAccessGranted: 'grants',
  SupportAccessExtended: 'extensions',
  SupportLogin: 'logins',
  'SupportSessionEnded signed-out': 'logouts',
  SupportTicketClosed: 'closed tickets',
  SupportAccessDenied: 'refused',
};
const ENDS: Record<string, string> = {
  'SupportAccessRevoked revoked': 'revoked',
  'SupportAccessRevoked expired': 'expired',
  'SupportAccessRevoked ticket-closed': 'ended with their ticket',
  'SupportAccessRevoked forced-sso': 'ended by forced SSO',
};

/** What came of the commands, counted. */
export class Tally {
  commands = 0;
  events = 0;
  /** Grants that are active now: id by workspace. */
  readonly active = new Map<string, string>();
  /** The newest request of each workspace. */
  readonly lastAsked = new Map<string, string>();
  readonly refusals = new Map<string, number>();
  private readonly kinds = new Map<string, number>();

  add(result: CommandResult, events: readonly SupportAccessEvent[]): void {
    this.commands++;
    if (result.outcome === 'denied') count(this.refusals, result.code);
    for (const event of events) {
      this.events++;
      count(this.kinds, 'cause' in event.data ? `${event.type} ${event.data.cause}` : event.type);
      const { workspaceId } = event.data;
      if (event.type === 'SupportAccessRequested') this.lastAsked.set(workspaceId, event.data.requestId);
      if (event.type === 'SupportAccessGranted') this.active.set(workspaceId, event.data.grantId);
      if (event.type === 'SupportAccessRevoked') this.active.delete(workspaceId);
    }
  }

  /** For people: three lines. */
  toString(): string {
    const said = (names: Record<string, string>): string =>
      Object.entries(names)
        .map(([kind, name]) => `${this.kinds.get(kind) ?? 0} ${name}`)
        .join(', ');
    const refusals = [...this.refusals]
      .sort(([, a], [, b]) => b - a)
      .map(([code, times]) => `${times} ${code}`);
    return [
      `  ${said(NAMES)}`,
      `  of the grants: ${said(ENDS)}; ${this.active.size} grants are active now`,
      `  refusals: ${refusals.join(', ')}`,
    ].join('\n');
  }
}

const count = (counts: Map<string, number>, key: string): void =>
  void counts.set(key, (counts.get(key) ?? 0) + 1);
