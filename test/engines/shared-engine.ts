import { rmSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const START_LIMIT_MS = 180_000;

/** The process that the test run is: Jest's own, also when it forks workers. */
const runPid = process.connected ? process.ppid : process.pid;
/** Names the run: a later one may get the same process id, and would meet what this one has left. */
const run = process.env['TEST_RUN'] ?? `${runPid}`;

type Answer = { address?: string; reason?: string };

/**
 * One engine for all suites of a test run, started by the first that asks and ended with the run.
 * @param name in messages and in the name of its directory
 * @param start starts it for the process of that id, in that directory
 * @param inContainer whether it ends with the process that started it, and leaves the directory; one of ours ends with the
 * run, and takes the directory along
 * @returns its address
 */
export async function sharedEngine(
  name: string,
  inContainer: boolean,
  start: (ownerPid: number, dir: string) => Promise<string>,
): Promise<string> {
  const claim = join(tmpdir(), `support-access-shared-${name}-${run}`);
  const answer = join(claim, 'answer.json');
  const isFirst = await mkdir(claim).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false;
      throw error;
    },
  );
  if (isFirst) {
    if (inContainer) process.once('exit', () => rmSync(claim, { recursive: true, force: true }));
    const started = start(runPid, claim).then(
      (address): Answer => ({ address }),
      (error: unknown): Answer => ({ reason: String(error) }),
    );
    await publish(answer, await started);
  }
  const { address, reason } = await poll(answer);
  if (address === undefined) throw new Error(`the shared ${name} did not start: ${reason}`);
  return address;
}

/** By renaming, so that nobody reads half an answer. */
async function publish(file: string, answer: Answer): Promise<void> {
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(`${file}.new`, JSON.stringify(answer));
  await rename(`${file}.new`, file);
}

async function poll(file: string): Promise<Answer> {
  const deadline = Date.now() + START_LIMIT_MS;
  while (Date.now() < deadline) {
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text !== undefined) return JSON.parse(text) as Answer;
    await delay(50);
  }
  return { reason: `nobody said how it went within ${START_LIMIT_MS / 1_000} s` };
}
