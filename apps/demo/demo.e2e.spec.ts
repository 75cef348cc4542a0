import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Shell } from '../../test/readme/shell.js';

const TIMEOUT_MS = 120_000;
let base: string;
beforeAll(async () => (base = await mkdtemp(join(tmpdir(), 'support-access-demo-'))));
afterAll(async () => {
  for (const demo of DemoProcess.started) demo.kill();
  await rm(base, { recursive: true, force: true });
});

class DemoProcess {
  /** Also those that a failed test left behind. */
  static readonly started: DemoProcess[] = [];
  output = '';
  private readonly child: ChildProcess;

  constructor(args: string[], env: Record<string, string> = {}) {
    const { PATH = '', HOME = '' } = process.env;
    const all = ['scripts/run-demo.mjs', '--workspaces', '4', ...args];
    this.child = spawn(process.execPath, all, { env: { PATH, HOME, ...env } });
    DemoProcess.started.push(this);
    for (const stream of [this.child.stdout!, this.child.stderr!])
      stream.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
  }

  async exit(): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'close');
    return this.child.exitCode;
  }

  async prints(text: string): Promise<void> {
    while (!this.output.includes(text)) {
      if (this.child.exitCode !== null) throw new Error(this.output);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  stop(): Promise<number | null> {
    this.child.kill('SIGTERM');
    return this.exit();
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

async function answersTo(preparation: string, curls: string[]): Promise<unknown[]> {
  const shell = new Shell({});
  try {
    await shell.run(preparation);
    const answers: unknown[] = [];
    for (const curl of curls) answers.push(JSON.parse(await shell.run(curl)));
    return answers;
  } finally {
    await shell.close();
  }
}

describe('npm run demo', () => {
  it(
    'serves what it made, and everything that it suggests works',
    async () => {
      const data = join(base, 'served');
      const demo = new DemoProcess(['--data', data], { PORT: String(await freePort()) });
      await demo.prints('events?limit=3');
      // No bar where there is no terminal, and the time that it took.
      expect(demo.output).toMatch(/^Three months of history \d+\/\d+$/m);
      expect(demo.output).toMatch(/commands left \d+ events \(\d+\.\d MiB\) in \d+\.\d s/);
      const [, suggested = ''] = demo.output.split('Try, in another terminal:');
      const curls = suggested.split('\n\n').filter((part) => part.includes('curl'));
      expect(curls).toHaveLength(7);
      const answers = await answersTo(
        suggested.split('\n\n').find((part) => part.includes('OLIVIA='))!,
        curls,
      );
      expect(answers).toMatchObject([
        { workspaceId: 'olive-grove', status: 'active', sessions: [{ engineer: { id: 'erin' } }] },
        { entries: [{ type: 'SupportLogin' }, {}, {}, {}, {}], next: expect.any(String) },
        { requests: [{ workspaceId: 'olive-branch', status: 'pending', durationMinutes: 1_440 }] },
        { workspaceId: 'olive-branch', requestId: expect.any(String), grantId: expect.any(String) },
        { commandId: 'try-revoke', outcome: 'accepted' },
        { entries: [{ type: 'SupportLogin' }, { type: 'SupportAccessGranted' }] },
        { events: [{ type: 'WorkspaceUpdated' }, {}, {}], caughtUp: false },
      ]);

      const second = new DemoProcess(['--data', data, '--no-serve']);
      expect(await second.exit()).toBe(1);
      expect(second.output).toContain('is being written by another process');
      expect(await demo.stop()).toBe(0);
    },
    TIMEOUT_MS,
  );

  it(
    'makes its directory anew, and only its own',
    async () => {
      const data = join(base, 'own');
      for (const seed of ['a', 'b']) {
        const demo = new DemoProcess(['--data', data, '--no-serve', '--seed', seed]);
        expect([await demo.exit(), demo.output]).toEqual([
          0,
          expect.stringContaining('grants are active now'),
        ]);
      }
      const foreign = join(base, 'foreign');
      await mkdir(foreign);
      await writeFile(join(foreign, 'thesis.txt'), 'mine');
      const refused = new DemoProcess(['--data', foreign, '--no-serve']);
      expect(await refused.exit()).toBe(1);
      expect(refused.output).toContain('is not empty and not a demo');
      expect(await readdir(foreign)).toEqual(['thesis.txt']);
    },
    TIMEOUT_MS,
  );

  it.each([
    [['--workspaces', '2'], '--workspaces must be a whole number from 3 to 378'],
    [['--nonsense'], 'npm run demo -- [options]'],
  ])(
    '%s is told what may be asked',
    async (args, message) => {
      const demo = new DemoProcess(args);
      expect(await demo.exit()).toBe(1);
      expect(demo.output).toContain(message);
    },
    TIMEOUT_MS,
  );
});
