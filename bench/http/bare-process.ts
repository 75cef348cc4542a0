import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The raw baseline of an HTTP call, in a process of its own. */
export class BareProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly address: string,
  ) {}

  /** @param headers that every answer has besides Fastify's own */
  static async start(path: string, answer: string, headers: object): Promise<BareProcess> {
    const file = fileURLToPath(new URL('bare-server.js', import.meta.url));
    const child = fork(file, [path, answer, JSON.stringify(headers)], { execArgv: [] });
    const [address] = (await once(child, 'message')) as [string];
    return new BareProcess(child, address);
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  stop(): void {
    this.child.disconnect();
  }
}
