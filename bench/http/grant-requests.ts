import { randomUUID } from 'node:crypto';
import type { Wire } from '../workload/commands.js';
import { post } from './load.js';

/** A body with what an owner says of a grant: some 300 bytes of event data, as in the other workloads. */
const GRANT = { durationMinutes: 2880, ticketId: 'TICKET-48213', reason: 'Totals differ' };

/** A grant in each workspace by its owner, whom the token names. */
export const grantCalls = (workspaces: readonly string[], token: string): string[] =>
  workspaces.map((workspaceId) =>
    post(
      `/v1/workspaces/${workspaceId}/support-access`,
      token,
      'application/json',
      JSON.stringify(GRANT),
      `Idempotency-Key: ${randomUUID()}`,
    ),
  );

/** The same as commands of a service: structured CloudEvents. */
export const grantCommands = (workspaces: readonly string[], owner: string): Wire[] =>
  workspaces.map((workspaceId) => {
    const data = { workspaceId, actor: { id: owner, kind: 'user' }, ...GRANT };
    return wire('GrantSupportAccess', workspaceId, data);
  });

/** After which the workspaces are known, and the owner's. */
export const describeCommands = (workspaces: readonly string[], owner: string): Wire[] =>
  workspaces.map((workspaceId) => {
    const data = { workspaceId, name: 'Northwind Traders', tier: 'business', forcedSso: false };
    return wire('UpdateWorkspace', workspaceId, { ...data, ownerIds: [owner] });
  });

export const commandCalls = (wires: readonly Wire[], token: string): string[] =>
  wires.map(({ value }) => post('/v1/commands', token, 'application/cloudevents+json', value.toString()));

function wire(type: string, workspaceId: string, data: object): Wire {
  const event = { specversion: '1.0', id: randomUUID(), source: '/bench', type, subject: workspaceId, data };
  return { key: workspaceId, value: Buffer.from(JSON.stringify(event)) };
}
