import { setTimeout as sleep } from 'node:timers/promises';
import type { Position } from '#event-store';
import { LOG_START } from '#event-store';
import type { DueEntry, DueList, DueListQueries } from './due-list.js';
import { LIST_START } from './due-list.js';

/** The differences between the due list and the read models; both lists may be empty. */
export type DueListFaults = {
  /** What has no recorded end and is not in the list: its end would never be recorded. */
  missing: readonly DueEntry[];
  /** Entries with a recorded end, or with another time than the one that counts now. */
  ended: readonly DueEntry[];
};

/** What the read models know of ends, which the due list is compared with; see their queries. */
export interface OpenEnds {
  openDue(after: Position, limit: number): Promise<readonly (DueEntry & { position: Position })[]>;
  endedDue(entries: readonly DueEntry[]): Promise<ReadonlySet<string>>;
  position(): Promise<Position>;
  waitFor(position: Position, timeoutMs: number): Promise<boolean>;
}

const PAGE = 1_000;
/** How long to wait for the side that is behind, in milliseconds; what is still unclear then is not reported. */
const WAIT_MS = 1_000;
const POLL_MS = 50;

/**
 * Compares the list with what is open in the read models, in pages, while both go on changing. Every difference is real: a side
 * that is behind is asked again once it has followed the log as far as the other.
 */
export async function* compareDueList(
  list: DueListQueries,
  models: OpenEnds,
  signal?: AbortSignal,
): AsyncGenerator<DueListFaults, void, undefined> {
  for (let after = LOG_START; signal?.aborted !== true;) {
    const known = await list.position();
    const page = await models.openDue(after, PAGE);
    const missing = await missingOf(
      list,
      models,
      page.filter(({ position }) => position <= known),
    );
    if (missing.length > 0) yield { missing, ended: [] };
    if (page.length < PAGE) break;
    after = page.at(-1)!.position;
  }
  for (let after = LIST_START; signal?.aborted !== true;) {
    const page = await list.due(Number.MAX_SAFE_INTEGER, after, PAGE);
    const ended = await endedOf(list, models, page);
    if (ended.length > 0) yield { missing: [], ended };
    if (page.length < PAGE) break;
    after = page.at(-1)!;
  }
}

/**
 * Repairs the differences that {@link compareDueList} finds.
 * @param between runs work while no event is applied to the list
 * @returns the number of entries added and removed
 */
export async function mendDueList(
  list: DueList,
  models: OpenEnds,
  between: <T>(work: () => Promise<T>) => Promise<T>,
  signal?: AbortSignal,
): Promise<{ added: number; removed: number }> {
  let [added, removed] = [0, 0];
  for await (const { missing, ended } of compareDueList(list, models, signal))
    await between(async () => {
      // Compare once more: an end may have reached the list since.
      const add = await missingOf(list, models, missing);
      await list.mend(add, ended);
      added += add.length;
      removed += ended.length;
    });
  return { added, removed };
}

async function missingOf(
  list: DueListQueries,
  models: OpenEnds,
  open: readonly DueEntry[],
): Promise<readonly DueEntry[]> {
  const lacking = open.length > 0 ? await list.lacking(open) : [];
  if (lacking.length === 0 || !(await models.waitFor(await list.position(), WAIT_MS))) return [];
  const ended = await models.endedDue(lacking);
  return lacking.filter(({ id }) => !ended.has(id));
}

async function endedOf(
  list: DueListQueries,
  models: OpenEnds,
  entries: readonly DueEntry[],
): Promise<readonly DueEntry[]> {
  const ended = await endedAmong(models, entries);
  if (ended.length === 0 || !(await reaches(list, await models.position()))) return [];
  const gone = new Set((await list.lacking(ended)).map(keyOf));
  const listed = ended.filter((entry) => !gone.has(keyOf(entry)));
  // A list that is ahead may know of an extension that the models do not: then they have the earlier time.
  if (listed.length === 0 || !(await models.waitFor(await list.position(), WAIT_MS))) return [];
  return endedAmong(models, listed);
}

/** A wrong list may have one thing at two times: each is asked about by itself. */
async function endedAmong(models: OpenEnds, entries: readonly DueEntry[]): Promise<DueEntry[]> {
  const asked = new Map(entries.map((entry) => [entry.id, entry]));
  const found = asked.size > 0 ? await models.endedDue([...asked.values()]) : new Set();
  const ended = [...asked.values()].filter(({ id }) => found.has(id));
  const others = entries.filter((entry) => asked.get(entry.id) !== entry);
  return others.length === 0 ? ended : [...ended, ...(await endedAmong(models, others))];
}

const keyOf = ({ id, dueAt }: DueEntry): string => `${id} ${dueAt}`;

async function reaches(list: DueListQueries, position: Position): Promise<boolean> {
  for (const until = performance.now() + WAIT_MS; (await list.position()) < position; await sleep(POLL_MS))
    if (performance.now() > until) return false;
  return true;
}
