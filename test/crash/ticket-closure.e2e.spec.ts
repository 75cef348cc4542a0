import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandDoor } from '#commands';
import { systemClock } from '#config';
import type { CommandResult } from '#contracts';
import type { Command } from '#domain';
import { DEFAULT_POLICY } from '#domain';
import { openEventReader, openEventStore } from '#event-store';
import { checkEnds, checkLog } from '../support/check-log.js';
import { LogCopy, workspaceOf } from '../support/log-copy.js';
import { temporaryDirectory } from '../support/scene.js';
import { eventStoreUrl, freePort, ServiceUnderTest, tokenFor } from '../support/service-under-test.js';

const WORKSPACES = Array.from({ length: 200 }, (_, n) => `w-${n}`);
/** Of the events of a closing, how many are in the log at least when the service is killed; each workspace has three. */
const KILLED_AFTER = [1, 150, 450];
const TIMEOUT_MS = 120_000;

let directory: string;
let service: ServiceUnderTest;
let token: string;

beforeEach(async () => {
  directory = await temporaryDirectory('ticket-closure');
  service = await ServiceUnderTest.prepare({ directory, port: await freePort() });
  token = await tokenFor(directory, 'service');
});

afterEach(async () => {
  await service.stop('SIGKILL');
  await rm(directory, { recursive: true, force: true });
});

/** A grant for the ticket in every workspace, and an engineer who is inside. */
async function openEverywhere(ticketId: string): Promise<void> {
  const store = await openEventStore(eventStoreUrl(directory));
  const door = new CommandDoor(store, systemClock, { policy: DEFAULT_POLICY });
  const actor = { id: 'olivia', kind: 'user' as const };
  const open = async (workspaceId: string): Promise<void> => {
    const described = { tier: 'business' as const, forcedSso: false, ownerIds: ['olivia'] };
    const commands: Command[] = [
      { type: 'UpdateWorkspace', data: { workspaceId, ...described } },
      { type: 'GrantSupportAccess', data: { workspaceId, actor, durationMinutes: 60, ticketId } },
      { type: 'RecordSupportLogin', data: { workspaceId, engineer: { id: 'erin' } } },
    ];
    for (const [n, command] of commands.entries())
      await door.execute({ commandId: `open-${ticketId}-${n}`, command, source: { kind: 'http' } });
  };
  await Promise.all(WORKSPACES.map(open));
  await store.close();
}

type Closure = { results: (CommandResult & { repeated?: true })[] };

async function close(ticketId: string): Promise<Closure> {
  const response = await fetch(`${service.url}/v1/tickets/${ticketId}/closures`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'idempotency-key': `close-${ticketId}` },
  });
  const body = (await response.json()) as Closure;
  expect({ status: response.status, body }).toMatchObject({ status: 200 });
  return body;
}

/** Sends the closing and kills the service once so many events of it are in the log. @returns the workspaces that are closed */
async function closeAndKill(ticketId: string, events: number): Promise<string[]> {
  const reader = await openEventReader(eventStoreUrl(directory));
  try {
    const before = await reader.head();
    const closing = close(ticketId).catch(() => undefined);
    for (
      const until = Date.now() + TIMEOUT_MS;
      (await reader.head()) < before + BigInt(events);
      await sleep(1)
    )
      if (Date.now() > until) throw new Error(`nothing is closed:\n${service.output}`);
    await service.stop('SIGKILL');
    await closing;
  } finally {
    await reader.close();
  }
  return closedIn(await LogCopy.read(eventStoreUrl(directory)), ticketId);
}

const closedIn = (log: LogCopy, ticketId: string): string[] =>
  log.events
    .filter(({ event }) => event.type === 'SupportTicketClosed' && event.data.ticketId === ticketId)
    .map(workspaceOf);

it(
  'a ticket that 200 workspaces name is closed in each once, however often the service is killed before it has answered',
  async () => {
    const cut: number[] = [];
    for (const [round, events] of KILLED_AFTER.entries()) {
      const ticketId = `T-${round}`;
      await openEverywhere(ticketId);
      await service.start();
      const closed = await closeAndKill(ticketId, events);
      cut.push(closed.length);

      await service.start();
      const { results } = await close(ticketId);
      const repeated = results.filter((result) => result.repeated).map(({ workspaceId }) => workspaceId);
      expect(repeated.sort()).toEqual(closed.sort());
      expect(new Set(results.map(({ commandId, outcome }) => `${commandId} ${outcome}`))).toEqual(
        new Set([`close-${ticketId} accepted`]),
      );
      const all = [...WORKSPACES].sort();
      expect(results.map(({ workspaceId }) => workspaceId).sort()).toEqual(all);
      expect((await close(ticketId)).results.every((result) => result.repeated)).toBe(true);

      expect(await service.stop('SIGTERM')).toBe(0);
      const log = await LogCopy.read(eventStoreUrl(directory));
      expect([...checkLog(log), ...checkEnds(log)]).toEqual([]);
      expect(closedIn(log, ticketId).sort()).toEqual(all);
      for (const workspaceId of WORKSPACES)
        expect(log.commands.get(`${workspaceId}/close-${ticketId}`)!.events.map(({ type }) => type)).toEqual([
          'SupportTicketClosed',
          'SupportAccessRevoked',
          'SupportSessionEnded',
        ]);
    }
    // It was killed in the middle, or it proved nothing.
    expect(cut.filter((count) => count > 0 && count < WORKSPACES.length)).not.toEqual([]);
  },
  3 * TIMEOUT_MS,
);
