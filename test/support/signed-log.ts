import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordedEvent } from '#event-store';
import { openEventStore } from '#event-store';
import { makeCheckpoint } from './checkpointed-log.js';
import { fillLog } from './filled-log.js';
import { LogCopy } from './log-copy.js';

/**
 * The demo's history with so many signed checkpoints among its events, the last one some events before the end.
 * @returns the notes, oldest first
 */
export async function fillSignedLog(
  env: Record<string, string>,
  { workspaces, checkpoints }: { workspaces: number; checkpoints: number },
): Promise<string[]> {
  const directory = await mkdtemp(join(tmpdir(), 'support-access-filled-'));
  try {
    const filled = `sqlite:${join(directory, 'events.db')}`;
    await fillLog(filled, workspaces);
    const { commands } = await LogCopy.read(filled);
    const appends = [...commands.values()].map(({ events }) => events);
    const stretch = Math.ceil(appends.length / (checkpoints + 1));
    const notes: string[] = [];
    for (let from = 0; from < appends.length; from += stretch) {
      await appendAll(env['EVENT_STORE_URL']!, appends.slice(from, from + stretch));
      if (notes.length < checkpoints) notes.push((await makeCheckpoint(env)).note);
    }
    return notes;
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** What was decided elsewhere, as it is. */
export async function appendAll(url: string, appends: readonly (readonly RecordedEvent[])[]): Promise<void> {
  const store = await openEventStore(url);
  try {
    for (const events of appends) {
      const { stream, revision } = events[0]!;
      await store.append(
        stream,
        revision === 0 ? 'empty' : revision - 1,
        events.map((event) => ({ ...storedForm(event), commandId: event.metadata.commandId })),
      );
    }
  } finally {
    await store.close();
  }
}

const storedForm = ({ id, type, dataJson, metadataJson, chain }: RecordedEvent) => ({
  id,
  type,
  dataJson,
  metadataJson,
  chain,
});
