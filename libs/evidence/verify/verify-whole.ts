import { streamOf } from '#domain';
import type { BundleSource } from '../bundle/bundle-source.js';
import { FileLines } from '../bundle/file-lines.js';
import { EVENTS_FILE } from '../bundle/manifest.js';
import type { Scope } from '../bundle/scope.js';
import { CompactRange } from '../merkle/compact-range.js';
import { leafHashOfHex } from '../merkle/hashing.js';
import type { ExpectedRoots } from './expected-roots.js';
import { readPlaced } from './read-placed.js';
import { StreamHeads } from './stream-heads.js';
import { damaged } from './verification.js';

export type WholeScope = Extract<Scope, { kind: 'log' | 'workspace' }>;

/** What a bundle was found to hold, when nothing was wrong with it up to there. */
export type Walked = { events: number; streams: number; sha256: Record<string, string> };

/**
 * Every event from a tree's first on, against the roots that are expected on the way.
 * @throws DamageFound
 */
export async function walkWhole(
  source: BundleSource,
  scope: WholeScope,
  roots: ExpectedRoots,
  onProgress: (events: number) => void,
): Promise<Walked> {
  const lines = new FileLines(EVENTS_FILE, source.read(EVENTS_FILE));
  const heads = new StreamHeads();
  const tree = new CompactRange();
  const only = scope.kind === 'workspace' ? streamOf(scope.workspaceId) : undefined;
  roots.check(tree);
  for await (const block of lines.blocks()) {
    for (const line of block) {
      const { event, where } = readPlaced(line, tree.size + 1);
      where.index = tree.size;
      if (only !== undefined && event.stream !== only)
        throw damaged('EVENT_MISPLACED', where, `an event of ${event.stream} in a bundle of ${only}`);
      heads.follow(event, where);
      tree.append(leafHashOfHex(event.chain));
      roots.check(tree);
    }
    onProgress(tree.size);
  }
  roots.end(tree);
  return { events: tree.size, streams: heads.streams, sha256: { [EVENTS_FILE]: lines.sha256() } };
}
