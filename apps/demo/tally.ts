import type { CommandResult } from '#contracts';
import type { SupportAccessEvent } from '#domain';

const NAMES: Record<string, string> = {
  WorkspaceUpdated: 'workspace updates',
  SupportAccessGranted: 'grants',
  SupportLogin: 'logins',
  'SupportAccessRevoked revoked': 'revoked',
  'SupportAccessRevoked expired': 'expired',
  'SupportAccessRevoked forced-sso': 'ended by forced SSO',
  SupportAccessDenied: 'refused',
};

/** What came of the commands, counted. */
export class Tally {
  commands = 0;
  events = 0;
  /** Grants that are active now: id by workspace. */
  readonly active = new Map<string, string>();
  readonly refusals = new Map<string, number>();
  private readonly kinds = new Map<string, number>();

  add(result: CommandResult, events: readonly SupportAccessEvent[]): void {
    this.commands++;
    if (result.outcome === 'denied') count(this.refusals, result.code);
    for (const event of events) {
      this.events++;
      count(
        this.kinds,
        event.type === 'SupportAccessRevoked' ? `${event.type} ${event.data.cause}` : event.type,
      );
      const { workspaceId } = event.data;
      if (event.type === 'SupportAccessGranted') this.active.set(workspaceId, event.data.grantId);
      if (event.type === 'SupportAccessRevoked') this.active.delete(workspaceId);
    }
  }

  /** For people: two lines. */
  toString(): string {
    const kinds = Object.entries(NAMES).map(([kind, name]) => `${this.kinds.get(kind) ?? 0} ${name}`);
    const refusals = [...this.refusals]
      .sort(([, a], [, b]) => b - a)
      .map(([code, times]) => `${times} ${code}`);
    return [
      `  ${kinds.join(', ')}; ${this.active.size} grants are active now`,
      `  refusals: ${refusals.join(', ')}`,
    ].join('\n');
  }
}

const count = (counts: Map<string, number>, key: string): void =>
  void counts.set(key, (counts.get(key) ?? 0) + 1);
