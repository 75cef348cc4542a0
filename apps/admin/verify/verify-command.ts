import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { openEventReader } from '#event-store';
import type { KnownCheckpoint, Verdict, VerifierKey, Verification, VerifyOptions } from '#evidence';
import { MANIFEST_FILE, verifyBundle, verifyLog } from '#evidence';
import type { Cli, ExitCode } from '../cli.js';
import { UsageError } from '../cli.js';
import { examples } from '../examples.js';
import { openLogKeys } from '../export/bundle/log-signer.js';
import type { FormatOptions } from '../format-option.js';
import { DOCUMENT_FORMATS, withFormats } from '../format-option.js';
import { using } from '../opened.js';
import { collectCheckpoints, collectVkeys } from './trust.js';
import { verdictInWords, verdictJson } from './verdict-words.js';
import { verifyReceipt } from './verify-receipt.js';

type Options = {
  vkey?: VerifierKey[];
  knownCheckpoint?: KnownCheckpoint[];
  receipt?: string;
} & FormatOptions<'text' | 'json'>;

const EXIT: Record<Verdict, ExitCode> = { whole: 0, damaged: 1, unknown: 2 };

/** `verify [bundle]`: whether it is what was signed for. */
export function addVerifyCommand(program: Command, cli: Cli): void {
  const command = program
    .command('verify')
    .summary('whether a log or a bundle is what was signed for')
    .description(
      'Checks every event of a bundle, offline, or without one of the event store: its chain, its place in the log, and\n' +
        'the signed checkpoints. Says what is proven, and what is not excluded.\n' +
        'Exit codes: 0 whole, 1 damaged, 2 could not tell.',
    )
    .argument('[bundle]', 'a directory that export made; the event store without it')
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
  withFormats(command, DOCUMENT_FORMATS)
    .addHelpText(
      'after',
      examples([
        'verify evidence --vkey log.example+8d8cf1c5+AYGQ… --known-checkpoint kept/2026-10.txt',
        'verify --vkey vkeys.txt',
        'verify --receipt receipt.txt --vkey vkeys.txt',
      ]),
    )
    .action(async (bundle: string | undefined, options: Options) => {
      if (options.receipt !== undefined)
        return verifyReceipt(cli, bundle, { ...options, receipt: options.receipt });
      const found = await (bundle === undefined ? ofStore(cli, options) : ofBundle(cli, bundle, options));
      if (options.format === 'json') await cli.out.json(verdictJson(found));
      else for (const line of verdictInWords(found, cli.paint)) await cli.out.line(line);
      cli.exitWith(EXIT[found.verdict]);
    });
}

async function ofBundle(cli: Cli, bundle: string, { vkey, knownCheckpoint }: Options): Promise<Verification> {
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

async function ofStore(cli: Cli, { vkey, knownCheckpoint }: Options): Promise<Verification> {
  const config = cli.config();
  const { evidenceOrigin: origin, eventStoreUrl } = config;
  return using(openEventReader(eventStoreUrl), async (reader) => {
    const head = Number(await reader.head());
    const vkeys = vkey ?? (await openLogKeys(config, reader)).verifierKeys;
    if (vkey === undefined)
      cli.say(
        'Checked with the key that signs for this log, which is here: --vkey names one from elsewhere.',
      );
    return watched(cli, head, { vkeys, ...known(knownCheckpoint) }, (options) =>
      verifyLog(reader, { ...options, origin }),
    );
  });
}

const known = (checkpoints: KnownCheckpoint[] | undefined): Pick<VerifyOptions, 'knownCheckpoints'> =>
  checkpoints === undefined ? {} : { knownCheckpoints: checkpoints };

/** With a bar, and ended when it is to be. @param expected about how many events there are */
async function watched(
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
