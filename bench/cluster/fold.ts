import { setTimeout as sleep } from 'node:timers/promises';
import type { EventReader } from '#event-store';
import type { LogTarget } from '#derived';
import { LogFollower } from '#derived';

const POLL_MS = 20;

/** Folds a log into what follows it, to its present end, and closes them. */
export async function foldInto(
  reader: EventReader,
  targets: readonly (LogTarget & { close(): Promise<void> })[],
): Promise<void> {
  const stopping = new AbortController();
  const head = await reader.head();
  const running = new LogFollower(reader, targets).run(stopping.signal);
  const folded = async (): Promise<void> => {
    for (const target of targets) while ((await target.bookmark()).position < head) await sleep(POLL_MS);
  };
  await Promise.race([running, folded()]);
  stopping.abort();
  await running;
  for (const target of targets) await target.close();
}
