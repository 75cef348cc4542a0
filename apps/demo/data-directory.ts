import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openEventStore } from '#event-store';

/** Says that everything in its directory was made by the demo and may go. */
const MARKER = 'made-by-demo';

/** The directory holds something that the demo did not make. */
export class NotADemoError extends Error {
  readonly code = 'NOT_A_DEMO';
  constructor(readonly directory: string) {
    super(`${directory} is not empty and not a demo's: name another with --data, or remove it yourself`);
  }
}

export const eventStoreUrl = (directory: string): string => `sqlite:${join(directory, 'events.db')}`;
export const readModelUrl = (directory: string): string => `sqlite:${join(directory, 'read-models.db')}`;

/**
 * An empty directory for a new demo; the demo that was there is removed.
 * @throws NotADemoError
 * @throws StoreLockedError while a service runs on it
 */
export async function makeDataDirectory(directory: string): Promise<void> {
  const files = existsSync(directory) ? await readdir(directory) : [];
  if (files.length > 0 && !files.includes(MARKER)) throw new NotADemoError(directory);
  // Fails while a process writes the log, which would go on writing into a deleted file.
  if (files.includes('events.db')) await (await openEventStore(eventStoreUrl(directory))).close();
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, MARKER), 'npm run demo makes this directory anew each time.\n');
}
