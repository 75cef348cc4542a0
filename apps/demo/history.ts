import type { EpochMs } from '#domain';
import type { Cast, DemoEngineer } from './cast.js';
import { makeCast } from './cast.js';
import { DAY_MS, HOUR_MS, inOfficeHours } from './office-hours.js';
import type { Random } from './random.js';
import type { Circumstances, Step } from './step.js';
import { LOGIN_REASONS } from './words.js';
import { WorkspaceHistory } from './workspace-history.js';

/** Three months, nearly. */
export const HISTORY_DAYS = 91;
/** One in this many workspaces joins during the history; the others are brought over on its first day. */
const NEWCOMERS = 5;
const TYPOS = 4;

/**
 * Everything that happens to `count` workspaces in the three months, in the order of time. The same for the same
 * circumstances and seed.
 */
export function planHistory(count: number, circumstances: Circumstances, random: Random): Step[] {
  const { until } = circumstances;
  const cast = makeCast(count, random.fork('cast'));
  const steps = cast.workspaces.flatMap((workspace, index) => {
    const own = random.fork(workspace.id);
    const joinedAt =
      index % NEWCOMERS === NEWCOMERS - 1
        ? inOfficeHours(until - own.int(20, 80) * DAY_MS, workspace.utcOffsetHours, own)
        : circumstances.from + index * 1_500;
    return new WorkspaceHistory(workspace, cast, circumstances, own, joinedAt).plan();
  });
  steps.push(...typos(cast, circumstances, random.fork('typos')));
  return steps.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
}

export function makeCircumstances(until: EpochMs): Circumstances {
  const from = until - HISTORY_DAYS * DAY_MS;
  const day = (number: number): EpochMs => from + number * DAY_MS;
  return {
    from,
    until,
    expiryDown: { from: day(40), until: day(40) + 11 * HOUR_MS },
    clockBehind: { from: day(33), until: day(36) },
    ticketsRequired: { from: day(56), until: day(66) },
  };
}

/** An engineer who types a workspace's id and slips. */
function typos({ workspaces, engineers }: Cast, { from, until }: Circumstances, random: Random): Step[] {
  return Array.from({ length: TYPOS }, () => {
    const { id, name, email, ipAddress, userAgent, utcOffsetHours }: DemoEngineer = random.pick(engineers);
    const meant = random.pick(workspaces).id;
    const slip = random.int(1, meant.length - 2);
    const workspaceId = meant.slice(0, slip) + meant.slice(slip + 1);
    const engineer = { id, ...(name !== undefined && { name }), ...(email !== undefined && { email }) };
    const at = inOfficeHours(from + random.next() * (until - from - 7 * DAY_MS), utcOffsetHours, random);
    const data = { workspaceId, engineer, reason: random.pick(LOGIN_REASONS), ipAddress, userAgent };
    return { at: Math.round(at), workspaceId, command: () => ({ type: 'RecordSupportLogin', data }) };
  });
}
