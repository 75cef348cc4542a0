import type { EventReader, Position, RecordedEvent } from '#event-store';
import { LOG_START } from '#event-store';
import type { FollowerHealth, FollowerObserver } from './log-follower.js';
import { LogFollower } from './log-follower.js';
import type { ReadModels, ReadModelsRebuild } from './read-models.js';

/** Events per transaction while rebuilding; measured, more of them only make the collector busier. */
const REBUILD_BATCH = 2_000;

/** Keeps the read models up with the log, and rebuilds them on demand without taking the queries away. */
export class Projector {
  readonly #follower: LogFollower;

  constructor(
    private readonly reader: EventReader,
    private readonly models: ReadModels,
    observer?: FollowerObserver,
  ) {
    this.#follower = new LogFollower(reader, models, observer);
  }

  /** See {@link LogFollower.run}. */
  run(signal: AbortSignal): Promise<void> {
    return this.#follower.run(signal);
  }

  health(): FollowerHealth {
    return this.#follower.health();
  }

  /** Builds everything anew beside what there is; until the moment of the swap the queries answer from the old. */
  async rebuild(signal?: AbortSignal): Promise<void> {
    const beside = await this.models.rebuild();
    try {
      const reached = await this.#copy(beside, LOG_START, signal);
      // The tail is copied while the follower waits: the new models are then never behind the old ones.
      await this.#follower.between(async () => {
        await this.#copy(beside, reached, signal);
        await beside.swap();
      });
    } catch (error) {
      await beside.abandon();
      throw error;
    }
  }

  async #copy(to: ReadModelsRebuild, after: Position, signal?: AbortSignal): Promise<Position> {
    let reached = after;
    let pages: (readonly RecordedEvent[])[] = [];
    let pending = 0;
    const flush = async (): Promise<void> => {
      reached = pages.at(-1)?.at(-1)?.position ?? reached;
      await to.apply(released(pages), reached);
      [pages, pending] = [[], 0];
    };
    for await (const page of this.reader.readAll(after)) {
      signal?.throwIfAborted();
      pages.push(page);
      pending += page.length;
      if (pending >= REBUILD_BATCH) await flush();
    }
    await flush();
    return reached;
  }
}

/** Lets go of each page before the next: a parsed event takes three times the room of one that is not yet. */
function* released(pages: (readonly RecordedEvent[])[]): Iterable<RecordedEvent> {
  for (let page = pages.shift(); page; page = pages.shift()) yield* page;
}
