import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Resident } from './process-facts.js';
import { residentOf } from './process-facts.js';

const START_LIMIT_MS = 60_000;

/** The built service as `npm start` runs it, with every role, in a process of its own. */
export class ServiceProcess {
  private constructor(
    private readonly child: ChildProcess,
    private readonly output: () => string,
    /** Where it listens. */
    readonly address: string,
  ) {}

  /** Resolves when it listens. */
  static async start(
    directory: string,
    nodeOptions: readonly string[],
    env: Record<string, string> = {},
  ): Promise<ServiceProcess> {
    const entry = fileURLToPath(new URL('../apps/service/main.js', import.meta.url));
    // oxlint-disable-next-line node/no-process-env -- what any program needs to run, and nothing else of the surroundings
    const { PATH = '', HOME = '' } = process.env;
    const child = spawn(process.execPath, [...nodeOptions, '--enable-source-maps', entry], {
      env: { PATH, HOME, PORT: '0', ...urls(directory), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const address = await new Promise<string>((resolve, reject) => {
      const fail = (): void => reject(new Error(`the service did not start:\n${output}`));
      const timer = setTimeout(fail, START_LIMIT_MS);
      child.once('exit', fail);
      child.stdout.on('data', () => {
        const listening = /Listening on (http:\S+?)["\s]/.exec(output)?.[1];
        if (listening === undefined) return;
        clearTimeout(timer);
        resolve(listening);
      });
    });
    return new ServiceProcess(child, () => output, address);
  }

  /** What it has said so far, for a failure's message. */
  get said(): string {
    return this.output().slice(-4_000);
  }

  /** The development token that it printed for a role. */
  token(role: string): string {
    const token = new RegExp(`^ {2}${role} +\\S+ +(\\S+)$`, 'm').exec(this.output())?.[1];
    if (token === undefined) throw new Error(`no token was printed for ${role}`);
    return token;
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  resident(): Resident {
    return residentOf(this.pid);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    this.child.kill('SIGTERM');
    await once(this.child, 'exit');
  }
}

export const urls = (directory: string) => ({
  EVENT_STORE_URL: `sqlite:${join(directory, 'events.db')}`,
  READ_MODEL_URL: `sqlite:${join(directory, 'read-models.db')}`,
});
