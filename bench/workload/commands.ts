import { randomUUID } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { random } from './random.js';

/** `random`: UUIDv4, as most senders make them. `time-ordered`: UUIDv7. */
export type CommandIds = 'random' | 'time-ordered';

export const workspaceIds = (count: number, prefix = 'ws'): string[] =>
  Array.from({ length: count }, (_, i) => `${prefix}-${String(i).padStart(7, '0')}`);

/** What happens in a workspace, over and over; two of eight are refused. About 300 bytes of event data each. */
const STORY = [
  grant,
  login,
  login,
  grant, // ALREADY_GRANTED
  login,
  revoke,
  login, // NO_ACTIVE_GRANT
  update,
] as const;

/** A structured-mode CloudEvent, as it comes by Kafka, and the workspace that is its key. */
export type Wire = { key: string; value: Buffer };

/**
 * Commands for workspaces at random, each workspace going through the same story. The workspaces must be known
 * ({@link describe}).
 */
export function story(workspaces: readonly string[], count: number, ids: CommandIds = 'random'): Wire[] {
  const pick = random(count);
  const steps = new Map<string, number>();
  return Array.from({ length: count }, () => {
    const workspaceId = workspaces[pick(workspaces.length)]!;
    const step = steps.get(workspaceId) ?? 0;
    steps.set(workspaceId, step + 1);
    return wire(workspaceId, STORY[step % STORY.length]!(workspaceId), ids);
  });
}

/** One command for each workspace, after which it is known. */
export const describe = (workspaces: readonly string[], ids: CommandIds = 'random'): Wire[] =>
  workspaces.map((workspaceId) => wire(workspaceId, update(workspaceId), ids));

type Told = { type: string; data: object };

function wire(workspaceId: string, { type, data }: Told, ids: CommandIds): Wire {
  const id = ids === 'random' ? randomUUID() : uuidv7();
  const event = { specversion: '1.0', id, source: '/bench', type, subject: workspaceId, data };
  return { key: workspaceId, value: Buffer.from(JSON.stringify(event)) };
}

const owner = (workspaceId: string) => ({
  id: `owner-of-${workspaceId}`,
  kind: 'user',
  name: 'Olivia Owner',
});

const TICKET = { ticketId: 'TICKET-48213', reason: 'Totals differ' };

function update(workspaceId: string): Told {
  const ownerIds = [`owner-of-${workspaceId}`, 'second-owner', 'third-owner'];
  const data = { workspaceId, actor: owner(workspaceId), name: 'Northwind Traders', tier: 'business' };
  return { type: 'UpdateWorkspace', data: { ...data, forcedSso: false, ownerIds } };
}

function grant(workspaceId: string): Told {
  const data = { workspaceId, actor: owner(workspaceId), durationMinutes: 2880, ...TICKET };
  return { type: 'GrantSupportAccess', data };
}

function login(workspaceId: string): Told {
  const engineer = { id: 'engineer-7', name: 'Erik Engineer' };
  return {
    type: 'RecordSupportLogin',
    data: { workspaceId, engineer, ...TICKET, ipAddress: '203.0.113.42' },
  };
}

function revoke(workspaceId: string): Told {
  return {
    type: 'RevokeSupportAccess',
    data: { workspaceId, actor: owner(workspaceId), reason: 'The ticket is solved, thank you' },
  };
}
