import type { CompactRange } from '../merkle/compact-range.js';
import type { DamageKind } from './verification.js';
import { damaged } from './verification.js';

/** What the tree's root must be when it has that many leaves. */
export type ExpectedRoot = {
  size: number;
  root: Buffer;
  /** What it is when it is another. */
  otherwise: Extract<DamageKind, 'ROOT_MISMATCH' | 'FORKED'>;
  /** Whose it is, e.g. `checkpoint.txt`. */
  name: string;
};

/** The checkpoints that a log is held against as it is read, smallest first. */
export class ExpectedRoots {
  readonly #waiting: ExpectedRoot[] = [];
  #held = 0;

  constructor(expected: Iterable<ExpectedRoot> = []) {
    for (const each of expected) this.add(each);
  }

  /** Up to which size the tree is what was signed for. */
  get held(): number {
    return this.#held;
  }

  /** Of equal size, in the order in which they were added. */
  add(expected: ExpectedRoot): void {
    let at = this.#waiting.length;
    while (at > 0 && this.#waiting[at - 1]!.size > expected.size) at -= 1;
    this.#waiting.splice(at, 0, expected);
  }

  /**
   * Called at the start and after every leaf.
   * @throws DamageFound
   */
  check(tree: CompactRange): void {
    while (this.#waiting[0]?.size === tree.size) {
      const { size, root, otherwise, name } = this.#waiting.shift()!;
      if (!tree.root().equals(root)) {
        const index = this.#held < size ? this.#held : 0;
        throw damaged(
          otherwise,
          { index, untilIndex: Math.max(index, size - 1) },
          `the first ${size} events are not those that ${name} is signed for` +
            (index > 0 ? `; the first ${index} of them are, so it is after those` : ''),
        );
      }
      this.#held = size;
    }
  }

  /**
   * Called at the end.
   * @throws DamageFound if one speaks of more than there is
   */
  end(tree: CompactRange): void {
    const [first] = this.#waiting;
    if (first === undefined) return;
    throw damaged(
      'TAIL_MISSING',
      { index: tree.size, untilIndex: first.size - 1 },
      `there are ${tree.size} events, and ${first.name} is signed for ${first.size}: the end is missing` +
        (first.otherwise === 'FORKED'
          ? ' (unless these were handed out before that checkpoint was made)'
          : ''),
    );
  }
}
