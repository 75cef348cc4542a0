import type { Bookmark } from '#derived';
import type { EventReader } from '#event-store';
import { LogReplacedError, StoreUnavailableError } from '#event-store';
import { eventually } from '../../test/support/eventually.js';
import { describeWorkspace, T0 } from '../read-models/histories.contract.js';
import { SimulatedLog } from '../read-models/simulated-log.contract.js';
import type { RecordProducer } from './client.js';
import type { LogIdentity } from './event-publisher.js';
import { EventPublisher } from './event-publisher.js';
import { silentLog } from './log.js';
import { noopObserver } from './observer.js';

const logOf = (...workspaces: string[]): SimulatedLog => {
  const log = new SimulatedLog();
  for (const workspace of workspaces) describeWorkspace(log, workspace, T0);
  return log;
};
const bookmarkIn = (log: SimulatedLog): Bookmark => {
  const { position, stream, revision, id } = log.events.at(-1)!;
  return { position, event: { stream, revision, id } };
};

/** Ids of what was sent, and the bookmark as it was saved. */
let sent: unknown[];
let saved: Bookmark;
let replaced: LogReplacedError[];
let publisher: EventPublisher;
let send: RecordProducer['send'];

beforeEach(() => {
  sent = [];
  saved = { position: 0n };
  replaced = [];
  send = async (topics) => {
    for (const { messages } of topics) sent.push(...messages.map(({ headers }) => headers?.['ce_id']));
  };
});
afterEach(() => publisher.stop());

/** @param reader as far as the publisher uses it */
async function start(reader: Partial<EventReader>, require: LogIdentity['require'] = async () => undefined) {
  publisher = new EventPublisher({
    reader: reader as EventReader,
    position: { load: async () => saved, save: async (bookmark) => void (saved = bookmark) },
    identity: { require, replaced: (error) => void replaced.push(error) },
    producer: { send: (topics) => send(topics) } as RecordProducer,
    topic: 'events',
    source: 'log.example',
    ready: Promise.resolve({ eventBytes: 1_000_000 }),
    preparing: () => undefined,
    watch: { trouble: undefined, onAnswer: () => () => undefined } as never,
    observer: noopObserver,
    log: silentLog,
  });
  await publisher.start();
}

const isDown = () => eventually('it is down', () => publisher.health().status === 'down');

it('publishes nothing of a log that was replaced, and says so', async () => {
  let followed = 0;
  // oxlint-disable-next-line require-yield -- it has nothing to give
  const follow = async function* (): ReturnType<SimulatedLog['follow']> {
    followed++;
    throw new LogReplacedError('it is another one');
  };
  await start({ follow });
  await isDown();
  expect(publisher.health()).toMatchObject({ reason: expect.stringMatching(/it is another one/) });
  await publisher.stop();
  expect(followed).toBe(1);
  expect(replaced).toHaveLength(1);
  expect(sent).toEqual([]);
});

it('goes on after the event that it has saved', async () => {
  const log = logOf('acme', 'globex');
  saved = bookmarkIn(logOf('acme'));
  await start(log);
  await eventually('the rest is sent', () => sent.length > 0);
  await publisher.stop();
  expect(sent).toEqual(['event-2']);
  expect(saved).toMatchObject(bookmarkIn(log));
});

it('publishes all again when another event is where it was', async () => {
  saved = bookmarkIn(logOf('acme', 'initech'));
  await start(logOf('acme', 'globex', 'umbrella'));
  await eventually('all is sent', () => sent.length === 3);
  expect(replaced).toEqual([]);
});

it('forgets nothing for a log that others know to be another one', async () => {
  const before = (saved = bookmarkIn(logOf('acme', 'initech')));
  await start(logOf('acme', 'globex'), () => Promise.reject(new LogReplacedError('the tree is of another')));
  await isDown();
  await publisher.stop();
  expect([sent, saved, replaced]).toEqual([[], before, [expect.any(LogReplacedError)]]);
});

it('publishes nothing of a log that took the place of the one that it has read', async () => {
  let log = logOf('acme');
  await start({
    eventAt: (position) => log.eventAt(position),
    async *follow(after, signal) {
      for await (const batch of log.follow(after, signal)) {
        yield batch;
        log = logOf('initech', 'globex');
        throw new StoreUnavailableError('connection lost');
      }
    },
  });
  await isDown();
  await eventually('it is told', () => replaced.length === 1);
  await publisher.stop();
  expect(sent).toEqual(['event-1']);
});

it('is behind while events wait for the brokers', async () => {
  let arrive = (): void => undefined;
  send = () => new Promise((resolve) => (arrive = resolve));
  await start(logOf('acme'));
  await eventually('they wait', () => publisher.progress().lagMs > 20);
  expect(publisher.progress().position).toBe(0n);
  arrive();
  await eventually('they are there', () => publisher.progress().lagMs === 0);
  expect(publisher.progress().position).toBe(7n);
});
