import type { Config } from '#config';
import type { EventReader } from '#event-store';
import type { CheckpointKeys, LogTreeQueries, Scope } from '#evidence';
import { InconsistentLogError, StreamSigner } from '#evidence';
import type { Cli } from '../../cli.js';
import { NoAnswerError } from '../../cli.js';
import type { Place, ExportRange } from '../export-range.js';
import { eventsOf } from '../export-range.js';
import { openLogKeys } from './log-signer.js';
import { RecordedCheckpoints } from './recorded-checkpoints.js';

/** What was exported, as far as its checkpoint goes. */
export type Covered = { count: number; last: Place | undefined; tree: LogTreeQueries | undefined };

/** Finds, makes or signs the checkpoint that a bundle's events are proven against. */
export class BundleCheckpoint {
  private constructor(
    private readonly cli: Cli,
    private readonly reader: EventReader,
    private readonly recorded: RecordedCheckpoints,
    private readonly keys: CheckpointKeys | undefined,
  ) {}

  /**
   * Before anything is written: it is now that a missing key should be noticed, and a whole log needs a checkpoint that is
   * not newer than its end.
   * @throws NoAnswerError
   */
  static async prepare(
    cli: Cli,
    config: Config,
    reader: EventReader,
    scope: Scope,
  ): Promise<BundleCheckpoint> {
    const recorded = new RecordedCheckpoints(cli, config, reader);
    if (scope.kind === 'log') await recorded.past(-1);
    const keys = scope.kind === 'workspace' ? await openLogKeys(config, reader) : undefined;
    return new BundleCheckpoint(cli, reader, recorded, keys);
  }

  /** @returns the note */
  async of(range: ExportRange, { count, last, tree }: Covered): Promise<string> {
    if (this.keys !== undefined && tree !== undefined) return this.#ofStream(range, this.keys, tree);
    if (tree === undefined) {
      const note = await this.recorded.newestUpTo(count);
      if (note !== undefined) return note;
      throw new NoAnswerError(`no checkpoint is recorded of the first ${count} events or of fewer`);
    }
    const index = last === undefined ? -1 : await tree.indexOf(last.id);
    if (index === undefined) throw new NoAnswerError(`the tree of the log has no event ${last?.id}`);
    return this.recorded.past(index);
  }

  /** Of one workspace, over its events in their order. */
  async #ofStream(range: ExportRange, keys: CheckpointKeys, tree: LogTreeQueries): Promise<string> {
    const { reader, cli } = this;
    const pages = async function* () {
      for await (const page of eventsOf(reader, range)) {
        cli.signal.throwIfAborted();
        yield page;
      }
    };
    try {
      const stream = range.kind === 'stream' ? range.stream : '';
      return await new StreamSigner({ reader, tree, keys }).sign(stream, pages());
    } catch (error) {
      if (error instanceof InconsistentLogError)
        throw new NoAnswerError(`nothing is signed: ${error.message}`);
      throw error;
    }
  }
}
