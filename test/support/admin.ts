import { Writable } from 'node:stream';
import { parseConfig, systemClock } from '#config';
import { startProgress } from '#terminal';
import type { Cli, ExitCode } from '../../apps/admin/cli.js';
import { Output } from '../../apps/admin/output.js';
import { paintFor } from '../../apps/admin/paint.js';
import { runCommand } from '../../apps/admin/run-command.js';
import type { Ended } from './program.js';

/**
 * Runs the command line in this process, which takes a tenth of the time of a process of its own. Help, signals, pipes and terminals
 * are for admin-process.ts.
 */
export async function admin(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  const [stdout, stderr] = [new Said(), new Said()];
  const [out, err] = [stdout, stderr] as unknown as [NodeJS.WriteStream, NodeJS.WriteStream];
  const { signal } = new AbortController();
  const atExit: (() => void)[] = [];
  let code: ExitCode = 0;
  const cli: Cli = {
    config: () => parseConfig(env),
    clock: systemClock,
    out: new Output(out, signal),
    say: (line) => void stderr.write(`${line}\n`),
    progress: (what) => startProgress(what, err),
    paint: paintFor(out, env),
    signal,
    exitWith: (given) => (code = given),
    atExit: (work) => void atExit.push(work),
  };
  await runCommand(cli, args);
  for (const work of atExit.reverse()) work();
  return { code, stdout: stdout.text, stderr: stderr.text };
}

class Said extends Writable {
  readonly #chunks: Buffer[] = [];

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#chunks.push(chunk);
    done();
  }

  get text(): string {
    return Buffer.concat(this.#chunks).toString('utf8');
  }
}
