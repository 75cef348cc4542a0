import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CommandResult } from '#contracts';
import { toEpochMs } from '#domain';
import { eventually } from '../support/eventually.js';
import { grantInThePast } from '../support/grant-in-the-past.js';
import { LogCopy } from '../support/log-copy.js';
import { temporaryDirectory } from '../support/scene.js';
import { eventStoreUrl, freePort, ServiceUnderTest, tokenFor } from '../support/service-under-test.js';

let directory: string;
let service: ServiceUnderTest;

beforeEach(async () => {
  directory = await temporaryDirectory('expiry');
  service = await ServiceUnderTest.prepare({ directory, port: await freePort() });
});

afterEach(async () => {
  await service.stop('SIGKILL');
  await rm(directory, { recursive: true, force: true });
});

const login = async (commandId: string, workspaceId: string): Promise<CommandResult> => {
  const { body } = await service.command({
    specversion: '1.0',
    id: commandId,
    source: 'urn:test',
    type: 'RecordSupportLogin',
    data: { workspaceId, engineer: { id: 'erin' } },
  });
  return body as CommandResult;
};

type Access = { status: 'none' | 'active'; asOf: string; grant?: { expiresAt: string } };
const access = async (workspaceId: string): Promise<Access> =>
  (await service.get(`/v1/workspaces/${workspaceId}/support-access`)).body as Access;

it('access ends at expiresAt with nobody there to record it', async () => {
  // How long a start takes is not known: of these the first that has a while to go is looked at.
  const from = Date.now();
  const ends = [3_000, 6_000, 12_000, 24_000].map((afterMs) => from + afterMs);
  await grantInThePast(
    eventStoreUrl(directory),
    ends.map((_, n) => `w-${n}`),
    (n) => ends[n]!,
  );
  await service.start({ ROLES: 'api,projections' });
  await eventually('the read models have the grants', async () => (await access('w-3')).status === 'active');
  const n = ends.findIndex((end) => end > Date.now() + 1_000);
  const [workspaceId, expiresAt] = [`w-${n}`, ends[n]!];
  expect(await login('before', workspaceId)).toMatchObject({ outcome: 'accepted' });

  const seen = new Set<string>();
  for (; Date.now() < expiresAt + 300; await sleep(5)) {
    const { status, asOf } = await access(workspaceId);
    seen.add(status);
    // Exact to the millisecond: the instant itself is outside.
    expect({ asOf, status }).toEqual({ asOf, status: toEpochMs(asOf) < expiresAt ? 'active' : 'none' });
  }
  expect([...seen]).toEqual(['active', 'none']);
  const log = await LogCopy.read(eventStoreUrl(directory));
  expect(log.events.filter(({ type }) => type === 'SupportAccessRevoked')).toEqual([]);

  expect(await login('after', workspaceId)).toMatchObject({
    outcome: 'denied',
    code: 'ACCESS_EXPIRED',
    // E2: the first command that meets it records it, and the end of the session that was in it.
    events: [
      { type: 'SupportAccessRevoked' },
      { type: 'SupportSessionEnded' },
      { type: 'SupportAccessDenied' },
    ],
  });
  expect(await login('later', workspaceId)).toMatchObject({
    outcome: 'denied',
    code: 'ACCESS_EXPIRED',
    events: [{ type: 'SupportAccessDenied' }],
  });
});

it('a process that was down over 500 deadlines records each once, soon after its start, with the true lag', async () => {
  const workspaceIds = Array.from({ length: 500 }, (_, n) => `w-${n}`);
  const downSince = Date.now() - 3_600_000;
  const endsAt = (n: number): number => downSince + n * 7_000;
  await grantInThePast(eventStoreUrl(directory), workspaceIds, endsAt);
  await service.start();
  let recorded: Awaited<ReturnType<typeof expiries>> = [];
  // Nothing is appended by others: what nobody looks for at the start would never be recorded.
  await eventually(
    'all are recorded',
    async () => (recorded = await expiries()).length >= workspaceIds.length,
    {
      progress: () => recorded.length,
    },
  );

  expect(recorded.map(({ workspaceId }) => workspaceId).sort()).toEqual([...workspaceIds].sort());
  for (const { workspaceId, expiresAt } of recorded)
    expect(toEpochMs(expiresAt)).toBe(endsAt(Number(workspaceId.slice(2))));
  const trail = '/v1/workspaces/w-0/audit-trail?type=SupportAccessRevoked';
  const auditor = await tokenFor(directory, 'auditor');
  const entries = async (): Promise<Entry[]> =>
    ((await service.get(trail, auditor)).body as { entries: Entry[] }).entries;
  await eventually('the audit trail has it', async () => (await entries()).length > 0);
  const [entry, ...others] = await entries();
  expect(others).toEqual([]);
  expect(entry).toMatchObject({ label: 'Support Access Expired', lagMs: toEpochMs(entry!.at) - endsAt(0) });
});

type Entry = { at: string; label: string; lagMs: number };

async function expiries(): Promise<{ workspaceId: string; at: string; expiresAt: string }[]> {
  const { events } = await LogCopy.read(eventStoreUrl(directory));
  return events.flatMap(({ event }) =>
    event.type === 'SupportAccessRevoked' && event.data.cause === 'expired' ? [event.data] : [],
  );
}
