import { rmSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { kafkaSource, startKafkaBroker } from './kafka-broker.js';

const START_LIMIT_MS = 180_000;

/** The process that the test run is: Jest's own, also when it forks workers. */
const runPid = process.connected ? process.ppid : process.pid;

/**
 * One broker for all suites of a test run, started by the first that asks and ended with the run. Suites keep apart by topic
 * prefixes and group ids of their own.
 * @returns `host:port`, or several, comma-separated
 */
export async function sharedKafkaBrokers(): Promise<string> {
  if (process.env.KAFKA_BROKERS) return process.env.KAFKA_BROKERS;
  const claim = join(tmpdir(), `support-access-shared-kafka-${runPid}`);
  const answer = join(claim, 'answer.json');
  const isFirst = await mkdir(claim).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false;
      throw error;
    },
  );
  if (isFirst) await publish(answer, await startForAll(claim));
  const { brokers, reason } = await poll(answer);
  if (brokers === undefined) throw new Error(`the shared broker did not start: ${reason}`);
  return brokers;
}

type Answer = { brokers?: string; reason?: string };

async function startForAll(claim: string): Promise<Answer> {
  // A container ends with the process that started it; a broker of ours with the run, and takes the directory along.
  if (kafkaSource() === 'docker') process.once('exit', () => rmSync(claim, { recursive: true, force: true }));
  try {
    return { brokers: (await startKafkaBroker(runPid, claim)).brokers };
  } catch (error) {
    return { reason: String(error) };
  }
}

/** By renaming, so that nobody reads half an answer. */
async function publish(file: string, answer: Answer): Promise<void> {
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
