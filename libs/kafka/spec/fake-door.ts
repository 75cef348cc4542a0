import { setTimeout as delay } from 'node:timers/promises';
import type { CommandEnvelope, Door, Executed } from '#commands';
import type { CommandResult } from '#contracts';

/** Not the door: accepts everything at once, remembers it in memory, and fails when told to. */
export class FakeDoor implements Door {
  /** First executions, in their order. */
  readonly executed: CommandEnvelope[] = [];
  /** Every call. */
  calls = 0;
  /** Calls under way at the same time, at most. */
  mostAtOnce = 0;
  failing: Error | undefined;
  delayMs = 0;
  #now = 0;
  readonly #first = new Map<string, Executed>();
  readonly #revisions = new Map<string, number>();

  async execute(envelope: CommandEnvelope): Promise<Executed> {
    this.calls += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, (this.#now += 1));
    await delay(this.delayMs);
    this.#now -= 1;
    if (this.failing) throw this.failing;
    const { commandId } = envelope;
    const { workspaceId } = envelope.command.data;
    const key = `${workspaceId}/${commandId}`;
    const known = this.#first.get(key);
    if (known)
      return { ...known, result: { ...known.result, repeated: true } as CommandResult, repeated: true };
    this.executed.push(envelope);
    const revision = (this.#revisions.get(workspaceId) ?? -1) + 1;
    this.#revisions.set(workspaceId, revision);
    const events = [{ id: `event-${key}`, type: 'WorkspaceUpdated' as const, revision }];
    const result = {
      commandId,
      workspaceId,
      outcome: 'accepted' as const,
      events,
      position: `${this.executed.length}`,
    };
    const executed: Executed = { result, repeated: false, events: [] };
    this.#first.set(key, executed);
    return executed;
  }
}
