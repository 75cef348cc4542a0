#!/usr/bin/env node
// The program of packages/verify: for auditors, who have a bundle and neither the log nor the service.
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import type { Cli } from '../cli.js';
import { UsageError } from '../cli.js';
import { DOCUMENT_FORMATS, withFormats } from '../format-option.js';
import { runProgram } from '../run-program.js';
import { runAtTerminal } from '../terminal-cli.js';
import type { VerifyCommandOptions } from './check-bundle.js';
import { checkBundle, tellVerdict, withTrust } from './check-bundle.js';
import { verifyReceipt } from './verify-receipt.js';

const EXAMPLES = `
Examples:
  $ support-access-verify evidence --vkey log.example+8d8cf1c5+AYGQ… --known-checkpoint kept/2026-10.txt
  $ support-access-verify --receipt receipt.txt --vkey vkeys.txt`;

function createOfflineProgram(cli: Cli): Command {
  const program = new Command('support-access-verify')
    .description(
      'Checks every event of a bundle of evidence, offline: its chain, its place in the log, and the signed checkpoints. Says ' +
        'what is proven, and what is not excluded. It needs neither the service nor a network.\n' +
        'Exit codes: 0 whole, 1 damaged, 2 could not tell.',
    )
    .version(ownVersion())
    .exitOverride()
    .configureOutput({ writeErr: (text) => cli.say(text.replace(/\n$/, '')) })
    .showHelpAfterError('(--help shows what there is)')
    .argument('[bundle]', 'a directory that an export made');
  return withFormats(withTrust(program), DOCUMENT_FORMATS)
    .addHelpText('after', EXAMPLES)
    .action(async (bundle: string | undefined, options: VerifyCommandOptions) => {
      const { receipt } = options;
      if (receipt !== undefined) return verifyReceipt(cli, bundle, { ...options, receipt });
      if (bundle === undefined) throw new UsageError('a bundle or --receipt is required');
      await tellVerdict(cli, await checkBundle(cli, bundle, options), options);
    });
}

/** Of the package, beside which the bundled program lies. */
function ownVersion(): string {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

await runAtTerminal(
  () => {
    throw new UsageError('this program has no configuration');
  },
  (cli) => runProgram(cli, process.argv.slice(2), createOfflineProgram),
);
