import { DoorBusyError } from '#commands';
import type { CommandEnvelope, Door, WireCommand } from '#commands';
import { asError, backOffMs, pause } from './back-off.js';
import type { Log } from './log.js';
import type { KafkaObserver } from './observer.js';
import type { OutcomeSender } from './outcome-sender.js';
import { deadLetterRecord } from './dead-letter-record.js';
import { unrecordedRecord, resultRecord } from './result-record.js';
import type { TakenMessage } from './taken-message.js';
import { WorkspaceLanes } from './workspace-lanes.js';

export type TakenCommand = TakenMessage & { wire: WireCommand };

/** Hundreds of commands try again every second while a store is away: to tell of each would take the time to try. */
const TELL_AGAIN_MS = 1_000;

/**
 * Sends commands through the door: in order per workspace, those of different workspaces at the same time. What the door
 * cannot do now it is asked again, without end: the workspace's next command waits, and so does the offset.
 */
export class CommandExecutor {
  readonly #lanes: WorkspaceLanes<TakenCommand>;
  #trouble: Error | undefined;
  #toldAt = Number.NEGATIVE_INFINITY;
  #untold = 0;

  constructor(
    private readonly door: Door,
    private readonly source: string,
    private readonly sender: OutcomeSender,
    private readonly observer: KafkaObserver,
    private readonly log: Log,
    private readonly signal: AbortSignal,
    mostExecuting: number,
    /** What a record batch of the dead-letter topic may have. */
    private readonly deadLetterBytes: () => number,
  ) {
    this.#lanes = new WorkspaceLanes(mostExecuting, (command) => this.#execute(command));
  }

  /** Why the door does not work, as long as nothing came through it since. */
  get trouble(): Error | undefined {
    return this.#trouble;
  }

  add(command: TakenCommand): void {
    this.#lanes.add(command.wire.command.data.workspaceId, command);
  }

  async #execute(taken: TakenCommand): Promise<void> {
    const { wire, place } = taken;
    const { producer, ...command } = wire;
    const envelope: CommandEnvelope = { ...command, source: { kind: 'kafka', ...place, producer } };
    if (taken.trace) envelope.traceparent = taken.trace.traceparent;
    for (let failures = 0; !taken.progress.abandoned && !this.signal.aborted;) {
      try {
        const { result } = await this.door.execute(envelope);
        this.#trouble = undefined;
        const record = resultRecord(result, place, this.source);
        this.sender.add({ message: taken, outcome: result.outcome, result: record });
        return;
      } catch (thrown) {
        const error = asError(thrown);
        if (concernsOne(error)) return this.#setAside(taken, error);
        failures += 1;
        // A full queue is no trouble: those before us are being executed.
        if (!(error instanceof DoorBusyError)) {
          this.#trouble = error;
          this.#tell(error, { failures, commandId: wire.commandId, ...place });
        }
        this.observer.retrying('execute', error);
        await pause(backOffMs(failures), this.signal);
      }
    }
    taken.trace?.abandoned();
  }

  /**
   * Only an operator can help such a command, and other workspaces of the partition must not wait for that. It is kept as a
   * dead letter, to be sent again then.
   */
  #setAside(taken: TakenCommand, error: Unrecordable): void {
    this.#trouble = undefined;
    const { commandId } = taken.wire;
    this.log.warn(
      { err: error, commandId, ...taken.place },
      'a command cannot be recorded; it is a dead letter',
    );
    const { wire, place, received } = taken;
    this.sender.add({
      message: taken,
      outcome: 'denied',
      result: unrecordedRecord(error.code, wire, place, this.source),
      deadLetter: deadLetterRecord(received, place, error, this.deadLetterBytes()),
    });
  }

  #tell(err: Error, where: object): void {
    const now = performance.now();
    if (now - this.#toldAt < TELL_AGAIN_MS) return void (this.#untold += 1);
    this.log.warn({ err, ...where, untold: this.#untold }, 'a command could not be executed; trying again');
    this.#toldAt = now;
    this.#untold = 0;
  }
}

type Unrecordable = Error & { code: 'LOG_DAMAGED' | 'STORE_REFUSED' };

/** The log of the workspace is damaged, or the server refuses this one append; what it refuses everybody all wait for. */
function concernsOne(error: Error): error is Unrecordable {
  const { code, refuses } = error as { code?: unknown; refuses?: unknown };
  return code === 'LOG_DAMAGED' || (code === 'STORE_REFUSED' && refuses === 'command');
}
