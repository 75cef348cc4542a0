import { CommandRecordedError, ConflictError, DiskFullError, StoreUnavailableError } from '../errors.js';
import type { Appended, StreamHead } from '../event-store.js';
import type { StorableEvent } from '../recorded-event.js';
import type { AppendGroup, GroupOutcome, Refusal } from './append-group.js';
import { addAppend, toStreamHead } from './append-group.js';
import type { LogWriter } from './log-writer.js';

/** What one transaction takes at most. */
const MAX_APPENDS = 256;
const MAX_CHARACTERS = 1024 * 1024;
/** Enough to be worth an fsync: sent before the turn is over, so that deciding the rest overlaps with committing these. */
const ENOUGH_APPENDS = 32;
/** One group is being committed while the next is on its way: more would only wait elsewhere. */
const MAX_GROUPS_UNDERWAY = 2;
/** From here on waiting appends are refused, as an engine that cannot follow. */
const MAX_WAITING = 100_000;

type Waiting = {
  stream: string;
  expected: StreamHead;
  commandId: string;
  events: readonly StorableEvent[];
  resolve: (appended: Appended) => void;
  reject: (error: Error) => void;
};

/** Group commit: what is appended while others are being committed shares the next transaction and its fsync. */
export class AppendQueue {
  readonly #writer: LogWriter;
  #waiting: Waiting[] = [];
  #underway = 0;
  #scheduled = false;
  #failure: string | undefined;
  #isFull = false;
  #whenIdle: (() => void)[] = [];

  constructor(writer: LogWriter) {
    this.#writer = writer;
  }

  /** Why the last group could not be written; undefined when it could. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** Whether an append found no room since the last successful probe, and what ends access is recorded all the same. */
  get isFull(): boolean {
    return this.#isFull;
  }

  append(stream: string, expected: StreamHead, events: readonly StorableEvent[]): Promise<Appended> {
    const commandId = events[0]?.commandId;
    if (commandId === undefined || events.some((event) => event.commandId !== commandId))
      return Promise.reject(new RangeError('an append has one or more events, all of one command'));
    if (this.#waiting.length >= MAX_WAITING)
      return Promise.reject(new StoreUnavailableError(`${MAX_WAITING} appends are waiting`));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ stream, expected, commandId, events, resolve, reject });
      if (this.#waiting.length >= ENOUGH_APPENDS && this.#underway < MAX_GROUPS_UNDERWAY) void this.#send();
      else this.#schedule();
    });
  }

  /** After a failure: tries again whether the engine can write. */
  async probe(): Promise<void> {
    try {
      await this.#writer.probe();
      this.#failure = undefined;
      this.#isFull = false;
    } catch (error) {
      // While only the reserve is left, what must get through does.
      if (!this.#isFull) this.#failure = (error as Error).message;
    }
  }

  /** Resolves when nothing is waiting or under way. */
  async idle(): Promise<void> {
    while (this.#waiting.length > 0 || this.#underway > 0)
      await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
  }

  /**
   * After whatever else is decided now, so that it goes along: until the end of the turn behind a group that is under way, else only until
   * the promises that are resolved have been followed. One command at a time would wait for nobody.
   */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    const send = (): void => {
      this.#scheduled = false;
      while (this.#waiting.length > 0 && this.#underway < MAX_GROUPS_UNDERWAY) void this.#send();
    };
    if (this.#underway === 0) process.nextTick(send);
    else setImmediate(send);
  }

  async #send(): Promise<void> {
    const { group, appends } = this.#take();
    this.#underway += 1;
    try {
      const outcome = await this.#writer.write(group);
      this.#failure = undefined;
      this.#isFull ||= outcome.some((each) => typeof each === 'object' && each.kind === 'no-room');
      settle(appends, outcome);
    } catch (error) {
      this.#failure = (error as Error).message;
      for (const { reject } of appends) reject(asUnavailable(error));
    }
    this.#underway -= 1;
    if (this.#waiting.length > 0) this.#schedule();
    else if (this.#underway === 0) for (const resolve of this.#whenIdle.splice(0)) resolve();
  }

  #take(): { group: AppendGroup; appends: Waiting[] } {
    const group: AppendGroup = [];
    let characters = 0;
    let count = 0;
    for (const { stream, expected, commandId, events } of this.#waiting) {
      if (count === MAX_APPENDS || characters > MAX_CHARACTERS) break;
      addAppend(group, stream, expected, commandId, events);
      for (const { dataJson, metadataJson } of events) characters += dataJson.length + metadataJson.length;
      count += 1;
    }
    const appends = this.#waiting;
    this.#waiting = appends.splice(count);
    return { group, appends };
  }
}

function settle(appends: readonly Waiting[], outcome: GroupOutcome): void {
  appends.forEach((append, i) => {
    const result = outcome[i];
    if (typeof result === 'number') append.resolve(appended(append, result));
    else append.reject(refused(append, result));
  });
}

const appended = ({ expected, events }: Waiting, position: number): Appended => ({
  revision: (expected === 'empty' ? -1 : expected) + events.length,
  position: BigInt(position),
});

function refused({ stream, expected, commandId }: Waiting, refusal: Refusal | undefined): Error {
  switch (refusal?.kind) {
    case 'conflict':
      return new ConflictError(stream, expected, toStreamHead(refusal.head));
    case 'command-recorded':
      return new CommandRecordedError(stream, commandId);
    case 'invalid':
      return new TypeError(`an append to ${stream} cannot be stored: ${refusal.reason}`);
    case 'no-room':
      return new DiskFullError();
    case undefined:
      return new StoreUnavailableError('the writer did not say what became of an append');
    default:
      return refusal satisfies never;
  }
}

const asUnavailable = (error: unknown): Error =>
  error instanceof StoreUnavailableError
    ? error
    : new StoreUnavailableError((error as Error).message, { cause: error });
