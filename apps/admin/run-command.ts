import type { Cli } from './cli.js';
import { createProgram } from './program.js';
import { runProgram } from './run-program.js';

/** Runs one command line of `support-access`, as {@link runProgram} does. */
export const runCommand = (cli: Cli, args: readonly string[]): Promise<void> =>
  runProgram(cli, args, createProgram);
