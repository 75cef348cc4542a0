// The smoke of `npm start`: it comes up ready on an empty directory, answers, and leaves within 10 s of SIGTERM.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureNode } from './node.mjs';
import { root } from './run.mjs';

await ensureNode();
const port = await freePort();
const directory = mkdtempSync(join(tmpdir(), 'support-access-smoke-'));
const started = Date.now();
const service = spawn(process.execPath, ['scripts/start.mjs'], {
  cwd: root,
  stdio: ['ignore', 'ignore', 'inherit'],
  env: {
    ...process.env,
    PORT: String(port),
    EVENT_STORE_URL: `sqlite:${join(directory, 'events.db')}`,
    READ_MODEL_URL: `sqlite:${join(directory, 'read-models.db')}`,
  },
});
const exited = new Promise((resolve) => service.on('exit', resolve));
try {
  while (!(await isReady())) {
    if (service.exitCode !== null)
      throw new Error(`the service left with ${service.exitCode} before it was ready`);
    if (Date.now() - started > 60_000) throw new Error('the service was not ready within 60 s');
    await sleep(50);
  }
  console.log(`ready after ${Date.now() - started} ms`);
  const stopped = Date.now();
  service.kill('SIGTERM');
  const code = await Promise.race([exited, sleep(10_000, 'late', { ref: false })]);
  if (code !== 0) throw new Error(`SIGTERM: expected exit code 0 within 10 s, got ${code}`);
  console.log(`stopped after ${Date.now() - stopped} ms`);
} finally {
  service.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
}

async function isReady() {
  return fetch(`http://127.0.0.1:${port}/health/ready`).then(
    (answer) => answer.ok,
    () => false,
  );
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port: free } = server.address();
      server.close(() => resolve(free));
    });
  });
}
