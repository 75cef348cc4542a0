import { setTimeout as sleep } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import type { Clock } from '#config';
import type { CommandResult, EventReference } from '#contracts';
import type { Command, Policy, SupportAccessEvent } from '#domain';
import { decide, evolve, happenedAt, streamOf } from '#domain';
import type {
  EncodedEvent,
  EventMetadata,
  EventStore,
  Position,
  RecordedEvent,
  StreamHead,
} from '#event-store';
import {
  CommandRecordedError,
  ConflictError,
  KeyedQueue,
  LogReplacedError,
  MisplacedAppendError,
  StoreAwayError,
  StoreRefusedError,
  StoreUnavailableError,
} from '#event-store';
import { LogDamagedError, sealEvents } from '#evidence';
import { commandHash } from './command-hash.js';
import type { CommandEnvelope, Door, Executed } from './door.js';
import { DoorBusyError } from './door.js';
import { outcomeOf } from './outcome.js';
import type { FoldedStream } from './folded-stream.js';
import { WorkspaceFolds } from './workspace-folds.js';

export type DoorOptions = {
  policy: Policy;
  /** Maximum number of commands in flight; one more gets a {@link DoorBusyError}. Default 10,000. */
  maxInFlight?: number;
  /** Shared with other readers of workspace state. Default: the door's own. */
  folds?: WorkspaceFolds;
  /** Pauses in ms before each retry of an append that the store did not answer; after the last the caller gets the error. */
  retryDelaysMs?: readonly number[];
  /** Makes a fresh UUIDv7. */
  newId?: () => string;
  observer?: DoorObserver;
};

/** Callbacks for metrics and traces. */
export type DoorObserver = {
  executed?(type: Command['type'], result: CommandResult, repeated: boolean): void;
  conflict?(): void;
  storeRetry?(): void;
  /** The command's events are sent to the store. @returns a function to call at the end, with the error if it failed */
  appending?(traceparent: string | undefined, events: number): (error?: unknown) => void;
};

/** Maximum number of conflicts in a row for one command. Another writer causes a few; more is a fault. */
const MAX_CONFLICTS = 50;

/** The write pipeline: read, fold, decide, append. A repeated command gets its first outcome again. */
export class CommandDoor implements Door {
  readonly #lanes = new KeyedQueue();
  readonly #folds: WorkspaceFolds;
  readonly #options: Required<Omit<DoorOptions, 'folds'>>;
  #inFlight = 0;

  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
    options: DoorOptions,
  ) {
    this.#options = {
      maxInFlight: 10_000,
      retryDelaysMs: [50, 200, 800],
      newId: uuidv7,
      observer: {},
      ...options,
    };
    this.#folds = options.folds ?? new WorkspaceFolds(store);
  }

  /** Number of commands in flight. */
  get inFlight(): number {
    return this.#inFlight;
  }

  async execute(envelope: CommandEnvelope): Promise<Executed> {
    const { maxInFlight, observer } = this.#options;
    if (this.#inFlight >= maxInFlight) throw new DoorBusyError(maxInFlight);
    this.#inFlight++;
    const stream = streamOf(envelope.command.data.workspaceId);
    try {
      const executed = await this.#lanes.run(stream, () => this.#decideAndAppend(stream, envelope));
      observer.executed?.(envelope.command.type, executed.result, executed.repeated);
      return executed;
    } finally {
      this.#inFlight--;
    }
  }

  async #decideAndAppend(stream: string, envelope: CommandEnvelope): Promise<Executed> {
    const { policy, newId, observer } = this.#options;
    // A million of them at once must not push the workspaces in use out of memory.
    const isPassing = isExpiry(envelope);
    for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts++) {
      const folded = this.#folds.peek(stream, 'known') ?? (await this.#folds.get(stream, 'known', isPassing));
      const context = { now: this.clock.now(), newId: newId(), policy };
      const events = decide(envelope.command, folded.state, context);
      if (events.length === 0) {
        // Nothing is appended, so no revision check would reveal that this was decided on an old state.
        const { head } = await this.#folds.get(stream, 'exact', isPassing);
        if (head === folded.head) return ignored(envelope);
        continue;
      }
      const sealed = this.#seal(stream, folded, envelope, events);
      try {
        const { position } = await this.#append(stream, folded, sealed, envelope.traceparent);
        this.#folds.append(stream, folded, appended(folded, events, sealed, position), isPassing);
        return answer(envelope, events, references(sealed, folded), position);
      } catch (error) {
        if (error instanceof CommandRecordedError && !isPassing)
          return this.#firstOutcome(stream, folded, envelope);
        this.#folds.doubt(stream);
        if (error instanceof StoreRefusedError) error.about = { stream, commandId: envelope.commandId };
        if (error instanceof MisplacedAppendError) throw damageOf(error);
        if (!(error instanceof ConflictError || error instanceof CommandRecordedError)) throw error;
        observer.conflict?.();
      }
    }
    throw new StoreUnavailableError(`${stream} moved on under ${MAX_CONFLICTS} decisions in a row`);
  }

  #seal(
    stream: string,
    folded: FoldedStream,
    envelope: CommandEnvelope,
    events: SupportAccessEvent[],
  ): EncodedEvent[] {
    const { commandId, command, correlationId, causationId, source, traceparent } = envelope;
    // In the order of the canonical form, which is then one native call.
    const metadata: EventMetadata = {
      causationId: causationId ?? commandId,
      commandHash: commandHash(command),
      commandId,
      correlationId: correlationId ?? commandId,
      recordedAt: happenedAt(events[0]!),
      schemaVersion: 1,
      source,
      ...(traceparent !== undefined && { traceparent }),
    };
    const drafts = events.map(({ type, data }) => ({ id: this.#options.newId(), type, data, metadata }));
    return sealEvents(stream, folded.head, folded.chain, drafts);
  }

  /**
   * Appends, and sends the same events again when the store did not answer. If an earlier attempt was stored, the next one finds its own
   * command id. While the store is known to be away the caller is told at once.
   */
  async #append(
    stream: string,
    { head }: FoldedStream,
    sealed: EncodedEvent[],
    traceparent: string | undefined,
  ): Promise<{ position: bigint }> {
    for (const delayMs of this.#options.retryDelaysMs) {
      try {
        return await this.#send(stream, head, sealed, traceparent);
      } catch (error) {
        if (!mayPass(error)) throw error;
        this.#options.observer.storeRetry?.();
        await sleep(delayMs);
      }
    }
    return this.#send(stream, head, sealed, traceparent);
  }

  #send(
    stream: string,
    head: StreamHead,
    sealed: EncodedEvent[],
    traceparent: string | undefined,
  ): Promise<{ position: bigint }> {
    const ended = this.#options.observer.appending?.(traceparent, sealed.length);
    const appended = this.store.append(stream, head, sealed);
    if (ended) void appended.then(() => ended(), ended);
    return appended;
  }

  /** The first outcome of a repeated command (rules I1 and I2). */
  async #firstOutcome(stream: string, folded: FoldedStream, envelope: CommandEnvelope): Promise<Executed> {
    const recorded = await this.store.findCommand(stream, envelope.commandId);
    const last = recorded.at(-1)!;
    if (folded.head === 'empty' || last.revision > folded.head) this.#folds.doubt(stream);
    if (recorded[0]!.metadata.commandHash !== commandHash(envelope.command)) return reused(envelope);
    const events = recorded.map(({ event }) => event);
    const result = outcomeOf(naming(envelope), events, recorded.map(reference), last.position);
    return { result: { ...result, repeated: true }, repeated: true, events };
  }
}

/** Whether another try a moment later may have an answer. */
const mayPass = (error: unknown): boolean =>
  error instanceof StoreUnavailableError &&
  ![StoreAwayError, StoreRefusedError, LogReplacedError].some((known) => error instanceof known);

/** The appended events are behind a gap, which every later reader of the stream finds; so they are nobody's outcome. */
const damageOf = ({ stream, revision, actual }: MisplacedAppendError): LogDamagedError =>
  new LogDamagedError(
    stream,
    revision,
    undefined,
    `what belongs at revision ${revision} was written at ${actual}: the stream was deleted or truncated`,
  );

const isExpiry = ({ command }: CommandEnvelope): boolean => command.type === 'ExpireSupportAccess';

function appended(
  { state, head }: FoldedStream,
  events: SupportAccessEvent[],
  sealed: EncodedEvent[],
  position: Position,
): FoldedStream {
  return {
    state: events.reduce(evolve, state),
    head: next(head) + events.length - 1,
    chain: sealed.at(-1)!.chain,
    position,
  };
}

const next = (head: FoldedStream['head']): number => (head === 'empty' ? 0 : head + 1);

const reference = ({ id, type, revision }: RecordedEvent): EventReference => ({ id, type, revision });

const references = (sealed: EncodedEvent[], { head }: FoldedStream): EventReference[] =>
  sealed.map(({ id, type }, index) => ({ id, type, revision: next(head) + index }));

const naming = ({ commandId, command }: CommandEnvelope) => ({
  commandId,
  workspaceId: command.data.workspaceId,
});

const answer = (
  envelope: CommandEnvelope,
  events: SupportAccessEvent[],
  refs: EventReference[],
  position: bigint,
): Executed => ({ result: outcomeOf(naming(envelope), events, refs, position), repeated: false, events });

const ignored = (envelope: CommandEnvelope): Executed => ({
  result: { ...naming(envelope), outcome: 'ignored', events: [] },
  repeated: false,
  events: [],
});

const reused = (envelope: CommandEnvelope): Executed => ({
  result: { ...naming(envelope), outcome: 'denied', code: 'COMMAND_ID_REUSED', events: [] },
  repeated: true,
  events: [],
});
