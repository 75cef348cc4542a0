import { EventEmitter, on } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Batch, Position, RecordedEvent } from '#event-store';
import { LiveTail } from './live-tail.js';
import type { Stretch } from './log-stretch.js';

/** A log that one event is added to at a time. */
class Log {
  private readonly added = new EventEmitter();

  async *follow(_: Position, signal: AbortSignal): AsyncGenerator<Batch> {
    const came = on(this.added, 'position', { signal }) as AsyncIterable<[Position]>;
    try {
      for await (const [position] of came)
        yield { events: [{ position } as RecordedEvent], position, caughtUp: true };
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  async add(position: Position): Promise<void> {
    this.added.emit('position', position);
    await sleep(5);
  }
}

let log: Log;
let tail: LiveTail<Stretch>;
const { signal } = new AbortController();

beforeEach(() => {
  log = new Log();
  tail = new LiveTail(log, ([event], after) => ({ after, position: event!.position, size: 1 }), 0n);
});
afterEach(() => tail.stop());

/** Waits as a reader of odd or of even positions would. */
function wait(timeoutMs: number, concerns?: (stretch: Stretch) => boolean) {
  const woken = tail.more(0n, timeoutMs, signal, concerns).then(() => void (reader.isWoken = true));
  const reader = { isWoken: false, woken };
  return reader;
}
const isEven = ({ position }: Stretch): boolean => position % 2n === 0n;

// With 1,500 pages open, waking all of them for each change took a page a second to hear of its own.
it('wakes whom a stretch concerns, and the others by the next that does', async () => {
  const [anybody, even, patient] = [wait(60_000), wait(60_000, isEven), wait(60_000, () => false)];
  await log.add(1n);
  expect([anybody.isWoken, even.isWoken, patient.isWoken]).toEqual([true, false, false]);
  await log.add(2n);
  expect([even.isWoken, patient.isWoken]).toEqual([true, false]);
  tail.stop();
  await sleep(5);
  expect([patient.isWoken, tail.ended]).toEqual([true, true]);
});

it('one who waits past what does not concern them is told when their time is up, and finds it all', async () => {
  const reader = wait(500, () => false);
  await log.add(1n);
  await log.add(3n);
  expect(reader.isWoken).toBe(false);
  await reader.woken;
  expect(reader.isWoken).toBe(true);
  expect([tail.after(0n)?.position, tail.after(1n)?.position, tail.after(3n)]).toEqual([1n, 3n, undefined]);
});
