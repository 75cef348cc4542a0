import type { Command } from 'commander';
import { openEventReader } from '#event-store';
import type { Verification } from '#evidence';
import { verifyLog } from '#evidence';
import type { Cli } from '../cli.js';
import { examples } from '../examples.js';
import { openLogKeys } from '../export/bundle/log-signer.js';
import { DOCUMENT_FORMATS, withFormats } from '../format-option.js';
import { using } from '../opened.js';
import type { VerifyCommandOptions } from './check-bundle.js';
import { checkBundle, known, tellVerdict, watched, withTrust } from './check-bundle.js';
import { verifyReceipt } from './verify-receipt.js';

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
    .argument('[bundle]', 'a directory that export made; the event store without it');
  withFormats(withTrust(command), DOCUMENT_FORMATS)
    .addHelpText(
      'after',
      examples([
        'verify evidence --vkey log.example+8d8cf1c5+AYGQ… --known-checkpoint kept/2026-10.txt',
        'verify --vkey vkeys.txt',
        'verify --receipt receipt.txt --vkey vkeys.txt',
      ]),
    )
    .action(async (bundle: string | undefined, options: VerifyCommandOptions) => {
      if (options.receipt !== undefined)
        return verifyReceipt(cli, bundle, { ...options, receipt: options.receipt });
      const found = await (bundle === undefined ? ofStore(cli, options) : checkBundle(cli, bundle, options));
      await tellVerdict(cli, found, options);
    });
}

async function ofStore(cli: Cli, { vkey, knownCheckpoint }: VerifyCommandOptions): Promise<Verification> {
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
