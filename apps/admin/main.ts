#!/usr/bin/env node
import { parseConfig, systemClock } from '#config';
import { startProgress } from '#terminal';
import type { Cli, ExitCode } from './cli.js';
import { Interruption } from './interruption.js';
import { Output } from './output.js';
import { paintFor } from './paint.js';
import { runCommand } from './run-command.js';

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

await runCommand(cli, process.argv.slice(2));
// What a command opened may hold the process for a while after it is through.
process.exit(interruption.code ?? exitCode);
