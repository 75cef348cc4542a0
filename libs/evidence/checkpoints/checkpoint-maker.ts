import type { RecordedCheckpoint } from '#event-store';
import { ConflictError } from '#event-store';
import { rootAt } from '../merkle/proofs.js';
import { signCheckpoint } from '../notes/checkpoint.js';
import type { CheckpointKeys } from './checkpoint-keys.js';
import { InconsistentLogError } from './errors.js';
import type { CheckpointStore, FoldedTree } from './signed-log.js';

/**
 * Signs what the log is, and records it with the log. Roots come from the tree that is folded as the log grows, so a
 * checkpoint costs the same however long the log is.
 */
export class CheckpointMaker {
  constructor(
    private readonly store: CheckpointStore,
    private readonly tree: FoldedTree,
    private readonly keys: CheckpointKeys,
  ) {}

  /**
   * Called once the log has passed its check at the start, and then now and again.
   * @returns the new checkpoint; undefined when there is nothing new, or another process was faster
   * @throws InconsistentLogError if the tree does not hold the log that was signed for last: nothing is signed
   */
  async make(): Promise<Omit<RecordedCheckpoint, 'id'> | undefined> {
    const last = await this.store.lastCheckpoint();
    const before = last && this.keys.read(last.note, 'the event store');
    const size = await this.tree.size();
    if (size <= (before?.size ?? 0)) return undefined;
    if (before && !(await rootAt(this.tree, before.size)).equals(before.root))
      throw new InconsistentLogError(
        'OTHER_LOG',
        `the first ${before.size} events of the log are not those of its last checkpoint: it was replaced or changed`,
      );
    const root = await rootAt(this.tree, size);
    const { origin } = this.keys;
    const note = signCheckpoint({ origin, size, root }, this.keys.signersAfter(last?.note));
    try {
      // Against the one that it was compared with: of two makers one wins, and no fork can come of it.
      return { ...(await this.store.appendCheckpoint(last?.revision ?? 'empty', note)), note };
    } catch (error) {
      if (error instanceof ConflictError) return undefined;
      throw error;
    }
  }
}
