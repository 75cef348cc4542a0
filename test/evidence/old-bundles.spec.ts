import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseVkeys, verifyBundle } from '#evidence';
import type { Verification } from '#evidence';

/** Exported by release 0.1.0, which recorded no ends of sessions. Never to be made anew: evidence is kept for years. */
const DIRECTORY = join(import.meta.dirname, 'bundles-of-0.1');
const vkeys = parseVkeys(readFileSync(join(DIRECTORY, 'vkey.txt'), 'utf8'));
const verify = (bundle: string): Promise<Verification> => verifyBundle(join(DIRECTORY, bundle), { vkeys });

describe('a bundle of release 0.1.0 is found whole', () => {
  it('of one workspace', async () => {
    expect(await verify('workspace')).toMatchObject({ verdict: 'whole', events: 14 });
  });

  it('of one grant, and says that the ends of its sessions are not in it', async () => {
    const { verdict, proven, notExcluded } = await verify('grant');
    expect(verdict).toBe('whole');
    expect(proven.join('\n')).toContain('every login that was recorded under it is here.');
    expect(notExcluded.join('\n')).toContain('releases before 0.2 made none');
  });
});
