import { join } from 'node:path';
import { Program } from '../test/support/program.js';
import type { Resident } from './process-facts.js';
import { residentOf } from './process-facts.js';

/** The built service as `npm start` runs it, with every role, in a process of its own. */
export class ServiceProcess {
  private constructor(
    private readonly program: Program,
    /** Where it listens. */
    readonly address: string,
  ) {}

  /** Resolves when it listens. */
  static async start(
    directory: string,
    nodeOptions: readonly string[],
    env: Record<string, string> = {},
  ): Promise<ServiceProcess> {
    const program = Program.launch('service/main.js', {
      env: { PORT: '0', ...urls(directory), ...env },
      nodeOptions,
    });
    return new ServiceProcess(program, await program.listening());
  }

  /** What it has said so far, for a failure's message. */
  get said(): string {
    const { stdout, stderr } = this.program.output;
    return (stdout + stderr).slice(-4_000);
  }

  /** The development token that it printed for a role. */
  token(role: string): string {
    return this.program.token(role);
  }

  get pid(): number | undefined {
    return this.program.child.pid;
  }

  resident(): Resident {
    return residentOf(this.pid);
  }

  async stop(): Promise<void> {
    await this.program.stop();
  }
}

export const urls = (directory: string) => ({
  EVENT_STORE_URL: `sqlite:${join(directory, 'events.db')}`,
  READ_MODEL_URL: `sqlite:${join(directory, 'read-models.db')}`,
});
