import { readFileSync } from 'node:fs';

/** The built file lies one folder deeper, in `dist`, than the source, which tests run. */
const MANIFEST = import.meta.url.endsWith('.ts') ? '../../package.json' : '../../../package.json';

/** Of the release. */
export function version(): string {
  const manifest = readFileSync(new URL(MANIFEST, import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
