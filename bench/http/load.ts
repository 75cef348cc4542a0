import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { cpuMsOf } from '../process-facts.js';
import type { Load, LoadAnswer } from './load-generator.js';

/** What a server did under a load. `cpuUs`: of all its threads, for each request. */
export type Loaded = LoadAnswer & { cpuUs: number };

/** The load generator, in a process of its own. */
export class LoadGenerator {
  private readonly child: ChildProcess;
  private readonly exited: Promise<unknown>;

  constructor() {
    const file = fileURLToPath(new URL('load-generator.js', import.meta.url));
    this.child = fork(file, [], { execArgv: [], serialization: 'advanced' });
    this.exited = once(this.child, 'exit');
  }

  /** @param pid of the server, whose CPU time is counted */
  async run(load: Load, pid: number | undefined): Promise<Loaded> {
    const cpuMs = cpuMsOf(pid) ?? Number.NaN;
    this.child.send(load);
    const [said] = (await Promise.race([once(this.child, 'message'), this.exited])) as [unknown];
    if (typeof said !== 'object' || said === null)
      throw new Error('the load generator ended without an answer');
    if ('failure' in said) throw new Error(String(said.failure));
    const { answer } = said as { answer: LoadAnswer };
    return { ...answer, cpuUs: ((cpuMsOf(pid)! - cpuMs) * 1000) / load.requests.length };
  }

  stop(): void {
    this.child.disconnect();
  }
}

/** A POST of JSON as it goes over the wire. */
export const post = (
  path: string,
  token: string,
  type: string,
  body: string,
  ...headers: readonly string[]
): string =>
  [
    `POST ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    `Authorization: Bearer ${token}`,
    `Content-Type: ${type}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...headers,
    '',
    body,
  ].join('\r\n');

export const shownLoad = ({ perSecond, cpuUs }: Loaded): string =>
  `${perSecond.toFixed(0)}/s at ${cpuUs.toFixed(0)} µs of CPU`;
