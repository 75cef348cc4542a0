import { createHash } from 'node:crypto';
import type { Position, RecordedEvent } from '#event-store';
import type { Bookmark } from '#derived';
import { DerivedFile } from '#derived/sqlite';
import type { LogDamagedError } from '#evidence';
import { applyAroundDamage } from '../apply-around-damage.js';
import type { ReadModels, ReadModelsRebuild } from '../read-models.js';
import type { Slot } from '../slots.js';
import { otherSlot } from '../slots.js';
import type { StateRow } from '../state.js';
import { rowText } from '../state.js';
import { StreamCache } from '../stretch.js';
import { TABLE_NAMES, TABLES } from '../tables.js';
import { SCHEMA, shownSlot, SLOTS, writeSlot } from './slot.js';
import { SqliteReadModelQueries } from './sqlite-queries.js';

/** Read models in one SQLite file: one connection that writes, others that read. */
export class SqliteReadModels implements ReadModels {
  readonly queries: SqliteReadModelQueries;
  readonly #file: DerivedFile;
  #live: { slot: Slot } & ReturnType<typeof writeSlot>;

  constructor(path: string) {
    this.#file = new DerivedFile(path, SCHEMA);
    this.#live = this.#shown();
    this.queries = new SqliteReadModelQueries(path);
  }

  async bookmark(): Promise<Bookmark> {
    return this.#file.run(() => this.#live.progress.bookmark());
  }

  async apply(events: readonly RecordedEvent[], position: Position, after?: Position): Promise<void> {
    this.#file.requireSame();
    const apply = (...stretch: Parameters<ReadModels['apply']>): void =>
      this.#file.run(() => this.#live.progress.apply(...stretch));
    await applyAroundDamage(events, position, after, apply, (found) => this.damage(found));
  }

  async reset(): Promise<void> {
    this.#file.reset();
    this.#live = this.#shown();
  }

  async damage(found: LogDamagedError): Promise<void> {
    this.#file.transaction(() => this.#live.writer.damage(found));
  }

  async rebuild(): Promise<ReadModelsRebuild> {
    const before = this.#live.slot;
    const slot = otherSlot(before);
    // What a rebuild that was cut short has left goes first.
    this.#file.transaction((db) => db.exec(SLOTS.create(slot)));
    const streams = new StreamCache();
    const writing = this.#file.run((db) => writeSlot(db, slot, streams));
    return {
      apply: async (events, position) => this.#file.run(() => writing.progress.apply(events, position)),
      written: async () => undefined,
      reached: async () => this.#file.run(() => writing.progress.bookmark()).position,
      damage: async (found) => this.#file.transaction(() => writing.writer.damage(found)),
      swap: async () => {
        this.#file.transaction((db) => db.exec(SLOTS.index(slot) + SLOTS.show(slot)));
        streams.stopKeeping();
        this.#live = { slot, ...writing };
        this.#file.transaction((db) => db.exec(SLOTS.drop(before)));
      },
      abandon: async () => {
        if (this.#live.slot !== slot) this.#file.transaction((db) => db.exec(SLOTS.drop(slot)));
      },
    };
  }

  async stateHash(): Promise<string> {
    const hash = createHash('sha256');
    this.#file.transaction((db) => {
      for (const table of TABLE_NAMES) {
        hash.update(`${table}\n`);
        const rows = db
          .prepare(`SELECT * FROM ${table} ORDER BY ${TABLES[table].key}`)
          .raw()
          .safeIntegers()
          .iterate();
        for (const row of rows) hash.update(`${rowText(row as StateRow)}\n`);
      }
    });
    return hash.digest('hex');
  }

  async close(): Promise<void> {
    await this.queries.close();
    this.#file.close();
  }

  #shown(): { slot: Slot } & ReturnType<typeof writeSlot> {
    return this.#file.run((db) => {
      const slot = shownSlot(db);
      return { slot, ...writeSlot(db, slot) };
    });
  }
}
