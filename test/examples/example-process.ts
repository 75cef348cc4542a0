import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { eventually } from '../support/eventually.js';
import { programEnv } from '../support/program-env.js';

/** An example that runs until it is stopped. */
export class ExampleProcess {
  private stdout = '';
  private stderr = '';

  private constructor(private readonly child: ChildProcess) {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
  }

  static start(
    cwd: string,
    command: string,
    args: readonly string[],
    env: Record<string, string>,
  ): ExampleProcess {
    return new ExampleProcess(spawn(command, args, { cwd, env: { ...programEnv(), ...env } }));
  }

  /** Waits for what it prints. @returns the first group */
  async line(pattern: RegExp): Promise<string> {
    const instead = () => this.told;
    await eventually(`it prints ${pattern}`, () => pattern.test(this.stdout) || this.hasEnded(), { instead });
    const found = pattern.exec(this.stdout)?.[1];
    if (found === undefined) throw new Error(`it ended without ${pattern}: ${this.told}`);
    return found;
  }

  /** For messages about what went wrong. */
  get told(): string {
    return `${this.stdout}${this.stderr}`;
  }

  /** What it has printed so far, by whole lines. */
  lines(): string[] {
    return this.stdout.split('\n').slice(0, -1);
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.hasEnded()) return;
    this.child.kill(signal);
    await once(this.child, 'exit');
  }

  hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }
}
