import type { Door } from '#commands';
import type { Clock } from '#config';
import type { CommandResult } from '#contracts';
import type { EpochMs, ExpiryCommand } from '#domain';
import { asError, assertNever } from '#domain';
import type { Position } from '#event-store';
import type { DueEntry, DueListQueries } from './due-list.js';
import { LIST_START } from './due-list.js';
import type { Scheduler } from './scheduler.js';
import { systemScheduler } from './scheduler.js';
import { UnrecordedEnds } from './unrecorded-ends.js';

export type ExpirySagaOptions = {
  dueList: Pick<DueListQueries, 'due' | 'nextDueAt' | 'position'>;
  door: Door;
  clock: Clock;
  /**
   * The position of the log's newest event at the start. If given, nothing is sent until the list has followed the log that far: a list
   * that is still being filled shows what ended long ago.
   */
  head?: () => Promise<Position>;
  /** Default: the system's timer. */
  scheduler?: Scheduler;
  observer?: ExpiryObserver;
  /** Maximum number of commands in flight. Default 200. */
  concurrency?: number;
  /** The longest sleep, in milliseconds. Default 1,000. */
  maxDelayMs?: number;
};

/** Callbacks for logs and metrics; they must not throw. */
export type ExpiryObserver = {
  /** The command that records this end was answered. `lagMs`: from when it was due to the answer. */
  executed?(entry: DueEntry, result: CommandResult, lagMs: number): void;
  /** One entry failed for a reason of its own; the others go on. */
  refused?(entry: DueEntry, error: unknown): void;
  /** Ends that were tried for a minute and are not recorded; called once until there are none. */
  unrecorded?(first: DueEntry, count: number): void;
  /** No entry could be sent; the saga tries again after `retryInMs`. */
  failed?(error: unknown, retryInMs: number): void;
};

export type ExpiryHealth = {
  status: 'up' | 'down';
  reason?: string;
  /** Age of the oldest unrecorded end at the last look, in milliseconds; 0 if there is none. */
  overdueMs: number;
  /** Number of ends that were tried for a minute and are not recorded. */
  unrecorded: number;
};

const PAGE = 5_000;
const CONCURRENCY = 200;
/**
 * Maximum interval between looks at the list. Three changes come without notice: an earlier entry in the list (another process may
 * write it), a clock that was set forward (timers do not notice), and an entry that is still there.
 */
const MAX_DELAY_MS = 1_000;
/** An entry is removed once the event of its end is followed. One still there after this long is sent again. */
const SEND_AGAIN_MS = 5_000;
/** Entries remembered as sent; forgetting one means sending it again, which E1 makes harmless. */
const MAX_SENT = 200_000;
/** At most so many ends of a workspace are expected of one command, which records whatever is over: as many as it records of sessions. */
const ENDS_AT_ONCE = 100;
/** A list that cannot be read for so long after the start is being made by its writer, which takes a while on a busy machine. */
const MAKING_MS = 30_000;
const FIRST_RETRY_MS = 100;
const MAX_RETRY_MS = 5_000;
/** Codes meaning that no command can run now; any other failure concerns one workspace. */
const NOT_NOW = new Set(['STORE_UNAVAILABLE', 'STORE_REFUSED', 'LOG_REPLACED', 'BUSY']);
/** The workspace's log is damaged, which health and an alarm report already. Access is denied, so nothing is late. */
const DAMAGED = 'LOG_DAMAGED';

/**
 * Records the ends of grants, requests and sessions that are over by themselves. They are over with or without it: every check compares.
 * It asks a durable list what is due and sends ordinary commands, one for all that is due in a workspace. Duplicates, after a crash, from a second process or after a clock step,
 * are harmless (rule E1).
 */
export class ExpirySaga {
  readonly #options: Required<Omit<ExpirySagaOptions, 'head'>> & Pick<ExpirySagaOptions, 'head'>;
  /** When the command for each entry was sent, in the order of sending. */
  readonly #sent = new Map<string, EpochMs>();
  #stopped = true;
  #callOff: () => void = () => undefined;
  #tick: Promise<void> = Promise.resolve();
  #waitFor: Position | undefined;
  /** Until when a list that cannot be read counts as not made yet. */
  #makingUntil = 0;
  #failures = 0;
  #failure: string | undefined;
  #overdueMs = 0;
  readonly #unrecorded = new UnrecordedEnds();
  #late = 0;

  constructor(options: ExpirySagaOptions) {
    this.#options = {
      scheduler: systemScheduler,
      observer: {},
      concurrency: CONCURRENCY,
      maxDelayMs: MAX_DELAY_MS,
      ...options,
    };
  }

  /** Looks at the list at once, for grants that ended while no saga ran. */
  start(): void {
    if (!this.#stopped) return;
    this.#stopped = false;
    this.#waitFor = undefined;
    this.#makingUntil = this.#options.clock.now() + MAKING_MS;
    this.#arm(0);
  }

  /** Resolves when the commands in flight have been answered. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#callOff();
    await this.#tick;
  }

  health(): ExpiryHealth {
    const figures = { overdueMs: this.#overdueMs, unrecorded: this.#late };
    return this.#failure === undefined
      ? { status: 'up', ...figures }
      : { status: 'down', reason: this.#failure, ...figures };
  }

  #arm(delayMs: number): void {
    this.#callOff = this.#options.scheduler(() => {
      this.#tick = this.#run();
    }, delayMs);
  }

  async #run(): Promise<void> {
    let delayMs: number;
    try {
      delayMs = (await this.#listIsComplete()) ? await this.#sweep() : FIRST_RETRY_MS;
      this.#failures = 0;
    } catch (error) {
      this.#failure = messageOf(error);
      if (this.#isBeingMade(error)) delayMs = FIRST_RETRY_MS;
      else {
        delayMs = Math.min(FIRST_RETRY_MS * 2 ** this.#failures++, MAX_RETRY_MS);
        this.#options.observer.failed?.(error, delayMs);
      }
    }
    if (!this.#stopped) this.#arm(delayMs);
  }

  async #listIsComplete(): Promise<boolean> {
    const { head, dueList } = this.#options;
    if (!head) return true;
    this.#waitFor ??= await head();
    const position = await dueList.position();
    this.#makingUntil = 0;
    return position >= this.#waitFor;
  }

  /** At a start the list may not be there yet: health says so, and it is neither a failure nor worth a warning. */
  #isBeingMade(error: unknown): boolean {
    return codeOf(error) === 'READ_MODEL_UNAVAILABLE' && this.#options.clock.now() < this.#makingUntil;
  }

  /** Sends everything that is due, oldest first. @returns how long to sleep */
  async #sweep(): Promise<number> {
    const { clock, dueList, maxDelayMs } = this.#options;
    let failure: string | undefined;
    let now = clock.now();
    for (let after = LIST_START; !this.#stopped; now = clock.now()) {
      this.#forget(now);
      const page = await dueList.due(now, after, PAGE);
      if (after === LIST_START) this.#overdueMs = page[0] ? now - page[0].dueAt : 0;
      const unsent = page.filter(({ id }) => !this.#wasSent(id, now));
      failure = (await this.#sendAll(byWorkspace(unsent))) ?? failure;
      after = page.at(-1) ?? after;
      if (page.length < PAGE) break;
    }
    this.#failure = failure ?? this.#unrecordedEnds(now);
    // Counted from the instant of the query, so that a grant that ended since does not wait for the next look.
    const next = await dueList.nextDueAt(now);
    return next === undefined ? maxDelayMs : Math.min(Math.max(next - clock.now(), 0), maxDelayMs);
  }

  /** @returns a sentence about unrecorded ends; undefined if there are none */
  #unrecordedEnds(now: EpochMs): string | undefined {
    const { count, first } = this.#unrecorded.late(now);
    this.#late = count;
    if (this.#unrecorded.isNew(count)) this.#options.observer.unrecorded?.(first!, count);
    return first && `the end of ${nameOf(first)} has been tried for a minute and is not recorded`;
  }

  /** @returns why an entry was refused, if one was. @throws an error that stops all entries */
  async #sendAll(groups: readonly DueGroup[]): Promise<string | undefined> {
    let refusal: string | undefined;
    let stopped: { error: unknown } | undefined;
    const rest = groups.values();
    const lane = async (): Promise<void> => {
      for (const group of rest) {
        if (stopped || this.#stopped) return;
        try {
          await this.#send(group);
        } catch (error) {
          if (isNotNow(error)) {
            for (const { id } of group) this.#sent.delete(id);
            stopped = { error };
          } else if (codeOf(error) !== DAMAGED) {
            const [first] = group;
            this.#unrecorded.tried(first, this.#options.clock.now(), false);
            refusal = `${nameOf(first)}: ${messageOf(error)}`;
            this.#options.observer.refused?.(first, error);
          }
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(this.#options.concurrency, groups.length) }, lane));
    if (stopped) throw stopped.error;
    return refusal;
  }

  /** Sends a command for the first entry, which records the other ends, too; for the next one if that entry was not due after all. */
  async #send(group: DueGroup): Promise<void> {
    const { clock, door, observer } = this.#options;
    const sentAt = clock.now();
    for (const { id } of group) {
      this.#sent.delete(id);
      this.#sent.set(id, sentAt);
    }
    for (const [index, entry] of group.entries()) {
      const { result } = await door.execute({
        commandId: `expire-${entry.id}`,
        command: commandFor(entry),
        source: { kind: 'saga' },
      });
      const now = clock.now();
      const isRecorded = result.outcome === 'accepted';
      this.#unrecorded.tried(entry, now, isRecorded);
      const told = isRecorded ? group.slice(index) : [entry];
      for (const each of told) observer.executed?.(each, result, now - each.dueAt);
      if (isRecorded) return;
    }
  }

  /** Whether the entry was sent within `SEND_AGAIN_MS` in either direction, so that a clock set back does not block it for an hour. */
  #wasSent(id: string, now: EpochMs): boolean {
    const sentAt = this.#sent.get(id);
    return sentAt !== undefined && Math.abs(now - sentAt) < SEND_AGAIN_MS;
  }

  #forget(now: EpochMs): void {
    for (const id of this.#sent.keys()) {
      if (this.#sent.size <= MAX_SENT && this.#wasSent(id, now)) return;
      this.#sent.delete(id);
    }
  }
}

/** What is due in one workspace, in the order of the list. */
type DueGroup = readonly [DueEntry, ...DueEntry[]];

/** Groups entries by workspace, in the order of their first entries. */
function byWorkspace(entries: readonly DueEntry[]): DueGroup[] {
  const groups: [DueEntry, ...DueEntry[]][] = [];
  const open = new Map<string, [DueEntry, ...DueEntry[]]>();
  for (const entry of entries) {
    const group = open.get(entry.workspaceId);
    if (group !== undefined && group.length < ENDS_AT_ONCE) group.push(entry);
    else {
      const begun: [DueEntry] = [entry];
      open.set(entry.workspaceId, begun);
      groups.push(begun);
    }
  }
  return groups;
}

function commandFor({ kind, id, workspaceId }: DueEntry): ExpiryCommand {
  switch (kind) {
    case 'grant':
      return { type: 'ExpireSupportAccess', data: { workspaceId, grantId: id } };
    case 'request':
      return { type: 'ExpireSupportAccessRequest', data: { workspaceId, requestId: id } };
    case 'session':
      return { type: 'ExpireSupportSession', data: { workspaceId, sessionId: id } };
    default:
      return assertNever(kind, 'kind');
  }
}

const nameOf = ({ kind, id }: DueEntry): string => `${kind} ${id}`;

const codeOf = (error: unknown): string => (error as { code?: string } | null)?.code ?? '';
const isNotNow = (error: unknown): boolean => NOT_NOW.has(codeOf(error));
const messageOf = (error: unknown): string => asError(error).message;
