import { setTimeout as sleep } from 'node:timers/promises';
import type { Position } from '#event-store';
import type { LogTreeQueries } from '#evidence';

const POLL_MS = 10;

/** For `Min-Position`: waits until the tree has been folded so far. */
export const treeWait = (tree: Pick<LogTreeQueries, 'position'>) => ({
  async waitFor(position: Position, timeoutMs: number): Promise<boolean> {
    const until = performance.now() + timeoutMs;
    while ((await tree.position()) < position) {
      if (performance.now() >= until) return false;
      await sleep(POLL_MS);
    }
    return true;
  },
});
