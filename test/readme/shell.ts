import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { programEnv } from '../support/program-env.js';

const DONE = '--block-done--';

/** The reader's terminal: one bash, in which variables and functions stay from block to block. */
export class Shell {
  private readonly child: ChildProcess;
  private output = '';
  private errors = '';

  constructor(env: Record<string, string>) {
    this.child = spawn('bash', ['--noprofile', '--norc'], { env: { ...programEnv(), ...env } });
    this.child.stdout!.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    this.child.stderr!.on('data', (chunk: Buffer) => (this.errors += chunk.toString()));
  }

  /** @returns what the script printed. @throws Error when it ends with another code than 0, or not in time */
  async run(script: string, timeoutMs = 60_000): Promise<string> {
    this.output = this.errors = '';
    // A group is read whole before it runs, so that nothing in it can take the lines after it for its input.
    this.child.stdin!.write(`{\n${script}\n} < /dev/null\nprintf '\\n%s %s\\n' ${DONE} $?\n`);
    const until = performance.now() + timeoutMs;
    for (;;) {
      const done = new RegExp(`\\n${DONE} (\\d+)\\n$`).exec(this.output);
      if (done?.[1] === '0') return this.output.slice(0, done.index);
      if (done || this.child.exitCode !== null || performance.now() > until)
        throw new Error(`${done ? `code ${done[1]}` : 'not done'}:\n${script}\n${this.output}${this.errors}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async close(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const closed = once(this.child, 'close');
    this.child.stdin!.end();
    await closed;
  }
}
