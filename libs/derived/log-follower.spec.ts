import { jest } from '@jest/globals';
import { BrokenHistoryError } from '#domain';
import type { Batch, EventReader, Position } from '#event-store';
import { LogReplacedError, RecordedEvent, StoreUnavailableError } from '#event-store';
import { eventually } from '../../test/support/eventually.js';
import { describeWorkspace, grantAt, T0 } from '../read-models/histories.contract.js';
import { SimulatedLog } from '../read-models/simulated-log.contract.js';
import { ReadModelUnavailableError } from './errors.js';
import type { Bookmark, LogTarget } from './log-follower.js';
import { LogFollower } from './log-follower.js';

/** A double of a target: it remembers what it was told, and fails when told to. */
class Notebook implements LogTarget {
  ids: string[] = [];
  failures: Error[] = [];
  resets = 0;
  #bookmark: Bookmark = { position: 0n };

  async bookmark(): Promise<Bookmark> {
    return this.#bookmark;
  }

  async apply(events: Batch['events'], position: Position): Promise<void> {
    const failure = this.failures.shift();
    if (failure) throw failure;
    this.ids.push(...events.map(({ id }) => id));
    const last = events.at(-1);
    if (last)
      this.#bookmark = { position, event: { stream: last.stream, revision: last.revision, id: last.id } };
  }

  async reset(): Promise<void> {
    this.resets += 1;
    this.ids = [];
    this.#bookmark = { position: 0n };
  }
}

const until = (holds: () => boolean): Promise<void> => eventually('it holds', holds, { everyMs: 2 });

describe('following the log', () => {
  let log: SimulatedLog;
  let notebook: Notebook;
  let stop: AbortController;

  beforeEach(() => {
    log = new SimulatedLog();
    describeWorkspace(log, 'acme', T0);
    grantAt(T0, log);
    notebook = new Notebook();
    stop = new AbortController();
  });

  it('applies what is there, then what comes, and stops when told', async () => {
    const follower = new LogFollower(log, notebook);
    const running = follower.run(stop.signal);
    await until(() => notebook.ids.length === 2);
    describeWorkspace(log, 'globex', T0);
    await until(() => notebook.ids.length === 3);
    await until(() => follower.health().position === 21n);
    expect(notebook.ids).toEqual(['event-1', 'event-2', 'event-3']);
    expect(follower.health()).toEqual({ status: 'up', position: 21n, lagMs: 0 });
    stop.abort();
    await running;
  });

  // A node that hangs, or a leader that was deposed, gives nothing, while others write.
  it('is down when it is behind the log and nothing comes, and not while much comes', async () => {
    const start = performance.now();
    let now = start;
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => now);
    try {
      const [one, two] = log.events.map((event) => [event]);
      const script: [number, Batch][] = [
        [0, { events: one!, position: 7n, caughtUp: true }],
        [60_000, { events: [], position: 7n, caughtUp: false }],
        [69_000, { events: two!, position: 14n, caughtUp: false }],
        [78_000, { events: [], position: 14n, caughtUp: false }],
      ];
      const health: string[] = [];
      const batches = Object.assign(Object.create(log) as SimulatedLog, {
        follow: async function* (): AsyncGenerator<Batch> {
          for (const [after, batch] of script) {
            now = start + after;
            yield batch;
            health.push(follower.health().status);
          }
          now += 10_000;
          health.push(follower.health().status);
          stop.abort();
        },
      });
      const follower = new LogFollower(batches, notebook);
      await follower.run(stop.signal);
      expect(health).toEqual(['up', 'up', 'up', 'up', 'down']);
      expect(follower.health()).toMatchObject({ reason: expect.stringMatching(/nothing came for 19 s/) });
    } finally {
      clock.mockRestore();
    }
  });

  it.each([
    ['the target', new ReadModelUnavailableError('a.db', 'disk full')],
    ['the log', new StoreUnavailableError('connection lost')],
  ])('waits out %s and goes on where it was', async (_, failure) => {
    notebook.failures = [failure, failure];
    const delays: number[] = [];
    const health: string[] = [];
    const follower: LogFollower = new LogFollower(log, notebook, {
      failed: (_error, retryInMs) => {
        delays.push(retryInMs);
        health.push(follower.health().status);
      },
    });
    const running = follower.run(stop.signal);
    await until(() => notebook.ids.length === 2);
    stop.abort();
    await running;
    expect(delays).toEqual([100, 200]);
    expect(health).toEqual(['down', 'down']);
    expect(notebook.ids).toEqual(['event-1', 'event-2']);
    expect(follower.health().status).toBe('up');
  });

  it('stops for good, and says so, at what cannot be applied', async () => {
    notebook.failures = [new BrokenHistoryError('the event at position 14 ends what never began')];
    const follower = new LogFollower(log, notebook);
    await expect(follower.run(stop.signal)).rejects.toThrow(BrokenHistoryError);
    expect(follower.health()).toMatchObject({
      status: 'down',
      reason: 'the event at position 14 ends what never began',
    });
    expect(follower.health().lagMs).toBeGreaterThan(0);
  });

  it('starts over when the log is another one than before', async () => {
    await notebook.apply(log.events, 14n);
    const restored = new SimulatedLog();
    describeWorkspace(restored, 'acme', T0);
    describeWorkspace(restored, 'initech', T0);
    const foreign: Bookmark[] = [];
    const follower = new LogFollower(restored, notebook, {
      foreignLog: (bookmark) => foreign.push(bookmark),
    });
    const running = follower.run(stop.signal);
    await until(() => follower.health().position === 14n);
    stop.abort();
    await running;
    expect(foreign).toEqual([
      { position: 14n, event: { stream: 'supportAccess-acme', revision: 1, id: 'event-2' } },
    ]);
    expect(notebook.resets).toBe(1);
    expect(notebook.ids).toEqual(['event-1', 'event-2']);
  });

  it.each([
    [7n, ['event-2']],
    [9n, ['event-1', 'event-2']],
    [9_000n, ['event-1', 'event-2']],
  ])('goes on from position %s alone only where an event is', async (position, ids) => {
    notebook.bookmark = async () => ({ position });
    notebook.reset = async () => {
      notebook.bookmark = async () => ({ position: 0n });
    };
    const running = new LogFollower(log, notebook).run(stop.signal);
    await until(() => notebook.ids.length > 0);
    stop.abort();
    await running;
    expect(notebook.ids).toEqual(ids);
  });

  it('is behind while events that came are applied', async () => {
    const follower = new LogFollower(log, notebook);
    const running = follower.run(stop.signal);
    await until(() => follower.health().lagMs === 0);
    let applied = (): void => undefined;
    notebook.apply = () => new Promise((resolve) => (applied = resolve));
    describeWorkspace(log, 'globex', T0);
    await until(() => follower.health().lagMs > 10);
    expect(follower.health().position).toBe(14n);
    applied();
    await until(() => follower.health().position === 21n);
    expect(follower.health().lagMs).toBe(0);
    stop.abort();
    await running;
  });

  it('does not start over when it has read the other one itself', async () => {
    const replaced = new SimulatedLog();
    describeWorkspace(replaced, 'initech', T0);
    const follower = new LogFollower(log, notebook);
    const running = follower.run(stop.signal);
    await until(() => follower.health().position === 14n);
    jest.spyOn(log, 'eventAt').mockImplementation((position) => replaced.eventAt(position));
    notebook.failures = [new ReadModelUnavailableError('a.db', 'disk full')];
    describeWorkspace(log, 'globex', T0);
    await expect(running).rejects.toMatchObject({ code: 'LOG_REPLACED' });
    expect(notebook.resets).toBe(0);
  });

  // The event is there and the number, too: of another event. Going on from it would skip what lies between.
  it('starts over when the same log was moved to another store', async () => {
    await notebook.apply(log.events, 14n);
    describeWorkspace(log, 'globex', T0);
    const moved = new SimulatedLog();
    for (const { stream, revision, id, type, dataJson, metadataJson, chain } of log.events)
      moved.events.push(
        new RecordedEvent(
          BigInt(moved.events.length * 14 + 7),
          stream,
          revision,
          id,
          type,
          dataJson,
          metadataJson,
          chain,
        ),
      );
    const running = new LogFollower(moved, notebook).run(stop.signal);
    await until(() => notebook.resets === 1 && notebook.ids.length > 0);
    stop.abort();
    await running;
    expect(notebook.ids).toEqual(['event-1', 'event-2', 'event-3']);
  });

  it('serves several targets from one reading, and takes what lags along', async () => {
    const [ahead, behind] = [new Notebook(), new Notebook()];
    await ahead.apply(log.events, 14n);
    const running = new LogFollower(log, [ahead, behind]).run(stop.signal);
    await until(() => behind.ids.length === 2);
    describeWorkspace(log, 'globex', T0);
    await until(() => behind.ids.length === 3);
    stop.abort();
    await running;
    expect(behind.ids).toEqual(['event-1', 'event-2', 'event-3']);
    // The double applies again what it has; a real target passes over it.
    expect(ahead.ids.slice(2)).toEqual(behind.ids);
    expect([ahead.resets, behind.resets]).toEqual([0, 0]);
  });

  it('resets only the targets that know another log, and none after one that refuses', async () => {
    const [own, foreign] = [new Notebook(), new Notebook()];
    await own.apply(log.events.slice(0, 1), 7n);
    await foreign.apply(log.events, 14n);
    const restored = new SimulatedLog();
    describeWorkspace(restored, 'acme', T0);
    describeWorkspace(restored, 'initech', T0);
    const running = new LogFollower(restored, [own, foreign]).run(stop.signal);
    await until(() => foreign.ids.length === 2);
    stop.abort();
    await running;
    expect([own.resets, foreign.resets]).toEqual([0, 1]);
    const [witness, other] = [new Notebook(), new Notebook()];
    for (const each of [witness, other]) await each.apply(log.events, 14n);
    witness.reset = async () => {
      throw new LogReplacedError('tree.db has another event at position 14');
    };
    const refused = new LogFollower(restored, [witness, other]).run(new AbortController().signal);
    await expect(refused).rejects.toThrow(LogReplacedError);
    expect(other.resets).toBe(0);
  });

  it('resumes without a reset on its own log', async () => {
    await notebook.apply(log.events.slice(0, 1), 7n);
    const running = new LogFollower(log, notebook).run(stop.signal);
    await until(() => notebook.ids.length === 2);
    stop.abort();
    await running;
    expect(notebook.resets).toBe(0);
    expect(notebook.ids).toEqual(['event-1', 'event-2']);
  });

  it('ends at once when told to stop while it waits to try again', async () => {
    notebook.failures = Array.from({ length: 9 }, () => new StoreUnavailableError('gone'));
    const follower = new LogFollower(log satisfies EventReader, notebook);
    const running = follower.run(stop.signal);
    await until(() => follower.health().status === 'down');
    stop.abort();
    await running;
    expect(notebook.ids).toEqual([]);
  });
});
