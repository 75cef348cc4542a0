import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A directory of its own for one test's event file. */
export function newPlace(): { file: string; directory: string; remove(): void } {
  const directory = mkdtempSync(join(realpathSync(tmpdir()), 'event-store-'));
  return {
    directory,
    file: join(directory, 'events.db'),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
