import { openEventStore } from '#event-store';
import { fill } from '../../apps/demo/fill.js';

/** Three months of the demo's history in an event store, in some seconds; ends a moment ago. */
export async function fillLog(eventStoreUrl: string, workspaces: number, seed = 'test'): Promise<void> {
  const store = await openEventStore(eventStoreUrl);
  try {
    await fill(store, { workspaces, until: Date.now() - 1_000, seed });
  } finally {
    await store.close();
  }
}
