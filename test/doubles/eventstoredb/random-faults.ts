import type { Random } from '../../support/random.js';
import type { AppendFault, ReadFault, ReadKind } from './faults.js';

/** @param share of the appends that are troubled */
export function randomAppendFault(random: Random, share: number): AppendFault | undefined {
  if (!random.chance(share)) return undefined;
  const commits = random.chance(0.5);
  if (random.chance(0.25)) return { kind: 'stall', commits };
  if (random.chance(0.5)) return { kind: 'drop', commits };
  return { kind: 'late', commits: commits ? 'first' : 'last', delayMs: random.int(5, 300) };
}

/**
 * A read that has an end is never ended early as if it were through; a subscription may be. There are few subscriptions
 * beside the other reads, so they are troubled more often.
 */
export function randomReadFault(
  random: Random,
  kind: ReadKind,
  share: { reads: number; subscriptions: number },
): ReadFault | undefined {
  const isSubscription = kind === 'subscription';
  if (!random.chance(isSubscription ? share.subscriptions : share.reads)) return undefined;
  const ways = isSubscription ? (['stall', 'drop', 'end'] as const) : (['stall', 'drop'] as const);
  return { kind: random.pick(ways), after: random.int(0, 12) };
}
