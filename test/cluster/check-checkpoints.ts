import { openEventReader } from '#event-store';
import { CheckpointKeys, openCheckpoint, parseVkeys, rootAt } from '#evidence';
import { MemoryTree } from '../../libs/evidence/merkle/spec/memory-tree.js';
import type { LogCopy } from '../support/log-copy.js';

/** What is wrong with the checkpoints that a log holds: each signs more than the one before, and what the log has. */
export async function checkCheckpoints(
  eventStoreUrl: string,
  log: LogCopy,
  { origin, keysDir }: { origin: string; keysDir: string },
): Promise<{ signed: number; violations: string[] }> {
  const keys = await CheckpointKeys.open(origin, { signingKeyFiles: [], keysDir });
  const vkeys = parseVkeys(keys.vkeyDocument);
  const tree = new MemoryTree();
  for (const { chain } of log.events) tree.append(Buffer.from(chain, 'hex'));
  const reader = await openEventReader(eventStoreUrl);
  const violations: string[] = [];
  let [signed, before] = [0, 0];
  try {
    for await (const page of reader.readCheckpoints())
      for (const { note } of page) {
        signed += 1;
        const { size, root } = openCheckpoint(note, vkeys);
        if (size <= before) violations.push(`a checkpoint of ${size} events comes after one of ${before}`);
        else if (size > log.events.length) violations.push(`a checkpoint has ${size} events`);
        else if (!(await rootAt(tree, size)).equals(root))
          violations.push(`the checkpoint of ${size} events is of another log`);
        before = size;
      }
  } finally {
    await reader.close();
  }
  return { signed, violations };
}
