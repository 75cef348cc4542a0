import { createReadStream } from 'node:fs';
import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The files of a bundle, wherever they are. */
export interface BundleSource {
  has(file: string): Promise<boolean>;
  /** The names of all files and directories in it, in alphabetical order. */
  list(): Promise<string[]>;
  /** Called once per file that is there: its bytes, in order. */
  read(file: string): AsyncIterable<Buffer>;
}

const CHUNK_BYTES = 1 << 18;

/** A folder. */
export function directorySource(directory: string): BundleSource {
  return {
    async has(file) {
      try {
        await access(join(directory, file));
        return true;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
        throw error;
      }
    },
    list: async () => (await readdir(directory)).sort(),
    read: (file) => createReadStream(join(directory, file), { highWaterMark: CHUNK_BYTES }),
  };
}

/** Files in memory, by name. */
export function memorySource(files: ReadonlyMap<string, Buffer>): BundleSource {
  return {
    has: async (file) => files.has(file),
    list: async () => [...files.keys()].sort(),
    async *read(file) {
      yield files.get(file)!;
    },
  };
}
