import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { DueEntry } from '#expiry';
import { LIST_START, openDueList } from '#expiry';
import { openReadModels } from '#read-models';
import { naiveDue } from '../../libs/read-models/naive-lists.contract.js';
import type { LogCopy } from './log-copy.js';
import { readModelUrl } from './service-under-test.js';

const BATCH = 5_000;

/** What of the read models of a stopped service is not as a rebuild from nothing, of its log, makes it, on SQLite. */
export async function checkReadModels(
  directory: string,
  log: LogCopy,
  url = readModelUrl(directory),
): Promise<string[]> {
  const wrong: string[] = [];
  const head = log.events.at(-1)?.position ?? 0n;
  const kept = await openReadModels(url);
  const rebuilt = await openReadModels(`sqlite:${join(directory, `rebuilt-${randomUUID()}.db`)}`);
  try {
    const { position } = await kept.bookmark();
    if (position !== head) wrong.push(`the read models are at ${position}, and the log ends at ${head}`);
    for (let at = 0; at < log.events.length; at += BATCH) {
      const batch = log.events.slice(at, at + BATCH);
      await rebuilt.apply(batch, batch.at(-1)!.position);
    }
    const [found, expected] = [await kept.stateHash(), await rebuilt.stateHash()];
    if (found !== expected) wrong.push(`the read models hash to ${found}, and a rebuild to ${expected}`);
  } finally {
    await Promise.all([kept.close(), rebuilt.close()]);
  }
  return [...wrong, ...(await checkDueList(url, log, head))];
}

/** The due-list holds exactly what has no recorded end in the log, each with the time at which it is over. */
async function checkDueList(url: string, log: LogCopy, head: bigint): Promise<string[]> {
  const open = namesOf(naiveDue(log.events));
  const dueList = await openDueList(url);
  try {
    const { position } = await dueList.bookmark();
    const listed = namesOf(await dueList.due(Number.MAX_SAFE_INTEGER, LIST_START, log.events.length + 1));
    const missing = [...open].filter((name) => !listed.has(name)).length;
    const extra = [...listed].filter((name) => !open.has(name)).length;
    return [
      ...(position === head ? [] : [`the due-list is at ${position}, and the log ends at ${head}`]),
      ...(missing + extra === 0
        ? []
        : [`the due-list lacks ${missing} open ends and has ${extra} that are recorded`]),
    ];
  } finally {
    await dueList.close();
  }
}

const namesOf = (entries: readonly DueEntry[]): Set<string> =>
  new Set(entries.map(({ kind, id, dueAt }) => `${kind} ${id} at ${dueAt}`));
