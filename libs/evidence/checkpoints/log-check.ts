import { setTimeout as sleep } from 'node:timers/promises';
import type { EventReader } from '#event-store';
import { LOG_START, retry } from '#event-store';
import { asError } from '#domain';
import { rootAt } from '../merkle/proofs.js';
import type { Checkpoint } from '../notes/checkpoint.js';
import type { CheckpointKeys } from './checkpoint-keys.js';
import { InconsistentLogError } from './errors.js';
import type { FoldedTree } from './signed-log.js';

/** A place where checkpoints of this log are kept. */
export type CheckpointSource = {
  /** Name for messages, such as "the event store". */
  name: string;
  /** The newest checkpoints; empty when there are none. Called again when it rejects. */
  newest: () => Promise<readonly string[]>;
};

export type LogCheckParts = {
  reader: Pick<EventReader, 'readStream' | 'eventAt' | 'head'>;
  tree: FoldedTree;
  /** Name of the tree's storage, for messages. */
  treeName: string;
  keys: CheckpointKeys;
  witnesses: readonly CheckpointSource[];
};

/** Where operators find what to do. */
const GUIDE = 'see "What a restored log is noticed by" in docs/operations.md';
const POLL_MS = 100;
const MAX_RETRY_MS = 2_000;

/**
 * Checks at every start that the log is the one that was signed: a store that was restored from an older backup, or replaced, must not take
 * commands or sign a fork. The log is compared with the tree folded from it, the checkpoints recorded with it, and those sent elsewhere.
 */
export class LogCheck {
  #waitingFor = 'it has not begun';

  constructor(private readonly parts: LogCheckParts) {}

  /** What the check waits for, as a sentence for operators. */
  get waitingFor(): string {
    return this.#waitingFor;
  }

  /**
   * Resolves when the log agrees with all of them. Waits for a source that does not answer, and for a tree that is still being folded, until
   * the signal is aborted; then it rejects.
   * @throws InconsistentLogError once and for good
   */
  async run(signal: AbortSignal): Promise<void> {
    await this.#checkTree(signal);
    for (const { name, newest } of this.parts.witnesses) {
      const notes = await this.#patiently(`the checkpoints in ${name}`, newest, signal);
      for (const note of notes) await this.#check(this.parts.keys.read(note, name), name, signal);
    }
  }

  /** The tree knows the last event that it saw. One that is not there yet has seen nothing. */
  async #checkTree(signal: AbortSignal): Promise<void> {
    const { reader, tree, treeName } = this.parts;
    const { event, position } = await tree
      .bookmark()
      .catch(() => ({ event: undefined, position: LOG_START }));
    if (event === undefined) return;
    const { stream, revision, id } = event;
    const holds = async (): Promise<boolean> => {
      for await (const [first] of reader.readStream(stream, revision)) return first?.id === id;
      return false;
    };
    if (!(await this.#patiently('the event store', holds, signal)))
      throw new InconsistentLogError(
        'LOG_TOO_SHORT',
        `the log does not hold the last event that ${treeName} was folded from: it was restored from an older backup, or ` +
          `replaced. Put the newer log back; or, if it is lost for good, remove what remembers it: ${GUIDE}`,
      );
    const there = (): Promise<boolean> => reader.eventAt(position).then((found) => found?.id === id);
    if (!(await this.#patiently('the event store', there, signal)))
      throw new InconsistentLogError(
        'LOG_MOVED',
        `the log holds the last event that ${treeName} was folded from in another place: it was moved to another store. ` +
          `Start with read models of its own, or remove ${treeName}, and what else was folded is made anew`,
      );
  }

  async #check({ size, root }: Checkpoint, where: string, signal: AbortSignal): Promise<void> {
    const { tree } = this.parts;
    const known = await this.#foldedTo(size, signal);
    if (known < size)
      throw new InconsistentLogError(
        'LOG_TOO_SHORT',
        `${where} has a checkpoint of ${size} events, and the log has ${known}: it was restored from an older backup, or cut; ${GUIDE}`,
      );
    if (!(await this.#patiently('the tree of the log', () => rootAt(tree, size), signal)).equals(root))
      throw new InconsistentLogError(
        'OTHER_LOG',
        `the first ${size} events of the log are not those of the checkpoint in ${where}: it was replaced or changed; ${GUIDE}`,
      );
  }

  /** Resolves with the tree's size when that is enough, or when there is no more of the log to fold. */
  async #foldedTo(size: number, signal: AbortSignal): Promise<number> {
    const { reader, tree } = this.parts;
    // As a rule it is, and then the end of the log need not be looked for: a topic has many checkpoints.
    const already = await this.#patiently('the tree of the log', () => tree.size(), signal);
    if (already >= size) return already;
    for (;;) {
      // In this order: what is folded meanwhile makes the tree larger than told, never smaller.
      const [head, position] = await this.#patiently(
        'the tree of the log',
        async () => [await reader.head(), await tree.position()] as const,
        signal,
      );
      const known = await this.#patiently('the tree of the log', () => tree.size(), signal);
      if (known >= size || position >= head) return known;
      this.#waitingFor = `the log is being folded: ${known} of ${size} events`;
      await sleep(POLL_MS, undefined, { signal });
    }
  }

  #patiently<T>(what: string, ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
    this.#waitingFor = `waiting for ${what}`;
    return retry(ask, {
      signal,
      firstMs: POLL_MS,
      maxMs: MAX_RETRY_MS,
      onRetry: (error) => void (this.#waitingFor = `waiting for ${what}: ${asError(error).message}`),
    });
  }
}
