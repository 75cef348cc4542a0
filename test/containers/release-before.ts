import { execFileSync, spawnSync } from 'node:child_process';

/** The last commit of 0.1.0, which has no tag. */
const RELEASE_0_1_0 = '675a92e4bb02af2c721e146946f6157e57fc14c7';

/** The commit of the release before this tree: that of the newest tag, or of 0.1.0. Undefined in a clone that does not go back so far. */
export function releaseBefore(): string | undefined {
  const tag = git('describe', '--tags', '--abbrev=0', 'HEAD^');
  const commit = tag ?? RELEASE_0_1_0;
  return git('rev-parse', '--verify', '--quiet', `${commit}^{commit}`);
}

/** Puts its files into a directory. */
export function unpackRelease(commit: string, directory: string): void {
  const archive = execFileSync('git', ['archive', '--format=tar', commit], { maxBuffer: 2 ** 30 });
  execFileSync('tar', ['-xf', '-', '-C', directory], { input: archive });
}

function git(...args: string[]): string | undefined {
  const { status, stdout } = spawnSync('git', args, { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}
