import type { Clock, Config } from '#config';
import type { EpochMs, Instant } from '#domain';
import { asError, toEpochMs, toInstant } from '#domain';
import type { EventReader, Position } from '#event-store';
import { checkpointMadeAt, hasWriter, LOG_START, openEventReader } from '#event-store';
import { goneCheckpoints, openLogTreeQueries, sizeOfNote } from '#evidence';
import type { DueListQueries } from '#expiry';
import { LIST_START, openDueListQueries } from '#expiry';
import { readGroupLag } from '#kafka';
import { openLeases } from '#leases';
import { readFollowerPosition, SIGNED_CHECKPOINTS } from '#derived';
import { openReadModelQueries } from '#read-models';
import { compareWithReadModels, differenceInDueList } from '../due-list-check.js';
import { using } from '../opened.js';

/** One thing the service stands on. What is down has a reason and no facts. */
export type Part<Facts> = ({ status: 'up' } & Facts) | { status: 'down'; reason: string };

/** How far something that follows the log is. */
export type Followed = {
  position: string;
  /** How long ago the oldest event was recorded that it does not know; 0 when it knows all. */
  lagMs: number;
};

/** `holder`: the last one, when it is not held. */
export type LeaseFacts = { held: boolean; holder: string; token: number };

export type Status = {
  at: Instant;
  eventStore: Part<{ position: string; written: boolean }>;
  readModels: Part<Followed>;
  logTree: Part<Followed & { size: number }>;
  /** The newest that is recorded with the log; not there before the first. */
  checkpoint?: Part<{ size: number; madeAt: Instant; ageMs: number; uncovered: number }>;
  dueList: Part<Followed & { overdue: number; nextAt?: Instant }>;
  /** Which process is the active one of a role; not there on files. */
  leases?: Part<{ holders: Record<string, LeaseFacts> }>;
  /** Not there without brokers. */
  publisher?: Part<Followed>;
  consumerGroup?: Part<{ group: string; topic: string; lag: number; partitions: Record<string, number> }>;
};

/** Asks everything that the configuration names, at once; what does not answer is down. */
export async function readStatus(config: Config, clock: Clock): Promise<Status> {
  const { eventStoreUrl, readModelUrl, kafka } = config;
  const now = clock.now();
  let log: EventReader | undefined;
  const eventStore = await part(async () => {
    log = await openEventReader(eventStoreUrl);
    return { position: `${await log.head()}`, written: await hasWriter(eventStoreUrl) };
  });
  const followed = async (position: Position, eventId?: string): Promise<Followed> => {
    if (log !== undefined) await requireInLog(log, position, eventId);
    return { position: `${position}`, lagMs: log === undefined ? 0 : await lagOf(log, position, now) };
  };
  try {
    const [readModels, logTree, dueList, leases, publisher, consumerGroup] = await Promise.all([
      part(() =>
        using(openReadModelQueries(readModelUrl), async (models) => {
          const { position, event } = await models.bookmark();
          return followed(position, event?.id);
        }),
      ),
      part(() =>
        using(openLogTreeQueries(readModelUrl), async (tree) => {
          const { position, event } = await tree.bookmark();
          return { ...(await followed(position, event?.id)), size: await tree.size() };
        }),
      ),
      part(() =>
        using(openDueListQueries(readModelUrl), async (list) => {
          const difference = await compareWithReadModels(readModelUrl);
          const reason = difference && differenceInDueList(difference);
          if (reason !== undefined) throw new Error(reason);
          return { ...(await followed(await list.position())), ...(await dueFacts(list, now)) };
        }),
      ),
      leasesOf(readModelUrl),
      kafka && part(async () => followed(await readFollowerPosition(readModelUrl, 'publisher'))),
      kafka &&
        part(async () => {
          const { groupId, topic, lag } = await readGroupLag(kafka);
          const partitions = lag
            .toSorted((a, b) => a.topic.localeCompare(b.topic) || a.partition - b.partition)
            .map((at): [string, number] => [
              at.topic === topic ? `${at.partition}` : `${at.topic}/${at.partition}`,
              Number(at.lag),
            ]);
          const sum = partitions.reduce((total, [, behind]) => total + behind, 0);
          return { group: groupId, topic, lag: sum, partitions: Object.fromEntries(partitions) };
        }),
    ]);
    const status: Status = { at: toInstant(now), eventStore, readModels, logTree, dueList };
    const size = logTree.status === 'up' ? logTree.size : 0;
    const signed = await readFollowerPosition(readModelUrl, SIGNED_CHECKPOINTS).catch(() => 0n);
    const checkpoint = log && (await checkpointOf(log, Number(signed), size, now));
    if (checkpoint) status.checkpoint = checkpoint;
    if (leases) status.leases = leases;
    if (publisher) status.publisher = publisher;
    if (consumerGroup) status.consumerGroup = consumerGroup;
    return status;
  } finally {
    await log?.close();
  }
}

async function part<Facts extends object>(ask: () => Promise<Facts>): Promise<Part<Facts>> {
  try {
    return { status: 'up', ...(await ask()) };
  } catch (error) {
    return { status: 'down', reason: asError(error).message };
  }
}

async function leasesOf(readModelUrl: string): Promise<Status['leases']> {
  const leases = openLeases(readModelUrl);
  if (leases === undefined) return undefined;
  return part(() =>
    using(Promise.resolve(leases), async () => ({
      holders: Object.fromEntries(
        (await leases.all()).map(({ role, holder, token, leftMs }): [string, LeaseFacts] => [
          role,
          { held: leftMs > 0, holder, token },
        ]),
      ),
    })),
  );
}

/**
 * What was folded from a log that is longer than this one, or has another event there, was folded from another one.
 * @param eventId of the event that was folded last, where that is known
 */
async function requireInLog(log: EventReader, position: Position, eventId?: string): Promise<void> {
  const head = await log.head();
  if (position > head)
    throw new Error(
      `at position ${position}, and the log ends at ${head}: the log was replaced, or restored from an older copy`,
    );
  if (position === LOG_START) return;
  const found = await log.eventAt(position);
  if (found === undefined || (eventId !== undefined && found.id !== eventId))
    throw new Error(
      `at position ${position}, where the log has ${found === undefined ? 'no event' : 'another event'}: the log was replaced`,
    );
}

async function lagOf(log: EventReader, position: Position, now: EpochMs): Promise<number> {
  for await (const [oldest] of log.readAll(position))
    return oldest ? Math.max(now - toEpochMs(oldest.metadata.recordedAt), 1) : 0;
  return 0;
}

/** @param signed the size of the newest checkpoint that was ever found recorded; 0 when that is not known */
async function checkpointOf(
  log: EventReader,
  signed: number,
  logSize: number,
  now: EpochMs,
): Promise<Status['checkpoint']> {
  const last = await log.lastCheckpoint();
  const gone = await goneCheckpoints(log, last, signed);
  if (gone !== undefined) return { status: 'down', reason: gone.what };
  if (last === undefined) return undefined;
  const madeAt = checkpointMadeAt(last);
  const size = sizeOfNote(last.note);
  const uncovered = Math.max(logSize - size, 0);
  return { status: 'up', size, madeAt: toInstant(madeAt), ageMs: now - madeAt, uncovered };
}

const PAGE = 1_000;

async function dueFacts(list: DueListQueries, now: EpochMs): Promise<{ overdue: number; nextAt?: Instant }> {
  let overdue = 0;
  for (let after = LIST_START; ;) {
    const page = await list.due(now, after, PAGE);
    overdue += page.length;
    if (page.length < PAGE) break;
    after = page.at(-1)!;
  }
  const next = await list.nextDueAt(now);
  return { overdue, ...(next !== undefined && { nextAt: toInstant(next) }) };
}
