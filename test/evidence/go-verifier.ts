import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ConsistencyClaim, InclusionClaim } from '#evidence';

const MODULE = fileURLToPath(new URL('go', import.meta.url));

export const HOW_TO_GET_GO =
  'install Go 1.23 or newer (https://go.dev/dl), and let it fetch its modules once: go mod download in test/evidence/go';

/** Whether there is Go and what the program imports. */
export const hasGo = (): boolean =>
  spawnSync('go', ['mod', 'download'], { cwd: MODULE, stdio: 'ignore' }).status === 0;

export type Cases = {
  notes: { vkeys: string[]; note: string }[];
  inclusions: InclusionClaim[];
  consistencies: ConsistencyClaim[];
  /** Files by name. */
  bundles: { vkeys: string[]; files: Record<string, Buffer> }[];
};

/** For each case, in order; an empty text stands for "right". */
export type Answers = {
  notes: { text: string; signedBy: number; unknown: number; error: string }[];
  inclusions: string[];
  consistencies: string[];
  bundles: string[];
};

/** What golang.org/x/mod/sumdb/note, github.com/transparency-dev/merkle and, of bundles, a verifier made of these say. */
export function askGo(cases: Partial<Cases>): Answers {
  const input = JSON.stringify(cases, (_, value) =>
    // A Buffer turns itself into JSON before it gets here.
    value?.type === 'Buffer' ? Buffer.from(value.data).toString('base64') : value,
  );
  const { status, stdout, stderr } = spawnSync('go', ['run', '.'], {
    cwd: MODULE,
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`the Go program ended with ${status}: ${stderr}`);
  return JSON.parse(stdout);
}
