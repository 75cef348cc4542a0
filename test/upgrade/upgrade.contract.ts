import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { SupportAccessEvent } from '#domain';
import { toEpochMs } from '#domain';
import { LOG_START, openEventReader } from '#event-store';
import { openReadModelQueries } from '#read-models';
import type { Directory } from '../e2e/service-process.js';
import { embedded, ServiceProcess, temporaryDirectory } from '../e2e/service-process.js';
import { admin } from '../support/admin.js';
import { eventually } from '../support/eventually.js';

const LEFT_BEHIND = new URL('release-0.1.0/', import.meta.url);
const EVENTS = 184;

export const leftBehind = async (file: string): Promise<Buffer> =>
  gunzipSync(await readFile(new URL(`${file}.gz`, LEFT_BEHIND)));

/** Where a copy of the old tables is, for one engine; answers the `READ_MODEL_URL`. */
export type PutTables = (directory: string) => Promise<string>;

type Open = { workspaceId: string; grantId: string; expiresAt: string; inside: string[] };

/** The service takes over what release 0.1.0 has left, and records what that release did not. */
export const describeUpgrade = (name: string, putTables: PutTables): void =>
  describe(`an upgrade in place from 0.1.0, with the read models on ${name}`, () => {
    let directory: Directory;
    let env: Record<string, string>;
    let service: ServiceProcess;
    let events: SupportAccessEvent[];

    beforeAll(async () => {
      directory = await temporaryDirectory();
      env = {
        ...embedded(directory.path),
        EVIDENCE_ORIGIN: 'support-access.example/upgrade',
        EVIDENCE_SIGNING_KEY: fileURLToPath(new URL('evidence-signing-key.pem', LEFT_BEHIND)),
      };
      await writeFile(join(directory.path, 'events.db'), await leftBehind('events.db'));
      env['READ_MODEL_URL'] = await putTables(directory.path);
      service = await ServiceProcess.start(env);
      await eventually('the end of every session that is over is recorded', async () => {
        events = await eventsOf(env['EVENT_STORE_URL']!);
        const now = Date.now();
        const ended = new Set(
          events.flatMap(({ type, data }) => (type === 'SupportSessionEnded' ? data.sessionId : [])),
        );
        // One that was live when the log was left is over by now, or soon.
        return events.every(
          ({ type, data }) =>
            type !== 'SupportLogin' || toEpochMs(data.sessionExpiresAt) > now || ended.has(data.sessionId),
        );
      });
    });
    afterAll(async () => {
      await service.stop();
      await directory.remove();
    });

    it('records the end of every session late, and says when it was over in fact', () => {
      const grants = new Map<string, number>();
      for (const { type, data } of events.slice(0, EVENTS)) {
        if (type === 'SupportAccessGranted') grants.set(data.grantId, toEpochMs(data.expiresAt));
        if (type === 'SupportAccessRevoked')
          grants.set(data.grantId, toEpochMs(data.cause === 'expired' ? data.expiresAt : data.at));
      }
      const begunAt = toEpochMs(
        events.slice(EVENTS).flatMap(({ data }) => ('at' in data ? data.at : []))[0]!,
      );
      const late = events.flatMap((event) => (event.type === 'SupportSessionEnded' ? [event.data] : []));
      expect(new Set(late.map(({ sessionId }) => sessionId)).size).toBe(late.length);
      expect(late.length).toBeGreaterThan(50);
      for (const { grantId, sessionExpiresAt, endedAt, at } of late) {
        expect(toEpochMs(endedAt)).toBe(Math.min(toEpochMs(sessionExpiresAt), grants.get(grantId)!));
        expect(toEpochMs(at)).toBeGreaterThanOrEqual(begunAt);
      }
    });

    it('answers about the past as that release did, from the log and from the read models', async () => {
      const expected = JSON.parse(await readFile(new URL('as-of.json', LEFT_BEHIND), 'utf8')) as {
        at: string;
        open: Open[];
      }[];
      const queries = await openReadModelQueries(env['READ_MODEL_URL']!);
      const workspaces = new Set(events.map(({ data }) => data.workspaceId));
      try {
        for (const { at, open } of expected) {
          const found: Open[] = [];
          for (const workspaceId of [...workspaces].toSorted()) {
            const { grant, sessions } = await queries.currentAccess(workspaceId, toEpochMs(at));
            const inside = sessions.map(({ sessionId }) => sessionId);
            if (grant !== undefined)
              found.push({ workspaceId, grantId: grant.grantId, expiresAt: grant.expiresAt, inside });
          }
          expect({ at, open: found }).toEqual({ at, open });
        }
      } finally {
        await queries.close();
      }
      for (const { at, open } of expected.filter((_, index) => index % 10 === 0)) {
        const { stdout } = await admin(['as-of', at, '--json'], env);
        const { workspaces: found } = JSON.parse(stdout) as { workspaces: AsOf[] };
        expect({ at, open: found.map(toOpen) }).toEqual({ at, open });
      }
    });

    it('leaves a whole log and whole read models', async () => {
      const verified = await admin(['verify'], env);
      expect([verified.code, verified.stdout]).toEqual([0, expect.stringContaining('WHOLE')]);
      const replayed = await admin(['replay'], env);
      expect([replayed.code, replayed.stderr]).toEqual([0, expect.any(String)]);
    });
  });

type AsOf = {
  workspaceId: string;
  grant: { grantId: string; expiresAt: string };
  inside: { sessionId: string }[];
};

const toOpen = ({ workspaceId, grant, inside }: AsOf): Open => ({
  workspaceId,
  grantId: grant.grantId,
  expiresAt: grant.expiresAt,
  inside: inside.map(({ sessionId }) => sessionId),
});

async function eventsOf(url: string): Promise<SupportAccessEvent[]> {
  const reader = await openEventReader(url);
  const events: SupportAccessEvent[] = [];
  try {
    for await (const page of reader.readAll(LOG_START)) events.push(...page.map(({ event }) => event));
  } finally {
    await reader.close();
  }
  return events;
}
