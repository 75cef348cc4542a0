import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { version } from '#config';

/** What of the code decides what a replay comes to. */
const LIBRARIES = ['derived', 'domain', 'event-store', 'evidence', 'read-models'];
const root = fileURLToPath(new URL('../../../libs/', import.meta.url));

/**
 * The release, and a hash of the very code: SHA-256 over the paths and texts of the libraries' built files, in order. Two
 * builds of one source have the same; who has the source can tell.
 */
export function codeVersion(): string {
  const hash = createHash('sha256');
  for (const library of LIBRARIES)
    for (const file of filesOf(join(root, library))) {
      hash.update(`${file.slice(root.length).split(sep).join('/')}\n`);
      hash.update(readFileSync(file));
    }
  return `support-access ${version()} sha256:${hash.digest('hex')}`;
}

const filesOf = (directory: string): string[] =>
  readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.js'))
    .sort()
    .map((file) => join(directory, file));
