import { systemClock } from '#config';
import type { CheckpointWriter, RecordedCheckpoint } from '#event-store';
import { checkpointMadeAt } from '#event-store';
import type { CheckpointStore, LogTreeQueries } from '#evidence';
import { CheckpointMaker, sizeOfNote } from '#evidence';
import type { HeldTerm } from '#leases';
import { fencedBy } from '#leases';
import { openFollowerPosition, SIGNED_CHECKPOINTS } from '#derived';
import type { ServiceContext } from '../../service-context.js';
import { CheckpointMemory } from './checkpoint-memory.js';
import { CheckpointLoop } from './checkpoint-loop.js';
import type { DamageWatch } from './damage-watch.js';
import { CheckpointSender } from './checkpoint-sender.js';
import type { EvidenceMetrics } from './evidence-metrics.js';
import { evidenceMetrics } from './evidence-metrics.js';
import type { FoldedParts } from './evidence-parts.js';

/** Parts of what a shutdown may take. */
const FOLD_MS = 1_500;
const SEND_MS = 1_000;

/** What makes checkpoints of a log that has passed its check, and sends them. */
export class Signing {
  readonly #loop: CheckpointLoop;
  readonly #outbox: CheckpointSender | undefined;
  readonly #memory: CheckpointMemory;
  readonly #checked: Promise<void>;
  #isOver = false;

  constructor(
    { config, logger, damage, fail }: Pick<ServiceContext, 'config' | 'logger' | 'damage' | 'fail'>,
    { keys, tree, topic }: FoldedParts,
    store: CheckpointWriter,
    private readonly meters: EvidenceMetrics,
    tenure?: HeldTerm,
  ) {
    const look = async (): Promise<void> => {
      const last = await store.lastCheckpoint();
      if (last && !this.#isOver)
        meters.newest = { size: sizeOfNote(last.note), madeAt: checkpointMadeAt(last) };
    };
    const failing = (operation: 'make' | 'send') => (error: Error, retryInMs: number) => {
      meters.failed(operation);
      logger.warn({ reason: error.message, retryInMs }, `could not ${operation} a checkpoint; trying again`);
    };
    this.#outbox =
      topic &&
      new CheckpointSender({
        reader: store,
        receiver: topic,
        origin: keys.origin,
        failed: failing('send'),
      });
    this.#memory = new CheckpointMemory({
      reader: store,
      open: () =>
        openFollowerPosition(
          config.readModelUrl,
          SIGNED_CHECKPOINTS,
          tenure ? { guard: fencedBy(tenure.term) } : {},
        ),
      told: (gone) => damage.checkpointsGone(gone),
    });
    this.#checked = damage.checked;
    this.#loop = new CheckpointLoop({
      maker: remembered(this.#memory, (newest) => {
        const after: CheckpointStore = {
          lastCheckpoint: async () => newest,
          appendCheckpoint: (expected, note) => store.appendCheckpoint(expected, note),
        };
        return onWholeLog(new CheckpointMaker(after, tree, keys), tree, damage);
      }),
      reader: store,
      tree,
      intervalMs: config.evidence.checkpointSeconds * 1_000,
      made: ({ note }) => {
        logger.debug({ size: sizeOfNote(note) }, 'signed a checkpoint');
        this.#outbox?.notify();
        void look().catch(() => undefined);
      },
      failed: failing('make'),
      broken: fail,
    });
    void look().catch(() => undefined);
  }

  /** @param received the newest checkpoints that the topic has */
  start(received: readonly string[]): void {
    this.#memory.expect(received);
    this.#outbox?.start(received);
    void this.#checked.then(() => {
      if (!this.#isOver) this.#loop.start();
    });
  }

  /** In order: with a checkpoint of all that is in the log. */
  async finish(): Promise<void> {
    this.#forget();
    await this.#loop.stop(FOLD_MS);
    await this.#outbox?.stop(SEND_MS);
    await this.#memory.close();
  }

  /** At once: another process may be signing already. */
  async abandon(): Promise<void> {
    this.#forget();
    await this.#loop.abandon();
    await this.#outbox?.stop(0);
    await this.#memory.close();
  }

  /** Removes the figures: another process signs from now on. */
  #forget(): void {
    this.#isOver = true;
    this.meters.newest = undefined;
  }
}

/** Nothing is signed while any of the log is known to be damaged, or its newest events are not checked yet. */
const onWholeLog = (
  maker: CheckpointMaker,
  tree: Pick<LogTreeQueries, 'position'>,
  damage: DamageWatch,
): Pick<CheckpointMaker, 'make'> => ({
  make: async () => ((await damage.obstacle(await tree.position())) === undefined ? maker.make() : undefined),
});

/**
 * Nothing is signed while the newest checkpoint that was recorded is missed.
 * @param makeAfter makes the one that comes after the given one
 */
const remembered = (
  memory: CheckpointMemory,
  makeAfter: (newest: RecordedCheckpoint | undefined) => Pick<CheckpointMaker, 'make'>,
): Pick<CheckpointMaker, 'make'> => ({
  make: async () => {
    const newest = await memory.look();
    const made = newest === 'gone' ? undefined : await makeAfter(newest).make();
    if (made) await memory.recorded(made);
    return made;
  },
});

/** @param tenure the lease under which it signs */
export type NewSigning = (parts: FoldedParts, tenure?: HeldTerm) => Signing;

/** One after the other, measured together. */
export function signingOf(context: ServiceContext, store: CheckpointWriter): NewSigning {
  const meters = evidenceMetrics(context.metrics, () => systemClock.now());
  return (parts, tenure) => new Signing(context, parts, store, meters, tenure);
}
