import { setTimeout as sleep } from 'node:timers/promises';
import type { EpochMs } from '#domain';
import type { EventReader } from '#event-store';
import { StoreUnavailableError } from '#event-store';
import type { LogDamagedError, LogTree } from '#evidence';
import { checkOrder, checkStreams } from '#evidence';
import type { ReadModels } from '#read-models';
import { ReadModelUnavailableError } from '#derived';
import type { ProjectionsMessage, VerificationReport } from './worker-messages.js';

export type LogVerificationParts = {
  reader: EventReader;
  models: ReadModels;
  tree: LogTree;
  verifyHours: number;
  say: (message: ProjectionsMessage) => void;
};

const HOUR_MS = 3_600_000;
/** A process that is started anew each day verifies the log each day, and a start is not burdened with it. */
const FIRST_MS = HOUR_MS;
const RETRY_MS = 5_000;
/** Streams with events since then: all. */
const ALL = 0;

/**
 * Checks in the background what nobody folds: first the streams that matter most, before anything may be signed, then now
 * and again the whole log. What it finds is noted with the read models, where everybody sees it.
 */
export class LogVerification {
  #report: VerificationReport = { isChecked: false };

  constructor(private readonly parts: LogVerificationParts) {}

  get report(): VerificationReport {
    return this.#report;
  }

  /** Resolves when the signal aborts. @throws what is no engine's failure */
  async run(signal: AbortSignal): Promise<void> {
    await this.#patiently(signal, async () => {
      await this.#checkStreams(await this.parts.models.queries.recentSince(), signal);
      this.#report = { ...this.#report, isChecked: true };
    });
    const { verifyHours } = this.parts;
    for (let waitMs = Math.min(FIRST_MS, verifyHours * HOUR_MS); ; waitMs = verifyHours * HOUR_MS) {
      await sleep(waitMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      await this.#patiently(signal, () => this.verifyAll(signal));
    }
  }

  async verifyAll(signal: AbortSignal): Promise<void> {
    const { models, reader, tree, say } = this.parts;
    const events = await this.#checkStreams(ALL, signal);
    // Damage within a stream moves all that follows it in the log: the order would name the wrong event.
    if ((await models.queries.damages(1)).length === 0)
      await checkOrder({ reader, damaged: (found) => this.#note(found), signal }, tree);
    const damages = await models.queries.damages(1_000);
    this.#report = { ...this.#report, verifiedAt: Date.now() };
    const outcome = damages.length === 0 ? 'no damage' : `${damages.length} damaged workspaces`;
    say({ kind: 'log', level: 'info', message: `verified the whole log: ${events} events, ${outcome}` });
  }

  #checkStreams(since: EpochMs, signal: AbortSignal): Promise<number> {
    const { models, reader } = this.parts;
    const streams = (after: number) => models.queries.streamEnds(since, after);
    return checkStreams({ reader, streams, damaged: (found) => this.#note(found), signal });
  }

  async #note(found: LogDamagedError): Promise<void> {
    await this.parts.models.damage(found);
  }

  async #patiently(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    while (!signal.aborted)
      try {
        return await work();
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof StoreUnavailableError || error instanceof ReadModelUnavailableError))
          throw error;
        const message = `could not check the log: ${error.message}; again in ${RETRY_MS} ms`;
        this.parts.say({ kind: 'log', level: 'warn', message });
        await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
      }
  }
}
