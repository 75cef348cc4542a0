import type { SupportAccessEvent } from '#domain';
import { streamOf, SYSTEM, toInstant } from '#domain';
import type { EventReader, EventStore, RecordedEvent } from '#event-store';
import { LOG_START } from '#event-store';
import { sealEvents, ZERO_CHAIN } from '#evidence';
import type { Random } from '../../../../test/support/random.js';

const FIRST_MS = Date.parse('2026-11-01T00:00:00.000Z');
const MINUTE_MS = 60_000;
const AT_ONCE = 500;

/** Ids of events are unique in any log. */
let made = 0;

export const grantOf = (workspaceId: string, number: number): string => `grant-${number}-of-${workspaceId}`;

/**
 * Appends some events of a few workspaces in turns: each is described, and then grants, logins, revocations and the ends
 * of sessions follow one another. Clocks of workspaces differ by some minutes, as those of several writers do: the log is not in the order of time.
 */
export async function appendSample(
  store: EventStore,
  workspaces: readonly string[],
  count: number,
  random: Random,
): Promise<void> {
  const heads = new Map(
    workspaces.map((id) => [id, { revision: -1, chain: ZERO_CHAIN, skew: random.int(0, 9) }]),
  );
  const appends: Promise<unknown>[] = [];
  for (let i = 0; i < count; i++) {
    const workspaceId = random.pick(workspaces);
    const head = heads.get(workspaceId)!;
    const at = toInstant(FIRST_MS + (i + head.skew) * MINUTE_MS);
    const commandId = `command-${i}`;
    const draft = {
      ...nextEvent(workspaceId, head.revision + 1, at),
      id: `0192f0c0-0000-7000-8000-${String(++made).padStart(12, '0')}`,
      metadata: {
        causationId: commandId,
        commandHash: '0'.repeat(64),
        commandId,
        correlationId: commandId,
        recordedAt: at,
        schemaVersion: 1,
        source: { kind: 'http' },
      } as const,
    };
    const expected = head.revision < 0 ? 'empty' : head.revision;
    const [sealed] = sealEvents(streamOf(workspaceId), expected, head.chain, [draft]);
    appends.push(store.append(streamOf(workspaceId), expected, [sealed!]));
    // The store takes them in this order, and many at once.
    if (appends.length === AT_ONCE) await Promise.all(appends.splice(0));
    heads.set(workspaceId, { ...head, revision: head.revision + 1, chain: sealed!.chain });
  }
  await Promise.all(appends);
}

const ROUND = 5;

function nextEvent(workspaceId: string, revision: number, at: string): SupportAccessEvent {
  const end = '2026-12-24T00:00:00.000Z';
  if (revision === 0)
    return {
      type: 'WorkspaceUpdated',
      data: { workspaceId, tier: 'business', forcedSso: false, ownerIds: ['ada'], at },
    };
  const grantId = grantOf(workspaceId, Math.floor((revision - 1) / ROUND));
  const ada = { id: 'ada', kind: 'user' } as const;
  switch ((revision - 1) % ROUND) {
    case 0:
      return {
        type: 'SupportAccessGranted',
        data: { workspaceId, grantId, grantedBy: ada, grantedAt: at, expiresAt: end, reason: 'Größe 🦉' },
      };
    case 1:
      return {
        type: 'SupportLogin',
        data: {
          workspaceId,
          grantId,
          sessionId: `session-${revision}`,
          engineer: { id: 'eve', name: 'Eve "the" Engineer' },
          at,
          sessionExpiresAt: end,
        },
      };
    case 2:
      return {
        type: 'SupportAccessDenied',
        data: { workspaceId, attempted: 'GrantSupportAccess', code: 'IMPERSONATED', by: ada, at },
      };
    case 3:
      return {
        type: 'SupportAccessRevoked',
        data: { workspaceId, grantId, cause: 'revoked', revokedBy: ada, at, expiresAt: end },
      };
    default:
      return {
        type: 'SupportSessionEnded',
        data: {
          workspaceId,
          grantId,
          sessionId: `session-${revision - 3}`,
          engineer: { id: 'eve', name: 'Eve "the" Engineer' },
          cause: 'grant-ended',
          endedBy: SYSTEM,
          at,
          endedAt: at,
          sessionExpiresAt: end,
        },
      };
  }
}

export async function allEvents(store: EventReader): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const page of store.readAll(LOG_START)) events.push(...page);
  return events;
}
