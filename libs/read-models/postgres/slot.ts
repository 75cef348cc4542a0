import { POSTGRES } from '#derived';
import type { PostgresDatabase, Schema } from '#derived/postgres';
import { forgetting, progressTable } from '#derived/postgres';
import type { Slot } from '../slots.js';
import { SlotStatements } from '../slots.js';
import { TABLE_NAMES } from '../tables.js';

/** The tables are here, whatever the server's search path says. */
export const MODELS = 'support_access_read_models';

export const SLOTS = new SlotStatements(POSTGRES, `${MODELS}.`, progressTable);

/** What the queries need beside the tables before they see them, and what the planner needs to know of them. */
export const indexSlot = (slot: Slot): string => `${SLOTS.index(slot)} ANALYZE ${allOf(slot)};`;

/** Leaves the tables empty. */
export const emptySlot = (slot: Slot): string =>
  `TRUNCATE ${allOf(slot)}; ${forgetting(SLOTS.table(slot, 'progress'))}`;

const allOf = (slot: Slot): string => TABLE_NAMES.map((name) => SLOTS.table(slot, name)).join(', ');

/** The slot that the views show. */
export async function shownSlot(database: PostgresDatabase): Promise<Slot> {
  const [row] = await database.ask<{ definition: string }>(
    `SELECT pg_get_viewdef('${MODELS}.progress'::regclass) AS definition`,
  );
  return row!.definition.includes('b_progress') ? 'b' : 'a';
}

export const SCHEMA: Schema = {
  name: MODELS,
  version: 7,
  // The view `workspaces` was there up to version 5, and is dropped with the others.
  owns: new RegExp(`^([ab]_\\w+|about|workspaces|${SlotStatements.VIEWS.join('|')})$`),
  tables: SLOTS.create('a') + indexSlot('a') + SLOTS.show('a'),
};
