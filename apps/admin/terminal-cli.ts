import { systemClock } from '#config';
import { startProgress } from '#terminal';
import type { Cli, ExitCode } from './cli.js';
import { Interruption } from './interruption.js';
import { Output } from './output.js';
import { paintFor } from './paint.js';

/** Runs a program at this process's terminal, and ends the process with its exit code. */
export async function runAtTerminal(config: Cli['config'], run: (cli: Cli) => Promise<void>): Promise<never> {
  const interruption = new Interruption(process.stdout, process.stderr);
  const atExit: (() => void)[] = [];
  process.on('exit', () => {
    for (const work of atExit.reverse()) work();
  });

  let exitCode: ExitCode = 0;
  await run({
    config,
    clock: systemClock,
    out: new Output(process.stdout, interruption.signal),
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
  });
  // What a command opened may hold the process for a while after it is through.
  process.exit(interruption.code ?? exitCode);
}
