import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KnownCheckpoint, Verification } from '#evidence';
import { verifyLog } from '#evidence';
import { openEventReader, openEventStore } from '#event-store';
import { checkpointAt } from '../../libs/evidence/spec/bundles.js';
import { historyOf } from '../../libs/evidence/spec/history.js';
import { signerOf } from '../../libs/evidence/spec/keys.js';
import { describeWith } from '../engines/engines.js';

const signer = signerOf('log.example/acme');
const log = historyOf(Array.from({ length: 60 }, (_, i) => `w${i % 4}`));
const CHECKPOINTS = [20, 40, 60];
/** Checkpoints are kept in the same table. */
const EVENTS = "type <> 'CheckpointMade'";

describeWith(['sqlite3'], 'A store edited with the sqlite3 shell behind the service’s back', () => {
  const directory = mkdtempSync(join(tmpdir(), 'edited-store-'));
  const genuine = join(directory, 'genuine.db');
  afterAll(() => rmSync(directory, { recursive: true }));

  beforeAll(async () => {
    const store = await openEventStore(`sqlite:${genuine}`);
    for (const { event, stream, revision, ...encoded } of log) {
      await store.append(stream, revision === 0 ? 'empty' : revision - 1, [
        { ...encoded, type: event.type, commandId: `c${encoded.index}` },
      ]);
      const made = CHECKPOINTS.indexOf(encoded.index + 1);
      if (made >= 0)
        await store.appendCheckpoint(
          made === 0 ? 'empty' : made - 1,
          await checkpointAt(log, CHECKPOINTS[made]!, signer),
        );
    }
    await store.close();
  });

  const verifyAfter = async (
    sql: string,
    knownCheckpoints: KnownCheckpoint[] = [],
  ): Promise<Verification> => {
    const file = join(directory, 'edited.db');
    copyFileSync(genuine, file);
    const triggers = sqlite(file, "SELECT name FROM sqlite_schema WHERE type = 'trigger'").trim().split('\n');
    sqlite(file, `${triggers.map((name) => `DROP TRIGGER ${name};`).join('')} ${sql}`);
    const reader = await openEventReader(`sqlite:${file}`);
    try {
      return await verifyLog(reader, {
        origin: 'log.example/acme',
        vkeys: [signer.verifierKey],
        knownCheckpoints,
      });
    } finally {
      await reader.close();
    }
  };

  it('is whole as long as nothing is edited', async () => {
    expect(await verifyAfter('SELECT 1')).toMatchObject({ verdict: 'whole', events: 60 });
  });

  it('refuses an edit as long as its triggers are there', () => {
    expect(() => sqlite(genuine, "UPDATE events SET data = '{}'")).toThrow('never changed');
  });

  const of = (index: number): string => `WHERE id = '${log[index]!.id}'`;
  const where = (index: number) => ({ index, stream: log[index]!.stream, revision: log[index]!.revision });
  it.each([
    [
      'who logged in',
      `UPDATE events SET data = replace(data, '"eve"', '"bob"') ${of(10)}`,
      'CHAIN_BROKEN',
      where(10),
    ],
    [
      'when',
      `UPDATE events SET metadata = replace(metadata, '09:00', '08:00') ${of(31)}`,
      'CHAIN_BROKEN',
      where(31),
    ],
    ['a type', `UPDATE events SET type = 'SupportLogin' ${of(4)}`, 'CHAIN_BROKEN', where(4)],
    ['white space', `UPDATE events SET data = ' ' || data ${of(4)}`, 'CHAIN_BROKEN', where(4)],
    ['under which command', `UPDATE events SET command_id = 'c12' ${of(11)}`, 'COMMAND_CHANGED', where(11)],
    [
      'the key that commands are looked up by',
      `UPDATE events SET command_key = command_key + 1 ${of(11)}`,
      'COMMAND_CHANGED',
      where(11),
    ],
    ['a login away', `DELETE FROM events ${of(12)}`, 'EVENT_MISSING', { stream: log[12]!.stream }],
    ['the last event away', `DELETE FROM events ${of(59)}`, 'TAIL_MISSING', { index: 59 }],
    [
      'the end away',
      `DELETE FROM events WHERE position > 30 AND ${EVENTS}`,
      'TAIL_MISSING',
      { untilIndex: 39 },
    ],
    ['all events away', `DELETE FROM events WHERE ${EVENTS}`, 'TAIL_MISSING', { index: 0 }],
  ])('is found: %s', async (_, sql, kind, place) => {
    expect(await verifyAfter(sql)).toMatchObject({ verdict: 'damaged', damage: { kind, where: place } });
  });

  // The one thing that the store alone cannot show.
  it('is found by a checkpoint that was kept, when the end is away and its checkpoints with it', async () => {
    const cut = 'DELETE FROM events WHERE position > 30';
    const alone = await verifyAfter(cut);
    expect(alone.verdict).toBe('whole');
    expect(alone.notExcluded.join('\n')).toContain('cut off its end together with the checkpoints of it');
    const kept = { name: 'kept.txt', note: await checkpointAt(log, 60, signer) };
    expect(await verifyAfter(cut, [kept])).toMatchObject({
      verdict: 'damaged',
      damage: { kind: 'TAIL_MISSING' },
    });
  });
});

const sqlite = (file: string, sql: string): string =>
  execFileSync('sqlite3', [file, sql], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
