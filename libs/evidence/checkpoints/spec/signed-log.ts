import { createHash } from 'node:crypto';
import type { RecordedCheckpoint, StreamHead } from '#event-store';
import { ConflictError } from '#event-store';
import { MemoryTree } from '../../merkle/spec/memory-tree.js';
import type { FoldedTree } from '../signed-log.js';

const STREAM = 'supportAccess-w1';

/** A log of one stream, its tree and its checkpoints, in memory. `name` is what its events are made of. */
export class MemoryLog {
  readonly checkpoints: RecordedCheckpoint[] = [];
  readonly ids: string[] = [];
  shift = 0n;
  tree = new MemoryFold(this);

  /** @param name of the events: two logs of one name are the same as far as both go */
  append(count: number, name = 'a'): this {
    for (let i = 0; i < count; i++) this.ids.push(`${name}${this.ids.length}`);
    return this;
  }

  async *readStream(stream: string, from = 0) {
    const events = this.ids.slice(from).map((id, i) => ({ stream, revision: from + i, id }));
    if (events.length > 0) yield events as never;
  }

  /** Each event is at its number from 1 on, and `shift` past that. */
  async eventAt(position: bigint) {
    const id = this.ids[Number(position - this.shift) - 1];
    return id === undefined ? undefined : ({ id } as never);
  }

  async head(): Promise<bigint> {
    return BigInt(this.ids.length) + this.shift;
  }

  async lastCheckpoint(): Promise<RecordedCheckpoint | undefined> {
    return this.checkpoints.at(-1);
  }

  async *readCheckpoints(from = 0) {
    if (from < this.checkpoints.length) yield this.checkpoints.slice(from);
  }

  async appendCheckpoint(expected: StreamHead, note: string) {
    const revision = this.checkpoints.length;
    const actual = revision === 0 ? 'empty' : revision - 1;
    if (expected !== actual) throw new ConflictError('supportAccessCheckpoints', expected, actual);
    const position = BigInt(revision);
    this.checkpoints.push({ revision, position, id: `c${revision}`, note });
    return { revision, position };
  }
}

/** The tree of a log, folded when told. */
export class MemoryFold implements FoldedTree {
  readonly #tree = new MemoryTree();
  readonly #ids: string[] = [];

  constructor(private readonly log: MemoryLog) {}

  fold(upTo = this.log.ids.length): this {
    for (const id of this.log.ids.slice(this.#ids.length, upTo)) {
      this.#ids.push(id);
      this.#tree.append(createHash('sha256').update(id).digest());
    }
    return this;
  }

  nodes(...[ids]: Parameters<MemoryTree['nodes']>) {
    return this.#tree.nodes(ids);
  }

  async size(): Promise<number> {
    return this.#tree.size;
  }

  async position(): Promise<bigint> {
    return BigInt(this.#tree.size);
  }

  async bookmark() {
    const id = this.#ids.at(-1);
    const position = BigInt(this.#ids.length);
    return { position, ...(id && { event: { stream: STREAM, revision: this.#ids.length - 1, id } }) };
  }
}
