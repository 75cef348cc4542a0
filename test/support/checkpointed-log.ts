import { parseConfig } from '#config';
import { openEventStore } from '#event-store';
import { CheckpointKeys, CheckpointMaker, openLogTree } from '#evidence';

/**
 * Folds the tree of a log that nobody writes, and records a checkpoint of it, as a service does.
 * @returns the note, and the keys that it is signed with
 */
export async function makeCheckpoint(
  env: Record<string, string>,
): Promise<{ note: string; keys: CheckpointKeys }> {
  const { eventStoreUrl, readModelUrl, evidenceOrigin, evidence } = parseConfig(env);
  const keys = await CheckpointKeys.open(evidenceOrigin, evidence);
  const store = await openEventStore(eventStoreUrl);
  const tree = await openLogTree(readModelUrl);
  try {
    const { position } = await tree.bookmark();
    for await (const page of store.readAll(position)) await tree.apply(page, page.at(-1)!.position);
    const made = await new CheckpointMaker(store, tree, keys).make();
    return { note: made?.note ?? (await store.lastCheckpoint())!.note, keys };
  } finally {
    await tree.close();
    await store.close();
  }
}
