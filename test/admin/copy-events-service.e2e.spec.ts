import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sizeOfNote } from '#evidence';
import type { DoubleProcess } from '../doubles/eventstoredb/double-process.js';
import { startDoubleProcess } from '../doubles/eventstoredb/double-process.js';
import { LogLives } from '../e2e/log-lives.contract.js';
import type { Directory, Json, ServiceProcess } from '../e2e/service-process.js';
import { temporaryDirectory } from '../e2e/service-process.js';
import { admin } from '../support/admin.js';
import { checkLog } from '../support/check-log.js';
import { LogCopy } from '../support/log-copy.js';

const TRAIL = '/v1/workspaces/acme/audit-trail?limit=1';

let directory: Directory;
let server: DoubleProcess;
let lives: LogLives;

const at = (name: string): string => join(directory.path, name);
const file = (name: string): string => `sqlite:${at(name)}`;

/** A service on that store; what it folds is kept under a name. */
const on = (eventStoreUrl: string, readModels: string): LogLives =>
  new LogLives({
    EVENT_STORE_URL: eventStoreUrl,
    READ_MODEL_URL: file(`${readModels}/read-models.db`),
    DEV_KEYS_DIR: at('keys'),
    EVIDENCE_ORIGIN: 'log.example/moved',
    CHECKPOINT_SECONDS: '3600',
    PORT: '0',
  });

beforeAll(async () => {
  directory = await temporaryDirectory();
  server = await startDoubleProcess();
});
afterEach(() => lives.end());
afterAll(async () => {
  await server.close();
  await directory.remove();
});

async function sent(service: ServiceProcess, id: string, type: string, data: object): Promise<Json> {
  const { status, body } = await service.command(id, type, { workspaceId: 'acme', ...data });
  expect({ status, body }).toMatchObject({ status: 200 });
  return body;
}

const grant = (service: ServiceProcess, id: string): Promise<Json> =>
  sent(service, id, 'GrantSupportAccess', { actor: { id: 'olivia' }, durationMinutes: 60 });

async function copied(from: string, to: string): Promise<void> {
  const { code, stderr } = await admin(['copy-events', '--from', from, '--to', to]);
  expect([code, stderr]).toEqual([0, expect.any(String)]);
}

/** What clients have of a log: every position, and the cursor of a list. */
async function placesOf(service: ServiceProcess): Promise<{ positions: string[]; cursor: string }> {
  const { body } = await service.get('/v1/events?limit=1000', service.token('auditor'));
  const trail = await service.get(TRAIL, service.token('auditor'));
  return { positions: body.events.map(({ position }: Json) => position), cursor: trail.body.next };
}

/** A 400 that says so, from each way in which a client goes on from where it was. */
async function expectUnknown(
  service: ServiceProcess,
  { positions, cursor }: { positions: string[]; cursor: string },
): Promise<void> {
  const auditor = service.token('auditor');
  const stream = { Accept: 'text/event-stream' };
  const unknown = { status: 400, body: { code: 'POSITION_UNKNOWN' } };
  expect(positions.length).toBeGreaterThan(4);
  for (const position of positions) {
    expect(await service.get(`/v1/events?after=${position}`, auditor)).toMatchObject(unknown);
    const resumed = { ...stream, 'Last-Event-ID': position };
    expect(await service.get('/v1/events', auditor, resumed)).toMatchObject(unknown);
  }
  expect(await service.get(`${TRAIL}&cursor=${cursor}`, auditor)).toMatchObject(unknown);
}

/** One story, a chapter a test: a log's years in a file, on a server, and in a file again. */
describe('a log that is moved', () => {
  let granted: Json;
  let kept: string;
  let old: Awaited<ReturnType<typeof placesOf>>;

  it('is written and signed in a file', async () => {
    lives = on(file('events.db'), 'embedded');
    const service = await lives.start();
    const workspace = { tier: 'business', forcedSso: false, ownerIds: ['olivia'] };
    await sent(service, 'c-workspace', 'UpdateWorkspace', workspace);
    granted = await grant(service, 'c-grant');
    await sent(service, 'c-login', 'RecordSupportLogin', { engineer: { id: 'erin' } });
    // Two events in one append.
    await sent(service, 'c-sso', 'UpdateWorkspace', { ...workspace, forcedSso: true });
    await sent(service, 'c-open', 'UpdateWorkspace', workspace);
    old = await placesOf(service);
    expect(await service.stop()).toBe(0);
    kept = (await lives.notes()).at(-1)!;
    expect(sizeOfNote(kept)).toBe(7);
    await copied(file('events.db'), server.url);
  });

  it('goes on where it was on a server, and repeats what was asked before', async () => {
    lives = on(server.url, 'cluster');
    const service = await lives.start();
    expect(await grant(service, 'c-grant')).toEqual({
      ...granted,
      position: expect.any(String),
      repeated: true,
    });
    const again = await grant(service, 'c-grant-again');
    expect(again).toMatchObject({ outcome: 'accepted', events: [{ revision: 7 }] });
    const { body } = await service.get('/v1/workspaces/acme/support-access', service.token('owner'));
    expect(body).toMatchObject({ status: 'active' });
    await expectUnknown(service, old);
    // Its own places it knows.
    const own = await placesOf(service);
    const after = await service.get(`/v1/events?after=${own.positions[6]}`, service.token('auditor'));
    expect(after.body).toMatchObject({ events: [{ id: again.events[0].id }], caughtUp: true });
    const next = await service.get(`${TRAIL}&cursor=${own.cursor}`, service.token('auditor'));
    expect(next.status).toBe(200);
    old = own;
    expect(await service.stop()).toBe(0);
    const notes = await lives.notes();
    expect(notes[0]).toBe(kept);
    expect(notes.map(sizeOfNote)).toEqual([7, 8]);
    expect(checkLog(await LogCopy.read(server.url))).toEqual([]);
  });

  it('has in a new bundle what was signed before it was moved', async () => {
    const { env } = on(server.url, 'cluster');
    const service = await (lives = on(server.url, 'cluster')).start();
    const vkey = await service.get('/.well-known/support-access-vkey');
    await writeFile(at('vkeys.txt'), String(vkey.body));
    await service.stop();
    await writeFile(at('kept.txt'), kept);
    const exported = await admin(['export', '--format', 'bundle', '--out', at('bundle')], env);
    expect([exported.code, exported.stderr]).toEqual([0, expect.any(String)]);
    const args = ['verify', at('bundle'), '--vkey', at('vkeys.txt'), '--known-checkpoint', at('kept.txt')];
    const { code, stdout } = await admin(args);
    expect([code, stdout.split('\n')[0]]).toEqual([0, 'WHOLE']);
    expect(stdout).toContain('kept.txt');
  });

  it('is refused by a service that still has what was folded from the file', async () => {
    lives = on(server.url, 'embedded');
    const reason = await lives.refusal();
    expect(reason).toMatch(/it was moved to another store|or moved to another store/);
    expect(reason).toContain(at('embedded/read-models.log-tree.db'));
  });

  it('goes back to a file, where the positions of the server are unknown, too', async () => {
    await copied(server.url, file('back/events.db'));
    lives = on(file('back/events.db'), 'back');
    const service = await lives.start();
    await expectUnknown(service, old);
    expect((await placesOf(service)).positions).toHaveLength(8);
    expect(await service.stop()).toBe(0);
    expect((await lives.notes()).map(sizeOfNote)).toEqual([7, 8]);
  });
});
