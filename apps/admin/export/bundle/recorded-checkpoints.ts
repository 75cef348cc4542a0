import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '#config';
import type { EventReader } from '#event-store';
import { hasWriter, openEventStore, StoreLockedError } from '#event-store';
import { CheckpointMaker, firstPast, LogCheck, logTreeName, openLogTree, sizeOfNote } from '#evidence';
import type { Cli } from '../../cli.js';
import { NoAnswerError } from '../../cli.js';
import { using } from '../../opened.js';
import { openLogKeys } from './log-signer.js';
import { foldAll } from './log-tree.js';

const POLL_MS = 200;
/** Beyond the interval at which the service makes them. */
const PATIENCE_MS = 30_000;

/** The checkpoints that are recorded with the log; where one is wanting, it is made. */
export class RecordedCheckpoints {
  constructor(
    private readonly cli: Cli,
    private readonly config: Config,
    private readonly reader: EventReader,
  ) {}

  /** @returns the newest one of at most so many events; undefined if there is none */
  async newestUpTo(size: number): Promise<string | undefined> {
    const later = await firstPast(this.reader, size);
    if (later === undefined) return (await this.reader.lastCheckpoint())?.note;
    if (later.revision === 0) return undefined;
    for await (const [found] of this.reader.readCheckpoints(later.revision - 1)) return found?.note;
    return undefined;
  }

  /**
   * The newest, which covers the event of that index: the one there is, or one that is made, by us if nobody writes the log
   * and by the service otherwise.
   * @throws NoAnswerError if there will be none
   */
  async past(index: number): Promise<string> {
    const found = await this.#covering(index);
    if (found !== undefined) return found;
    if (!(await hasWriter(this.config.eventStoreUrl)) && (await this.#make())) {
      const made = await this.#covering(index);
      if (made !== undefined) return made;
      throw new NoAnswerError('the log has no events that a checkpoint could be of');
    }
    return this.#wait(index);
  }

  async #covering(index: number): Promise<string | undefined> {
    const last = await this.reader.lastCheckpoint();
    return last !== undefined && sizeOfNote(last.note) > index ? last.note : undefined;
  }

  async #wait(index: number): Promise<string> {
    const { cli, config } = this;
    cli.say('Waiting for the next checkpoint of the service that writes the log …');
    const until = cli.clock.now() + config.evidence.checkpointSeconds * 1_000 + PATIENCE_MS;
    while (cli.clock.now() < until) {
      const found = await this.#covering(index);
      if (found !== undefined) return found;
      await sleep(POLL_MS, undefined, { signal: cli.signal });
    }
    throw new NoAnswerError(
      'the service that writes the log made no checkpoint that covers what was exported; is it ready?',
    );
  }

  /** As the service does at its start and then. @returns whether we could: not when another process was faster */
  async #make(): Promise<boolean> {
    const { eventStoreUrl, readModelUrl } = this.config;
    const keys = await openLogKeys(this.config, this.reader);
    try {
      await using(openEventStore(eventStoreUrl), async (store) => {
        await using(openLogTree(readModelUrl), async (tree) => {
          const parts = { reader: store, tree, treeName: logTreeName(readModelUrl), keys };
          const newest = async () => [await store.lastCheckpoint()].flatMap((last) => last?.note ?? []);
          await foldAll(parts, this.cli.signal);
          const witnesses = [{ name: 'the event store', newest }];
          await new LogCheck({ ...parts, witnesses }).run(this.cli.signal);
          await new CheckpointMaker(store, tree, keys).make();
        });
      });
      return true;
    } catch (error) {
      if (error instanceof StoreLockedError) return false;
      throw error;
    }
  }
}
