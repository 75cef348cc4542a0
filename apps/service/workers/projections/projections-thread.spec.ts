import { pino } from 'pino';
import { eventually } from '../../../../test/support/eventually.js';
import { ProjectionsThread } from './projections-thread.js';

const task = { eventStoreUrl: '', readModelUrl: '', projector: true, dueList: true, verifyHours: 24 };
const silent = pino({ level: 'silent' });

/** A thread that runs this instead of the projections. */
const threadOf = (program: string) =>
  new ProjectionsThread(task, silent, {
    entry: new URL(
      `data:text/javascript,${encodeURIComponent(
        `import { parentPort, threadId } from 'node:worker_threads';
         const report = (projector) =>
           parentPort.postMessage({ kind: 'report', followers: { projector }, verification: { isChecked: true } });
         ${program}`,
      )}`,
    ),
  });

const UP = `{ status: 'up', position: BigInt(threadId), lagMs: 0 }`;
const UNTIL_STOPPED = `
  const alive = setInterval(() => undefined, 1000);
  parentPort.once('message', () => { clearInterval(alive); parentPort.close(); });`;

const until = (holds: () => boolean): Promise<void> => eventually('it holds', holds);

it('is up once it has reported, and ends when it is told to', async () => {
  const thread = threadOf(`report(${UP}); ${UNTIL_STOPPED}`);
  expect(thread.health()).toEqual({ status: 'down', reason: 'starting' });
  await thread.start();
  expect(thread.health()).toEqual({ status: 'up' });
  expect(thread.follower('projector')).toMatchObject({ status: 'up', lagMs: 0 });
  await thread.stop();
});

it('tells of a follower that is down', async () => {
  const thread = threadOf(
    `report({ status: 'down', reason: 'disk full', position: 0n, lagMs: 9 }); ${UNTIL_STOPPED}`,
  );
  await thread.start();
  expect(thread.health()).toEqual({ status: 'down', reason: 'projector: disk full' });
  await thread.stop();
});

it('a thread that dies is started again, and health says of what it died', async () => {
  const thread = threadOf(
    `report(${UP}); ${UNTIL_STOPPED} setTimeout(() => { throw new Error('unknown event type X') }, 100);`,
  );
  await thread.start();
  const first = thread.follower('projector')?.position;
  await until(() => thread.health().status === 'down');
  expect(thread.health()).toEqual({ status: 'down', reason: 'unknown event type X' });
  await until(() => thread.health().status === 'up');
  expect(thread.follower('projector')?.position).not.toBe(first);
  await thread.stop();
});

it('stops while it waits to start again', async () => {
  const thread = threadOf(`throw new Error('never starts')`);
  void thread.start();
  await until(() => thread.health().status === 'down' && 'reason' in thread.health());
  // It never starts: a stop that waited for that would wait for ever.
  await expect(thread.stop()).resolves.toBeUndefined();
});
