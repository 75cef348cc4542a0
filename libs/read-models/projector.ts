import type { EventReader, Position, RecordedEvent } from '#event-store';
import { LOG_START } from '#event-store';
import type { FollowerHealth, FollowerObserver } from './log-follower.js';
import { LogFollower } from './log-follower.js';
import type { ReadModels, ReadModelsRebuild } from './read-models.js';

/** Events per transaction while rebuilding: large, so that a page of the file is written once for many events. */
const REBUILD_BATCH = 5_000;

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
    let pending: RecordedEvent[] = [];
    const flush = async (): Promise<void> => {
      reached = pending.at(-1)?.position ?? reached;
      await to.apply(pending, reached);
      pending = [];
    };
    for await (const page of this.reader.readAll(after)) {
      signal?.throwIfAborted();
      for (const event of page) pending.push(event);
      if (pending.length >= REBUILD_BATCH) await flush();
    }
    await flush();
    return reached;
  }
}
