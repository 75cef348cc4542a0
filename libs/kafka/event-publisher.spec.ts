import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Batch, EventReader } from '#event-store';
import { LogReplacedError } from '#event-store';
import type { EventPublisherParts } from './event-publisher.js';
import { EventPublisher } from './event-publisher.js';
import { silentLog } from './log.js';
import { noopObserver } from './observer.js';

it('publishes nothing of a log that was replaced, and says so', async () => {
  let followed = 0;
  const follow = (): AsyncIterable<Batch> => ({
    [Symbol.asyncIterator]: () => ({
      next: async () => {
        followed++;
        throw new LogReplacedError('it is another one');
      },
    }),
  });
  const parts: Pick<EventPublisherParts, 'topic' | 'source' | 'observer' | 'log'> = {
    topic: 'events',
    source: 'log.example',
    observer: noopObserver,
    log: silentLog,
  };
  const publisher = new EventPublisher({
    ...parts,
    reader: { follow, head: async () => 0n } as unknown as EventReader,
    position: { load: async () => 0n, save: async () => undefined },
    producer: { send: () => Promise.reject(new Error('nothing is sent')) } as never,
    ready: Promise.resolve({ eventBytes: 1_000 }),
    preparing: () => undefined,
    watch: { trouble: undefined, onAnswer: () => () => undefined } as never,
  });
  await publisher.start();
  for (let turns = 0; turns < 100 && publisher.health().status === 'up'; turns++) await nextTurn();
  expect(publisher.health()).toMatchObject({ reason: expect.stringMatching(/it is another one/) });
  await publisher.stop();
  expect(followed).toBe(1);
});
