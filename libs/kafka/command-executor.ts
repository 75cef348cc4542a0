import { DoorBusyError } from '#commands';
import type { CommandEnvelope, Door, WireCommand } from '#commands';
import { asError, backOffMs, pause } from './back-off.js';
import type { Log } from './log.js';
import type { KafkaObserver } from './observer.js';
import type { OutcomeSender } from './outcome-sender.js';
import { deadLetterRecord } from './dead-letter-record.js';
import { damagedRecord, resultRecord } from './result-record.js';
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
        if (isDamaged(error)) return this.#setAside(taken, error);
        failures += 1;
        // A full queue is no trouble: those before us are being executed.
        if (!(error instanceof DoorBusyError)) {
          this.#trouble = error;
          this.#tell(error, { failures, ...place });
        }
        this.observer.retrying('execute', error);
        await pause(backOffMs(failures), this.signal);
      }
    }
    taken.trace?.abandoned();
  }

  /**
   * A damaged log is mended by an operator, and other workspaces of the partition must not wait for that. The command is kept
   * as a dead letter, to be sent again then.
   */
  #setAside(taken: TakenCommand, error: Error & { code: string }): void {
    this.#trouble = undefined;
    const { wire, place, received } = taken;
    this.sender.add({
      message: taken,
      outcome: 'denied',
      result: damagedRecord(wire, place, this.source),
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

const isDamaged = (error: Error): error is Error & { code: string } =>
  (error as { code?: unknown }).code === 'LOG_DAMAGED';
