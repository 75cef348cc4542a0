import { randomBytes } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { CommandDoor } from '#commands';
import type { Command } from '#domain';
import type { EventReader } from '#event-store';
import { LOG_START, openEventReader, openEventStore } from '#event-store';
import type { ReadModels } from '#read-models';
import { openReadModels } from '#read-models';
import type { LogTree } from '#evidence';
import { openLogTree } from '#evidence';
import { DamageWatch } from '../../apps/service/workers/evidence/damage-watch.js';
import { verifiedLogDoor } from '../../apps/service/workers/evidence/verified-log-door.js';
import { LogVerification } from '../../apps/service/workers/projections/log-verification.js';
import { clock, describeIt, grantIt, policy } from './olivias-commands.js';

// A file that was edited behind the service's back, at places that were folded long before: nobody reads them again but the
// door, when a command comes, and the verification in the background. Acme is edited, globex goes on.

const loginTo = (workspaceId: string): Command => ({
  type: 'RecordSupportLogin',
  data: { workspaceId, engineer: { id: 'erin' } },
});

const silent = { error: () => undefined };

let directory: string;
let file: string;
let reader: EventReader;
let models: ReadModels;
let tree: LogTree;
const lines: string[] = [];
let sent = 0;

const send = async (...commands: Command[]) => {
  const store = await openEventStore(`sqlite:${file}`);
  const watch = new DamageWatch(models.queries, silent);
  await watch.look();
  const door = verifiedLogDoor(
    new CommandDoor(store, clock, { policy }),
    () => undefined,
    (stream) => watch.refuse(stream),
  );
  try {
    const outcomes = [];
    for (const command of commands) {
      const envelope = { commandId: `c${++sent}`, command, source: { kind: 'http' as const } };
      outcomes.push(
        await door.execute(envelope).then(
          ({ result }) => result.outcome,
          (error: unknown) => (error as { code?: string }).code,
        ),
      );
    }
    return outcomes;
  } finally {
    await store.close();
  }
};

async function fold(): Promise<void> {
  const { position } = await models.bookmark();
  for await (const page of reader.readAll(position)) {
    await tree.apply(page, page.at(-1)!.position);
    await models.apply(page, page.at(-1)!.position);
  }
}

async function edit(sql: string): Promise<void> {
  await reader.close();
  const db = new Database(file);
  const triggers = db
    .prepare<[], { name: string; sql: string }>("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
    .all();
  for (const { name } of triggers) db.exec(`DROP TRIGGER ${name}`);
  db.exec(sql);
  for (const trigger of triggers) db.exec(trigger.sql);
  db.close();
  reader = await openEventReader(`sqlite:${file}`);
}

const verification = () =>
  new LogVerification({
    reader,
    models,
    tree,
    verifyHours: 24,
    say: (message) => void (message.kind === 'log' && lines.push(message.message)),
  });

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'damaged-log-'));
  file = join(directory, 'events.db');
  models = await openReadModels(`sqlite:${join(directory, 'read-models.db')}`);
  await send(...['acme', 'globex'].flatMap((id) => [describeIt(id), grantIt(id), loginTo(id)]));
  reader = await openEventReader(`sqlite:${file}`);
  tree = await openLogTree(`sqlite:${join(directory, 'read-models.db')}`);
  await fold();
});
afterEach(async () => {
  await tree.close();
  await models.close();
  await reader.close();
  rmSync(directory, { recursive: true });
});

const of = (workspaceId: string, revision: number): string =>
  `WHERE stream_id = (SELECT stream_id FROM streams WHERE name = 'supportAccess-${workspaceId}') AND revision = ${revision}`;
const FAR = `data = replace(data, '"expiresAt":"2026', '"expiresAt":"2099')`;

it.each<[string, string, number]>([
  ['the end of a grant in 2099', `UPDATE events SET ${FAR} ${of('acme', 1)}`, 1],
  ['a row removed', `DELETE FROM events ${of('acme', 1)}`, 1],
  ['the last row removed', `DELETE FROM events ${of('acme', 2)}`, 2],
  ['the whole stream removed', `DELETE FROM events ${of('acme', 0).replace('= 0', '>= 0')}`, 0],
  [
    'a row put in',
    `INSERT INTO events (stream_id, revision, id, type, data, metadata, chain, command_id, command_key)
     SELECT stream_id, 3, 'x', type, data, metadata, chain, command_id, command_key FROM events ${of('acme', 2)}`,
    3,
  ],
  ['a command id edited', `UPDATE events SET command_id = 'other' ${of('acme', 1)}`, 1],
])('found in the background, in its workspace alone: %s', async (_, sql, revision) => {
  await edit(sql);
  await verification().verifyAll(new AbortController().signal);
  expect(await models.queries.damages(10)).toMatchObject([{ workspaceId: 'acme', revision }]);
  expect(lines.at(-1)).toMatch(/^verified the whole log: .* 1 damaged workspaces$/);
  await reader.close();
  expect(await send(loginTo('acme'), loginTo('globex'))).toEqual(['LOG_DAMAGED', 'accepted']);
  reader = await openEventReader(`sqlite:${file}`);
  await fold();
  const trail = await models.queries.auditTrail({ workspaceId: 'globex', asAuditor: true });
  expect(trail.entries).toHaveLength(4);
});

it('found before anything is signed, at the start: two workspaces whose streams were swapped', async () => {
  await edit(`UPDATE streams SET name = 'x' WHERE name = 'supportAccess-acme';
              UPDATE streams SET name = 'supportAccess-acme' WHERE name = 'supportAccess-globex';
              UPDATE streams SET name = 'supportAccess-globex' WHERE name = 'x';`);
  const errors: unknown[] = [];
  const watch = new DamageWatch(models.queries, {
    error: (facts: unknown) => void errors.push(facts),
  } as never);
  expect(await watch.obstacle(LOG_START)).toBeUndefined();
  const stopping = new AbortController();
  const checking = verification();
  const running = checking.run(stopping.signal);
  while (!checking.report.isChecked) await new Promise((resolve) => setTimeout(resolve, 5));
  stopping.abort();
  await running;
  expect(await watch.obstacle(LOG_START)).toMatch(/workspace acme and 1 more is damaged from revision 0 on/);
  await watch.look();
  expect(errors).toMatchObject([{ stream: 'supportAccess-acme' }, { stream: 'supportAccess-globex' }]);
  expect(await watch.obstacle(10_000n)).toBe('the newest events are not checked yet');
});

it('an event of a workspace of its own that was put in among old ones is found by the order of the log', async () => {
  await edit(`UPDATE events SET position = position + 100 WHERE position > 3`);
  const other = join(directory, 'other.db');
  const mine = file;
  file = other;
  await send(describeIt('intruder'));
  file = mine;
  await edit(`ATTACH '${other}' AS other; INSERT INTO streams (name) SELECT name FROM other.streams;
    INSERT INTO events (position, stream_id, revision, id, type, data, metadata, chain, command_id, command_key)
    SELECT 50, (SELECT max(stream_id) FROM main.streams), revision, id, type, data, metadata, chain, command_id, command_key
    FROM other.events`);
  await verification().verifyAll(new AbortController().signal);
  expect(await models.queries.damages(10)).toMatchObject([
    {
      workspaceId: 'intruder',
      revision: 0,
      what: expect.stringContaining('it stands at place 3 of the log'),
    },
  ]);
});

it('a page of the file that was overwritten is found in the workspaces that have events there, and others go on', async () => {
  const fillers = Array.from({ length: 30 }, (_, i) => describeIt(`filler-${i}`));
  await reader.close();
  await send(...fillers, describeIt('hooli'), grantIt('hooli'));
  reader = await openEventReader(`sqlite:${file}`);
  await fold();
  await reader.close();
  overwritePage('events');
  reader = await openEventReader(`sqlite:${file}`);
  await verification().verifyAll(new AbortController().signal);
  const damages = await models.queries.damages(100);
  expect(damages.map(({ workspaceId }) => workspaceId)).toEqual(expect.arrayContaining(['acme', 'globex']));
  expect(damages[0]!.what).toContain('cannot be read');
  await reader.close();
  expect(await send(loginTo('acme'), loginTo('hooli'), describeIt('new'))).toEqual([
    'LOG_DAMAGED',
    'accepted',
    'accepted',
  ]);
  reader = await openEventReader(`sqlite:${file}`);
});

/** Puts random bytes in place of the first page of a table's rows. */
function overwritePage(table: string): void {
  const db = new Database(file);
  db.pragma('wal_checkpoint(TRUNCATE)');
  const bytes = db.pragma('page_size', { simple: true }) as number;
  const page = db
    .prepare<[string], number>("SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY path")
    .pluck()
    .get(table)!;
  db.close();
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, randomBytes(bytes), 0, bytes, (page - 1) * bytes);
  closeSync(descriptor);
}

it('a whole log is verified, and nothing is in the way of a signature', async () => {
  await verification().verifyAll(new AbortController().signal);
  expect(lines.at(-1)).toBe('verified the whole log: 6 events, no damage');
  expect(await models.queries.damages(10)).toEqual([]);
});
