import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { StoreRefusedError, StoreUnavailableError } from '#event-store';
import { ShutdownStack } from './shutdown-stack.js';
import { waitForLog } from './wait-for-log.js';

/** After the first answer and four more, 20, 40, 80 and 160 ms later each, 300 ms have passed. */
const TIMES = { startMs: 100, firstRetryMs: 20 };

const logger = pino({ level: 'silent' });
const away = new StoreUnavailableError('nobody listens');
const refused = new StoreRefusedError('access denied', 'server');

/** A log that says these things, the last one for ever. */
function world(...answers: (bigint | Error)[]) {
  const failures: unknown[] = [];
  const shutdown = new ShutdownStack(logger);
  let asked = 0;
  const head = async (): Promise<bigint> => {
    const answer = answers[Math.min(asked++, answers.length - 1)]!;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const context = { logger, shutdown, fail: (error: unknown) => void failures.push(error) };
  return { reach: () => waitForLog(context, { head }, TIMES), failures, shutdown, asked: () => asked };
}

it('has the head of a log that answers', async () => {
  const { reach, asked } = world(7n);
  expect(await (await reach()).head).toBe(7n);
  expect(asked()).toBe(1);
});

it('asks again, later and later, and lets the start go on meanwhile', async () => {
  const { reach, failures, asked } = world(away, away, away, away, 9n);
  const since = performance.now();
  const { head } = await reach();
  expect(asked()).toBeLessThan(5);
  expect(await head).toBe(9n);
  expect(performance.now() - since).toBeGreaterThan(295);
  expect(failures).toEqual([]);
});

it('ends the start when the store refuses', async () => {
  const { reach } = world(away, refused);
  await expect(reach()).rejects.toBe(refused);
});

it('ends the process when the store refuses later', async () => {
  const { reach, failures } = world(away, away, away, away, refused);
  const { head } = await reach();
  await expect(head).rejects.toBe(refused);
  expect(failures).toEqual([refused]);
});

it('takes what is no outage for what it is', async () => {
  const mistake = new TypeError('of ours');
  await expect(world(mistake).reach()).rejects.toBe(mistake);
});

it('stops asking when the process ends', async () => {
  const { reach, failures, shutdown, asked } = world(away);
  const { head } = await reach();
  await shutdown.close();
  await expect(head).rejects.toMatchObject({ name: 'AbortError' });
  const before = asked();
  await sleep(200);
  expect(asked()).toBe(before);
  expect(failures).toEqual([]);
});
