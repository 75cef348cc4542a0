import type { Command } from 'commander';
import { Option } from 'commander';
import { UsageError } from './cli.js';

/** `text` and `html` are for people, the others for programs. A list has `ndjson` and `csv`, too. */
export type Format = 'text' | 'json' | 'ndjson' | 'csv';
export const LIST_FORMATS = ['text', 'json', 'ndjson', 'csv'] as const satisfies Format[];
export const DOCUMENT_FORMATS = ['text', 'json'] as const satisfies Format[];

/** What a command with these options is given. `json` has done its work by then: `format` is `json`. */
export type FormatOptions<Name extends string> = { format: Name; json?: true };

/**
 * The options that choose how a command prints its results: `--format`, and `--json` for `--format json`.
 * @param formats those that the command has; the first is the default
 * @returns the command
 */
export function withFormats(command: Command, formats: readonly [string, ...string[]]): Command {
  return command
    .addOption(
      new Option('--format <format>', 'how results are printed').choices(formats).default(formats[0]),
    )
    .addOption(new Option('--json', 'the same as --format json').implies({ format: 'json' }))
    .hook('preAction', () => {
      // Commander's own conflicts() takes the implied format for one that was given.
      const { format, json } = command.opts<FormatOptions<string>>();
      if (json && format !== 'json') throw new UsageError(`--json and --format ${format} exclude each other`);
    });
}
