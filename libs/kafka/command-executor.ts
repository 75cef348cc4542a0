import { DoorBusyError } from '#commands';
import type { CommandEnvelope, Door, WireCommand } from '#commands';
import { asError } from '#domain';
import { backOffMs, pause } from './back-off.js';
import type { Log } from './log.js';
import type { KafkaObserver } from './observer.js';
import type { OutcomeSender } from './outcome-sender.js';
import { deadLetterRecord } from './dead-letter-record.js';
import { unrecordedRecord, resultRecord } from './result-record.js';
import type { TakenMessage } from './taken-message.js';
import { WorkspaceLanes } from './workspace-lanes.js';

export type TakenCommand = TakenMessage & { wire: WireCommand };

/** Minimum interval between log lines about retries: in an outage hundreds of commands retry every second. */
const TELL_AGAIN_MS = 1_000;

/**
 * Sends commands through the door, in order per workspace and concurrently across workspaces. A command that the door cannot
 * execute now is retried without limit: the workspace's next command waits, and the offset is not committed.
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
    /** Maximum bytes of a record batch in the dead-letter topic. */
    private readonly deadLetterBytes: () => number,
  ) {
    this.#lanes = new WorkspaceLanes(mostExecuting, (command) => this.#execute(command));
  }

  /** The door's last failure; undefined after a command has succeeded since. */
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
        // A busy door is not a failure: earlier commands are being executed.
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
   * Such a command needs an operator, and other workspaces of the partition must not wait for one. It becomes a dead letter,
   * which can be sent again after the repair.
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

/** Whether the failure concerns this command's workspace alone: its log is damaged, or the server refused this one append. */
function concernsOne(error: Error): error is Unrecordable {
  const { code, refuses } = error as { code?: unknown; refuses?: unknown };
  return code === 'LOG_DAMAGED' || (code === 'STORE_REFUSED' && refuses === 'command');
}
