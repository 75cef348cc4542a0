import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { programEnv } from './program-env.js';

const START_TIMEOUT_MS = 60_000;
/** What is kept of each stream, newest last: more than any program here says that ends by itself. */
const MAX_OUTPUT_CHARACTERS = 2 ** 24;

export type Ended = { code: number | null; stdout: string; stderr: string };

export type Launch = {
  args?: readonly string[];
  env?: Readonly<Record<string, string>>;
  nodeOptions?: readonly string[];
  /** What the program is started by, when not directly: a command and its arguments. */
  through?: readonly string[];
};

/** A process and what it says. */
export class Program {
  readonly output = { stdout: '', stderr: '' };

  readonly #closed: Promise<unknown[]>;

  constructor(readonly child: ChildProcess) {
    this.#closed = once(child, 'close');
    // Whoever waits for the end is told of a program that cannot be started.
    this.#closed.catch(() => undefined);
    for (const stream of ['stdout', 'stderr'] as const)
      child[stream]?.setEncoding('utf8').on('data', (text: string) => {
        this.output[stream] = (this.output[stream] + text).slice(-MAX_OUTPUT_CHARACTERS);
      });
  }

  /** A built program, with nothing of the surroundings but what a program needs to run. @param entry below `dist/apps` */
  static launch(entry: string, { args = [], env, nodeOptions = [], through = [] }: Launch = {}): Program {
    const file = resolve('dist/apps', entry);
    if (!existsSync(file)) throw new Error(`${file} is not there: npm run build`);
    const words = [...through, process.execPath, ...nodeOptions, '--enable-source-maps', file, ...args];
    return new Program(
      spawn(words[0]!, words.slice(1), {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...programEnv(), ...env },
      }),
    );
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** The address that the service says it listens on. @throws with its output when it ends before, or takes too long */
  async listening(): Promise<string> {
    const { child, output } = this;
    return new Promise((resolveAddress, reject) => {
      const fail = (why: string) => reject(new Error(`${why}\n${output.stdout}${output.stderr}`));
      const timer = setTimeout(() => {
        child.kill('SIGKILL');
        fail('the service did not start in time');
      }, START_TIMEOUT_MS);
      child.stdout?.on('data', () => {
        const listening = /Listening on (http:[^"\s]+)/.exec(output.stdout)?.[1];
        if (listening === undefined) return;
        clearTimeout(timer);
        resolveAddress(listening);
      });
      child.once('exit', (code) => {
        clearTimeout(timer);
        fail(`the service ended with ${code}`);
      });
    });
  }

  /** The development token that the service printed for a role. */
  token(role: string): string {
    const token = new RegExp(`^ {2}${role} +\\S+ +(\\S+)$`, 'm').exec(this.output.stdout)?.[1];
    if (token === undefined) throw new Error(`no token was printed for ${role}`);
    return token;
  }

  /** @returns the exit code; `null` when a signal ended it */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    this.child.kill(signal);
    return this.ended();
  }

  /** Resolves with its exit code when it has ended, for whatever reason; `null` when a signal ended it. */
  async ended(): Promise<number | null> {
    if (this.isRunning) await once(this.child, 'exit');
    return this.child.exitCode;
  }

  /** Resolves when it has ended and all that it said is here. */
  async toEnd(): Promise<Ended> {
    const [code] = (await this.#closed) as [number | null];
    return { code, ...this.output };
  }
}
