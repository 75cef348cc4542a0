import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { UserRole } from '#auth';
import { DevelopmentTokens } from '#auth';
import { eventually } from './eventually.js';
import { Program } from './program.js';

/** What is shown of a life's output: enough to see why it ended. */
const MAX_OUTPUT_CHARACTERS = 20_000;

export type ServiceSettings = {
  /** Where its files are; they outlive it. */
  directory: string;
  port: number;
  env?: Record<string, string>;
  /** What the program is started by, when not directly: a command and its arguments. */
  through?: readonly string[];
};

export type Health = {
  status: number;
  degraded: string[];
  components: Record<string, { status: string; reason?: string; standby?: boolean }>;
};

/** The built service, as a process that may be killed and started again on the same files and the same port. */
export class ServiceUnderTest {
  #program: Program | undefined;
  /** How often it was started. */
  lives = 0;

  private constructor(
    private readonly settings: ServiceSettings,
    private readonly token: string,
  ) {}

  static async prepare(settings: ServiceSettings): Promise<ServiceUnderTest> {
    return new ServiceUnderTest(settings, await tokenFor(settings.directory, 'service'));
  }

  get url(): string {
    return `http://127.0.0.1:${this.settings.port}`;
  }

  get pid(): number | undefined {
    return this.#program?.child.pid;
  }

  get isRunning(): boolean {
    return this.#program?.isRunning ?? false;
  }

  /** The newest of what the process said. */
  get output(): string {
    const { stdout, stderr } = this.#program?.output ?? { stdout: '', stderr: '' };
    return (stdout + stderr).slice(-MAX_OUTPUT_CHARACTERS);
  }

  /** Returns at once; see {@link ready}. @param extra variables for this life alone */
  launch(extra: Record<string, string> = {}): void {
    const { directory, port, env, through } = this.settings;
    this.lives += 1;
    this.#program = Program.launch('service/main.js', {
      env: { ...filesIn(directory), PORT: `${port}`, ...env, ...extra },
      ...(through && { through }),
    });
  }

  /** Resolves when it says that it is ready. @throws with its output when it ends before, or takes longer */
  async ready(timeoutMs = 120_000): Promise<void> {
    let health: Health | undefined;
    const isReady = async (): Promise<boolean> => {
      if (!this.isRunning) throw new Error(`the service ended before it was ready:\n${this.output}`);
      health = await this.health();
      // All of it: also what the process could do without.
      return health?.status === 200 && health.degraded.length === 0;
    };
    const instead = (): string => `${JSON.stringify(health)}\n${this.output}`;
    // Not more often: it asks its stores each time, and a cluster has ten of them.
    await eventually('the service is ready', isReady, { timeoutMs, everyMs: 100, instead });
  }

  async start(extra?: Record<string, string>): Promise<void> {
    this.launch(extra);
    await this.ready();
  }

  /** What `/health/ready` says; nothing while nobody listens. */
  async health(): Promise<Health | undefined> {
    try {
      const response = await fetch(`${this.url}/health/ready`, { signal: AbortSignal.timeout(5_000) });
      const body = (await response.json()) as Omit<Health, 'status'>;
      return { status: response.status, degraded: body.degraded, components: body.components };
    } catch {
      return undefined;
    }
  }

  /** @returns the exit code; `null` when a signal ended it */
  async stop(signal: NodeJS.Signals): Promise<number | null> {
    return this.#program?.stop(signal) ?? null;
  }

  /** Holds the process where it is, however long, and lets it go on; what ends it is {@link stop}. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#program?.child.kill(signal);
  }

  /** Sends a structured CloudEvent as a service does. @throws when there is no answer */
  async command(event: object): Promise<{ status: number; headers: Headers; body: unknown }> {
    const response = await fetch(`${this.url}/v1/commands`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify(event),
      signal: AbortSignal.timeout(15_000),
    });
    return { status: response.status, headers: response.headers, body: await response.json() };
  }

  async get(path: string, token = this.token): Promise<{ status: number; body: unknown }> {
    const response = await fetch(this.url + path, { headers: { authorization: `Bearer ${token}` } });
    return { status: response.status, body: await response.json() };
  }
}

export const eventStoreUrl = (directory: string): string => `sqlite:${join(directory, 'events.db')}`;
export const readModelUrl = (directory: string): string => `sqlite:${join(directory, 'read-models.db')}`;

const keysDir = (directory: string): string => join(directory, 'dev-keys');

/** The settings that put a service's files into a directory. */
export const filesIn = (directory: string): Record<string, string> => ({
  EVENT_STORE_URL: eventStoreUrl(directory),
  READ_MODEL_URL: readModelUrl(directory),
  DEV_KEYS_DIR: keysDir(directory),
});

/** A development token, made as `npm run token` makes it. */
export async function tokenFor(directory: string, role: UserRole, sub = 'test'): Promise<string> {
  return (await DevelopmentTokens.open(keysDir(directory))).sign([role], sub);
}

/** One that was free a moment ago: the service keeps it over its restarts. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
