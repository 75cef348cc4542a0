import type { Command, DecisionContext, EpochMs, SupportAccessEvent, WorkspaceState } from '#domain';
import { decide, DEFAULT_POLICY, evolve, happenedAt, initialState, streamOf } from '#domain';
import type {
  Batch,
  CommandSource,
  EventMetadata,
  EventReader,
  Position,
  RecordedCheckpoint,
} from '#event-store';
import { RecordedEvent } from '#event-store';
import { chainOf, ZERO_CHAIN } from '#evidence';

const policy = DEFAULT_POLICY;

/**
 * A double of the log for specs, in memory: commands decided by the real domain at the times that the spec says.
 * Positions have holes, as real ones do.
 */
export class SimulatedLog implements EventReader {
  readonly events: RecordedEvent[] = [];
  readonly checkpoints: RecordedCheckpoint[] = [];
  readonly #states = new Map<string, { state: WorkspaceState; revision: number }>();
  #appended: () => void = () => undefined;

  /** @returns the ids that the command made; they count up from `id-000001` */
  execute(command: Command, now: EpochMs): SupportAccessEvent[] {
    const { workspaceId } = command.data;
    const before = this.#states.get(workspaceId) ?? { state: initialState, revision: -1 };
    const serial = this.events.length + 1;
    const context: DecisionContext = { now, newId: `id-${String(serial).padStart(6, '0')}`, policy };
    const events = decide(command, before.state, context);
    this.#states.set(workspaceId, {
      state: events.reduce(evolve, before.state),
      revision: before.revision + events.length,
    });
    events.forEach((event, i) => this.append(event, before.revision + 1 + i, `command-${serial}`));
    return events;
  }

  /** Ids of grants, requests or sessions of a workspace, oldest first. */
  idsOf(workspaceId: string, key: 'grantId' | 'requestId' | 'sessionId'): string[] {
    const type = {
      grantId: 'SupportAccessGranted',
      requestId: 'SupportAccessRequested',
      sessionId: 'SupportLogin',
    };
    return this.events
      .filter(({ event }) => event.type === type[key] && event.data.workspaceId === workspaceId)
      .map(({ event }) => (event.data as unknown as Record<typeof key, string>)[key]);
  }

  /** Writes down anything, also what the domain would not. */
  append(
    event: SupportAccessEvent,
    revision: number,
    commandId: string,
    source: CommandSource = { kind: 'http' },
  ): void {
    const serial = this.events.length + 1;
    const metadata: EventMetadata = {
      commandId,
      commandHash: '0'.repeat(64),
      correlationId: commandId,
      causationId: commandId,
      schemaVersion: 1,
      recordedAt: happenedAt(event),
      source,
    };
    const stream = streamOf(event.data.workspaceId);
    const [id, type] = [`event-${serial}`, event.type];
    const [dataJson, metadataJson] = [JSON.stringify(event.data), JSON.stringify(metadata)];
    const before = this.events.findLast((each) => each.stream === stream)?.chain ?? ZERO_CHAIN;
    const chain = chainOf(before, { stream, revision, id, type, dataJson, metadataJson });
    this.events.push(
      new RecordedEvent(BigInt(serial * 7), stream, revision, id, type, dataJson, metadataJson, chain),
    );
    this.#appended();
  }

  async *readStream(stream: string, fromRevision = 0): AsyncIterable<readonly RecordedEvent[]> {
    const page = this.events.filter((event) => event.stream === stream && event.revision >= fromRevision);
    if (page.length > 0) yield page;
  }

  async *readAll(after: Position): AsyncIterable<readonly RecordedEvent[]> {
    const page = this.events.filter(({ position }) => position > after);
    if (page.length > 0) yield page;
  }

  async eventAt(position: Position): Promise<RecordedEvent | undefined> {
    return this.events.find((event) => event.position === position);
  }

  async findCommand(stream: string, commandId: string): Promise<readonly RecordedEvent[]> {
    return this.events.filter((one) => one.stream === stream && one.metadata.commandId === commandId);
  }

  async head(): Promise<Position> {
    return this.events.at(-1)?.position ?? 0n;
  }

  async *follow(after: Position, signal: AbortSignal): AsyncIterable<Batch> {
    let position = after;
    for (let first = true; !signal.aborted; first = false) {
      const events = this.events.filter((event) => event.position > position);
      position = events.at(-1)?.position ?? position;
      if (first || events.length > 0) yield { events, position, caughtUp: true };
      else
        await new Promise<void>((resolve) => {
          this.#appended = resolve;
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
    }
  }

  async *readCheckpoints(fromRevision = 0): AsyncIterable<readonly RecordedCheckpoint[]> {
    if (fromRevision < this.checkpoints.length) yield this.checkpoints.slice(fromRevision);
  }

  async lastCheckpoint(): Promise<RecordedCheckpoint | undefined> {
    return this.checkpoints.at(-1);
  }

  async requireSameLog(): Promise<void> {}

  async health() {
    return { status: 'up' as const };
  }

  async close(): Promise<void> {}
}
