#!/usr/bin/env node
import { CommanderError } from 'commander';
import { ConfigError, parseConfig, systemClock } from '#config';
import { startProgress } from '#terminal';
import type { Cli, ExitCode } from './cli.js';
import { describe } from './describe-error.js';
import { Interruption } from './interruption.js';
import { Output } from './output.js';
import { paintFor } from './paint.js';
import { createProgram } from './program.js';

// Exports and reports are for this user alone, see apps/service/main.ts.
process.umask(0o077);

const interruption = new Interruption(process.stdout, process.stderr);
const out = new Output(process.stdout, interruption.signal);
const atExit: (() => void)[] = [];
process.on('exit', () => {
  for (const work of atExit.reverse()) work();
});

let exitCode: ExitCode = 0;
const cli: Cli = {
  config: () => parseConfig(process.env),
  clock: systemClock,
  out,
  say: (line) => void process.stderr.write(`${line}\n`),
  progress: (what) => {
    const progress = startProgress(what, process.stderr);
    // A bar hides the cursor.
    atExit.push(() => progress.stop());
    return progress;
  },
  paint: paintFor(process.stdout, process.env),
  signal: interruption.signal,
  exitWith: (code) => (exitCode = code),
  atExit: (work) => void atExit.push(work),
};

async function run(): Promise<number> {
  try {
    const program = await createProgram(cli, process.argv.slice(2));
    await program.parseAsync(process.argv);
    await out.flushed();
    return interruption.code ?? exitCode;
  } catch (error) {
    if (interruption.code !== undefined) return interruption.code;
    // It has said what there is to say.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    cli.say(`support-access: ${describe(error)}`);
    if (error instanceof ConfigError) cli.say('It is configured by the same variables as the service.');
    return 2;
  }
}

// What a command opened may hold the process for a while after it is through.
process.exit(await run());
