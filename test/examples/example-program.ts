import { spawn } from 'node:child_process';
import { eventually } from '../support/eventually.js';
import { programEnv } from '../support/program-env.js';
import { Program } from '../support/program.js';

/** An example that runs until it is stopped. */
export class ExampleProgram extends Program {
  static start(
    cwd: string,
    command: string,
    args: readonly string[],
    env: Record<string, string>,
  ): ExampleProgram {
    return new ExampleProgram(spawn(command, args, { cwd, env: { ...programEnv(), ...env } }));
  }

  /** Waits for what it prints. @returns the first group */
  async line(pattern: RegExp): Promise<string> {
    const find = () => pattern.exec(this.output.stdout)?.[1];
    const instead = () => this.told;
    await eventually(`it prints ${pattern}`, () => find() !== undefined || !this.isRunning, { instead });
    const found = find();
    if (found === undefined) throw new Error(`it ended without ${pattern}: ${this.told}`);
    return found;
  }

  /** What it has printed so far, by whole lines. */
  get lines(): string[] {
    return this.output.stdout.split('\n').slice(0, -1);
  }

  /** For messages about what went wrong. */
  get told(): string {
    return `${this.output.stdout}${this.output.stderr}`;
  }
}
