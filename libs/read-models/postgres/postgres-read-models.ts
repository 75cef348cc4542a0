import { createHash } from 'node:crypto';
import type { Position, RecordedEvent } from '#event-store';
import type { Bookmark } from '#derived';
import { ReadModelUnavailableError } from '#derived';
import type { PostgresDatabase, Progress, WriteGuard } from '#derived/postgres';
import { openSchema, withTables } from '#derived/postgres';
import type { LogDamagedError } from '#evidence';
import { applyAroundDamage } from '../apply-around-damage.js';
import type { ReadModels, ReadModelsRebuild } from '../read-models.js';
import { rowText } from '../state.js';
import { patiently } from './patient-change.js';
import { PostgresReadModelQueries } from './postgres-queries.js';
import { readSnapshot } from './postgres-state.js';
import type { Slot } from '../slots.js';
import { otherSlot } from '../slots.js';
import { StreamCache } from '../stretch.js';
import { emptySlot, indexSlot, SCHEMA, shownSlot, SLOTS } from './slot.js';
import { damageSlot, writeSlot } from './stretch-writer.js';

/** One applies, one rebuilds, one hashes. */
const CONNECTIONS = 3;
/** Indexes of a hundred million rows are made in less. */
const INDEXES_MS = 60 * 60_000;

/** Read models in one database: a few connections that write, others that read. */
export class PostgresReadModels implements ReadModels {
  #live: { slot: Slot; progress: Progress } | undefined;

  private constructor(
    private readonly database: PostgresDatabase,
    readonly queries: PostgresReadModelQueries,
  ) {}

  static async open(url: string, guard?: WriteGuard): Promise<PostgresReadModels> {
    const database = await openSchema(url, SCHEMA, { connections: CONNECTIONS, guard });
    return new PostgresReadModels(database, new PostgresReadModelQueries(url));
  }

  /** Looks anew which tables are shown: another process may have rebuilt them. */
  async bookmark(): Promise<Bookmark> {
    return withTables(this.database, SCHEMA, async () => {
      this.#live = undefined;
      const { progress } = await this.#shown();
      return progress.bookmark();
    });
  }

  async apply(events: readonly RecordedEvent[], position: Position, after?: Position): Promise<void> {
    const { progress } = await this.#shown();
    const apply = (...stretch: Parameters<ReadModels['apply']>): Promise<void> => progress.apply(...stretch);
    await applyAroundDamage(events, position, after, apply, (found) => this.damage(found));
  }

  async reset(): Promise<void> {
    this.#live = undefined;
    const { slot } = await this.#shown();
    await patiently(this.database, async (transaction) => void (await transaction.ask(emptySlot(slot))));
    this.#live = undefined;
  }

  async damage(found: LogDamagedError): Promise<void> {
    const { slot, progress } = await this.#shown();
    await this.database.transaction(async (transaction) => {
      await progress.hold(transaction);
      await damageSlot(transaction, slot, found);
    });
  }

  async rebuild(): Promise<ReadModelsRebuild> {
    const before = await this.#shownNow();
    const slot = otherSlot(before);
    await this.#change(SLOTS.create(slot));
    const streams = new StreamCache();
    const progress = writeSlot(this.database, slot, streams);
    await progress.bookmark();
    return {
      apply: (events, position) => progress.applyBehind(events, position),
      written: () => progress.written(),
      reached: () => progress.restart(),
      damage: async (found) => {
        await progress.written();
        streams.forget();
        await this.database.transaction((transaction) => damageSlot(transaction, slot, found));
      },
      swap: async () => {
        await progress.written();
        await this.database.transaction(
          async (transaction) => {
            await progress.hold(transaction);
            await transaction.ask(indexSlot(slot));
          },
          { statementMs: INDEXES_MS },
        );
        await patiently(this.database, async (transaction) => {
          await progress.hold(transaction);
          await transaction.ask(SLOTS.show(slot));
        });
        streams.stopKeeping();
        this.#live = { slot, progress };
        await this.#change(SLOTS.drop(before));
      },
      abandon: async () => {
        try {
          await progress.written().catch(() => undefined);
          if ((await this.#shownNow()) === slot) return;
          await patiently(this.database, async (transaction) => {
            await progress.hold(transaction);
            await transaction.ask(SLOTS.drop(slot));
          });
        } catch (error) {
          // Another rebuild's by now, or out of reach: a rebuild begins with dropping what is left of the one before.
          if (!(error instanceof ReadModelUnavailableError)) throw error;
        }
      },
    };
  }

  stateHash(): Promise<string> {
    return readSnapshot(this.database, async (snapshot) => {
      const hash = createHash('sha256');
      for (const table of snapshot.tables) {
        hash.update(`${table.name}\n`);
        for await (const rows of snapshot.rows(table))
          for (const row of rows) hash.update(`${rowText(row)}\n`);
      }
      return hash.digest('hex');
    });
  }

  async close(): Promise<void> {
    await this.queries.close();
    await this.database.close();
  }

  async #change(statements: string): Promise<void> {
    await patiently(this.database, async (transaction) => void (await transaction.ask(statements)));
  }

  async #shown(): Promise<{ slot: Slot; progress: Progress }> {
    if (!this.#live) {
      const slot = await this.#shownNow();
      this.#live = { slot, progress: writeSlot(this.database, slot) };
    }
    return this.#live;
  }

  #shownNow(): Promise<Slot> {
    return shownSlot(this.database);
  }
}
