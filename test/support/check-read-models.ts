import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { openDueList } from '#expiry';
import { openReadModels } from '#read-models';
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

/** The due-list holds exactly the grants, requests and sessions that have no end in the log. */
async function checkDueList(url: string, log: LogCopy, head: bigint): Promise<string[]> {
  const open = new Set<string>();
  for (const { event } of log.events) {
    if (event.type === 'SupportAccessRequested') open.add(event.data.requestId);
    if (event.type === 'SupportAccessRequestClosed') open.delete(event.data.requestId);
    if (event.type === 'SupportAccessGranted') open.add(event.data.grantId);
    if (event.type === 'SupportAccessGranted' || event.type === 'SupportAccessExtended')
      open.delete(event.data.requestId ?? '');
    if (event.type === 'SupportLogin') open.add(event.data.sessionId);
    if (event.type === 'SupportSessionEnded') open.delete(event.data.sessionId);
    if (event.type === 'SupportAccessRevoked') open.delete(event.data.grantId);
  }
  const dueList = await openDueList(url);
  try {
    const { position } = await dueList.bookmark();
    const due = await dueList.due(Number.MAX_SAFE_INTEGER, { dueAt: -1, id: '' }, log.events.length + 1);
    const listed = new Set(due.map(({ id }) => id));
    const missing = [...open].filter((id) => !listed.has(id)).length;
    const extra = [...listed].filter((id) => !open.has(id)).length;
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
