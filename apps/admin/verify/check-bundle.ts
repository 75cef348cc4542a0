import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { KnownCheckpoint, Verdict, VerifierKey, Verification, VerifyOptions } from '#evidence';
import { MANIFEST_FILE, verifyBundle } from '#evidence';
import type { Cli, ExitCode } from '../cli.js';
import { UsageError } from '../cli.js';
import type { FormatOptions } from '../format-option.js';
import { collectCheckpoints, collectVkeys } from './trust.js';
import { verdictInWords, verdictJson } from './verdict-words.js';

export type VerifyCommandOptions = {
  vkey?: VerifierKey[];
  knownCheckpoint?: KnownCheckpoint[];
  receipt?: string;
} & FormatOptions<'text' | 'json'>;

const EXIT: Record<Verdict, ExitCode> = { whole: 0, damaged: 1, unknown: 2 };

/** What is trusted, and what is checked in place of a log. */
export const withTrust = (command: Command): Command =>
  command
    .option(
      '--vkey <key or file>',
      'a verifier key that you had from elsewhere, or a file of them; may be given again',
      collectVkeys,
    )
    .option(
      '--known-checkpoint <file>',
      'a checkpoint that you kept earlier: shows a history that was written anew; may be given again',
      collectCheckpoints,
    )
    .option(
      '--receipt <file>',
      'checks the signature of a receipt of replay instead, and says what is in it',
    );

/** Prints the verdict, which the exit code repeats. */
export async function tellVerdict(
  { out, paint, exitWith }: Cli,
  found: Verification,
  { format }: VerifyCommandOptions,
): Promise<void> {
  if (format === 'json') await out.json(verdictJson(found));
  else for (const line of verdictInWords(found, paint)) await out.line(line);
  exitWith(EXIT[found.verdict]);
}

/** @throws UsageError without a key, or a bundle */
export async function checkBundle(
  cli: Cli,
  bundle: string,
  { vkey, knownCheckpoint }: VerifyCommandOptions,
): Promise<Verification> {
  if (vkey === undefined)
    throw new UsageError('--vkey is required: a bundle cannot vouch for the key that it is signed with');
  if (!existsSync(bundle)) throw new UsageError(`${bundle} is not there`);
  return watched(cli, countIn(bundle), { vkeys: vkey, ...known(knownCheckpoint) }, (options) =>
    verifyBundle(bundle, options),
  );
}

/** For the bar alone: what the manifest says is not checked yet. */
function countIn(bundle: string): number {
  try {
    const { count } = JSON.parse(readFileSync(join(bundle, MANIFEST_FILE), 'utf8')) as { count?: unknown };
    return typeof count === 'number' ? count : 0;
  } catch {
    return 0;
  }
}

export const known = (checkpoints: KnownCheckpoint[] | undefined): Pick<VerifyOptions, 'knownCheckpoints'> =>
  checkpoints === undefined ? {} : { knownCheckpoints: checkpoints };

/** With a bar, and ended when it is to be. @param expected about how many events there are */
export async function watched(
  { progress, signal }: Cli,
  expected: number,
  options: VerifyOptions,
  verify: (options: VerifyOptions) => Promise<Verification>,
): Promise<Verification> {
  const bar = progress('Verifying');
  const onProgress = (events: number): void => {
    signal.throwIfAborted();
    bar.update(events, Math.max(events, expected, 1));
  };
  try {
    return await verify({ ...options, onProgress });
  } finally {
    bar.stop();
  }
}
