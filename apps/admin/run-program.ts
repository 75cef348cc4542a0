import type { Command } from 'commander';
import { CommanderError } from 'commander';
import { ConfigError } from '#config';
import type { Cli } from './cli.js';
import { describe } from './describe-error.js';

/**
 * Runs one command line. An error is printed and makes the exit code 2.
 * @param args what was typed after the program's name
 */
export async function runProgram(
  cli: Cli,
  args: readonly string[],
  create: (cli: Cli, args: readonly string[]) => Command | Promise<Command>,
): Promise<void> {
  try {
    const program = await create(cli, args);
    await program.parseAsync(args, { from: 'user' });
    await cli.out.flushed();
  } catch (error) {
    // What an interruption breaks off is no error to tell.
    if (cli.signal.aborted) return;
    // Commander has said what there is to say; --help and --version end with its code 0.
    if (error instanceof CommanderError) return cli.exitWith(error.exitCode === 0 ? 0 : 2);
    cli.exitWith(2);
    cli.say(`support-access: ${describe(error)}`);
    if (error instanceof ConfigError) cli.say('It is configured by the same variables as the service.');
  }
}
