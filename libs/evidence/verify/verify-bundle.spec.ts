import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { streamOf } from '#domain';
import { memorySource } from '../bundle/bundle-source.js';
import { eventLine } from '../bundle/event-line.js';
import {
  CHECKPOINT_FILE,
  EVENTS_FILE,
  MANIFEST_FILE,
  manifestText,
  parseManifest,
} from '../bundle/manifest.js';
import type { Scope } from '../bundle/scope.js';
import { chainOf, ZERO_CHAIN } from '../chain.js';
import { canonicalJson } from '../canonical-json.js';
import { streamOrigin } from '../notes/checkpoint.js';
import type { Files } from '../spec/bundles.js';
import { bundleOf, checkpointAt, digestsOf } from '../spec/bundles.js';
import type { LoggedEvent } from '../spec/history.js';
import { historyOf } from '../spec/history.js';
import { signerOf } from '../spec/keys.js';
import type { KnownCheckpoint } from './verification.js';
import { verifyBundle } from './verify-bundle.js';

const signer = signerOf('log.example/acme');
const vkeys = [signer.verifierKey];
const TURNS = Array.from({ length: 30 }, (_, i) => `w${((i * i) % 7) % 3}`);
const log = historyOf(TURNS);
const w1 = log.filter(({ stream }) => stream === 'supportAccess-w1');

const verify = (files: Files, knownCheckpoints: KnownCheckpoint[] = []) =>
  verifyBundle(memorySource(files), { vkeys, knownCheckpoints });
const of = (scope: Scope, events: readonly LoggedEvent[], treeSize?: number) =>
  bundleOf({ scope, events, log, signer, ...(treeSize === undefined ? {} : { treeSize }) });

const grant = w1[1]!;
const { grantId } = grant.event.data as { grantId: string };
const GRANT: Scope = { kind: 'grant', workspaceId: 'w1', grantId };
const SPAN: Scope = {
  kind: 'span',
  by: 'time',
  from: '2026-11-02T09:00:05.000Z',
  to: '2026-11-02T09:00:12.000Z',
};

const WHOLE: [string, Scope, readonly LoggedEvent[]][] = [
  ['the log', { kind: 'log' }, log],
  ['an empty log', { kind: 'log' }, []],
  ['one workspace', { kind: 'workspace', workspaceId: 'w1' }, w1],
  ['a workspace without events', { kind: 'workspace', workspaceId: 'w9' }, []],
  ['a span of time', SPAN, log.slice(5, 12)],
  ['a span of positions', { kind: 'span', by: 'position', after: '12' }, log.slice(12)],
  ['a span without events', { kind: 'span', by: 'position', after: '99' }, []],
  ['a grant', GRANT, w1.slice(1, 6)],
];

describe('a whole bundle', () => {
  it.each(WHOLE)('of %s is found whole', async (_, scope, events) => {
    const made = await bundleOf({ scope, events, log: events.length === 0 ? [] : log, signer });
    const result = await verify(made);
    expect(result).toMatchObject({
      verdict: 'whole',
      events: events.length,
      scope,
      origin: 'log.example/acme',
    });
    expect(result.proven.length).toBeGreaterThan(0);
    expect(result.notExcluded.length).toBeGreaterThan(2);
  });

  it('is read from a folder', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'bundle-'));
    for (const [name, bytes] of await of({ kind: 'log' }, log)) await writeFile(join(directory, name), bytes);
    expect(await verifyBundle(directory, { vkeys })).toMatchObject({ verdict: 'whole', events: 30 });
    await rm(directory, { recursive: true });
  });
});

it('says of a workspace that its checkpoint is of today, unless one was kept', async () => {
  const files = await of({ kind: 'workspace', workspaceId: 'w1' }, w1);
  expect((await verify(files)).notExcluded.join()).toContain('had not been cut off by then');
  const origin = streamOrigin(signer.name, streamOf('w1'));
  const kept = { name: 'w1.txt', note: await checkpointAt(w1, 4, signer, origin) };
  expect((await verify(files, [kept])).notExcluded.join()).not.toContain('had not been cut off by then');
});

it('names the events that the checkpoint does not cover', async () => {
  const result = await verify(await of({ kind: 'log' }, log, 20));
  expect(result).toMatchObject({ verdict: 'whole', uncovered: { fromIndex: 20, count: 10 } });
  expect(result.notExcluded.join()).toContain('The last 10 events (from line 21 on)');
});

describe('a checkpoint that was kept', () => {
  const known = async (size: number, of = log): Promise<KnownCheckpoint> => ({
    name: `kept-${size}.txt`,
    note: await checkpointAt(of, size, signer),
  });

  it('is told to be of the same history', async () => {
    const result = await verify(await of({ kind: 'log' }, log), [await known(12), await known(3)]);
    expect(result.verdict).toBe('whole');
    expect(result.proven.join()).toContain('kept-3.txt (3 events), kept-12.txt (12 events)');
  });

  it('covers more than the bundle’s own', async () => {
    const result = await verify(await of({ kind: 'log' }, log, 20), [await known(25)]);
    expect(result).toMatchObject({ verdict: 'whole', uncovered: { fromIndex: 25, count: 5 } });
  });

  it('shows an end that was cut off together with the checkpoint', async () => {
    const cut = await bundleOf({
      scope: { kind: 'log' },
      events: log.slice(0, 20),
      log: log.slice(0, 20),
      signer,
    });
    expect((await verify(cut)).verdict).toBe('whole');
    expect(await verify(cut, [await known(25)])).toMatchObject({
      verdict: 'damaged',
      damage: { kind: 'TAIL_MISSING', where: { index: 20, untilIndex: 24 } },
    });
  });

  it('shows a history that was forked and signed again, and after which event', async () => {
    const fork = [...log.slice(0, 10), ...historyOf(TURNS, 'fork').slice(10)];
    const forked = historyOf(TURNS, 'fork');
    const files = await bundleOf({ scope: { kind: 'log' }, events: forked, log: forked, signer });
    expect((await verify(files)).verdict).toBe('whole');
    expect(fork.length).toBe(30);
    expect(await verify(files, [await known(0), await known(12)])).toMatchObject({
      verdict: 'damaged',
      damage: { kind: 'FORKED', where: { index: 0, untilIndex: 11 } },
    });
  });

  it('of a workspace is compared with that workspace', async () => {
    const origin = streamOrigin(signer.name, streamOf('w1'));
    const kept = { name: 'w1.txt', note: await checkpointAt(w1, 4, signer, origin) };
    const same = await of({ kind: 'workspace', workspaceId: 'w1' }, w1);
    expect((await verify(same, [kept])).proven.join()).toContain('w1.txt (4 events)');
    const result = await verify(await of({ kind: 'log' }, log), [kept]);
    expect(result.notExcluded.join()).toContain('not compared: w1.txt (4 events)');
    const cut = await of({ kind: 'workspace', workspaceId: 'w1' }, w1.slice(0, 3));
    expect(await verify(cut, [kept])).toMatchObject({ damage: { kind: 'TAIL_MISSING' } });
  });

  it('that nobody can read leaves the question open', async () => {
    const note = await checkpointAt(log, 12, signerOf('log.example/acme', 7));
    expect(await verify(await of({ kind: 'log' }, log), [{ name: 'other.txt', note }])).toMatchObject({
      verdict: 'unknown',
      doubt: { kind: 'KNOWN_CHECKPOINT_UNREADABLE' },
    });
  });

  it('of the same size as a selection’s is compared with it', async () => {
    const files = await of(GRANT, w1.slice(1, 6));
    expect((await verify(files, [await known(30)])).proven.join()).toContain('kept-30.txt');
    expect((await verify(files, [await known(12)])).notExcluded.join()).toContain(
      'same history as that of kept-12.txt',
    );
    expect(await verify(files, [await known(30, historyOf(TURNS, 'fork'))])).toMatchObject({
      damage: { kind: 'FORKED' },
    });
  });
});

describe('says where', () => {
  it('of a line whose event was changed', async () => {
    const files = await of({ kind: 'log' }, log);
    const text = files.get(EVENTS_FILE)!.toString();
    const lines = text.split('\n');
    lines[16] = lines[16]!.replace('"kind":"http"', '"kind":"saga"');
    files.set(EVENTS_FILE, Buffer.from(lines.join('\n')));
    const { stream, revision } = log[16]!;
    expect(await verify(files)).toMatchObject({
      verdict: 'damaged',
      proven: [],
      damage: { kind: 'CHAIN_BROKEN', where: { file: EVENTS_FILE, line: 17, index: 16, stream, revision } },
    });
  });

  it('of a file that its manifest does not know, although it is whole', async () => {
    const files = await of({ kind: 'log' }, log, 20);
    files.set(CHECKPOINT_FILE, Buffer.from(await checkpointAt(log, 20, signerOf('log.example/acme'))));
    const manifest = parseManifest(files.get(MANIFEST_FILE)!.toString());
    const other = { ...manifest.files, [EVENTS_FILE]: '0'.repeat(64) };
    files.set(MANIFEST_FILE, Buffer.from(manifestText({ ...manifest, files: other })));
    expect(await verify(files)).toMatchObject({
      damage: { kind: 'FILE_CHANGED', where: { file: EVENTS_FILE } },
    });
  });
});

describe('a file that is none of the bundle’s', () => {
  it.each([
    ['in memory', 'events-2.ndjson'],
    ['proofs beside a whole log', 'proofs.ndjson'],
  ])('is named, and the bundle is not whole: %s', async (_, file) => {
    const files = await of({ kind: 'log' }, log);
    files.set(file, Buffer.from('{}\n'));
    expect(await verify(files)).toMatchObject({
      verdict: 'damaged',
      damage: { kind: 'FILE_UNKNOWN', where: { file }, message: expect.stringContaining(file) },
    });
  });

  it('is found in a directory, hidden or not, and a directory as well', async () => {
    for (const name of ['.notes', 'more']) {
      const directory = await mkdtemp(join(tmpdir(), 'bundle-'));
      for (const [file, bytes] of await of(GRANT, w1.slice(1, 6)))
        await writeFile(join(directory, file), bytes);
      await mkdir(join(directory, name));
      expect(await verifyBundle(directory, { vkeys })).toMatchObject({
        damage: { kind: 'FILE_UNKNOWN', where: { file: name } },
      });
      await rm(directory, { recursive: true });
    }
  });

  it('is told after damage to the evidence itself', async () => {
    const files = await of({ kind: 'log' }, log);
    files.set('notes.txt', Buffer.from('x'));
    files.set(EVENTS_FILE, files.get(EVENTS_FILE)!.subarray(0, -1));
    expect(await verify(files)).toMatchObject({ damage: { kind: 'LINE_MALFORMED' } });
  });
});

// Decoded with replacement characters the two would be the same text, and have the same chain.
it('tells bytes that are no UTF-8 from the character that stands for such', async () => {
  const strange = historyOf(['w1']);
  const dataJson = canonicalJson({ workspaceId: 'w1', name: 'a\ufffdb' });
  const event = { ...strange[0]!, dataJson };
  const events = [{ ...event, chain: chainOf(ZERO_CHAIN, event) }];
  const files = await bundleOf({ scope: { kind: 'log' }, events, log: events, signer });
  expect((await verify(files)).verdict).toBe('whole');
  const bytes = files.get(EVENTS_FILE)!;
  const at = bytes.indexOf('\ufffd');
  files.set(EVENTS_FILE, Buffer.concat([bytes.subarray(0, at), Buffer.of(0xff), bytes.subarray(at + 3)]));
  expect(await verify(files)).toMatchObject({ damage: { kind: 'LINE_MALFORMED', where: { line: 1 } } });
});

// Its leaves are the same: only the name of the key tells them apart.
it('does not take a workspace’s checkpoint for that of a whole log', async () => {
  const origin = streamOrigin(signer.name, streamOf('w1'));
  const files = await of({ kind: 'workspace', workspaceId: 'w1' }, w1);
  const manifest = { origin, scope: { kind: 'log' } as const, count: w1.length, treeSize: w1.length };
  files.set(
    MANIFEST_FILE,
    Buffer.from(
      manifestText({ ...manifest, createdAt: '2026-11-22T12:00:00.000Z', files: digestsOf(files) }),
    ),
  );
  expect(await verify(files)).toMatchObject({ verdict: 'unknown', doubt: { kind: 'UNKNOWN_KEY' } });
});

it('says that a checkpoint of an empty log covers nothing', async () => {
  expect(await verify(await of({ kind: 'log' }, log, 0))).toMatchObject({
    verdict: 'unknown',
    doubt: { kind: 'NOTHING_SIGNED' },
  });
});

it('does not judge a bundle of a later release', async () => {
  const files = await of({ kind: 'log' }, log);
  const later = files.get(MANIFEST_FILE)!.toString().replace('"version":1', '"version":2');
  files.set(MANIFEST_FILE, Buffer.from(later));
  expect(await verify(files)).toMatchObject({ verdict: 'unknown', doubt: { kind: 'UNKNOWN_VERSION' } });
});

it('gives no verdict when it is stopped', async () => {
  const stopped = AbortSignal.abort();
  const run = verifyBundle(memorySource(await of({ kind: 'log' }, log)), {
    vkeys,
    onProgress: () => stopped.throwIfAborted(),
  });
  await expect(run).rejects.toThrow(stopped.reason);
});

it('cannot tell when a folder cannot be read', async () => {
  const file = join(await mkdtemp(join(tmpdir(), 'bundle-')), 'file');
  await writeFile(file, '');
  expect(await verifyBundle(file, { vkeys })).toMatchObject({
    verdict: 'unknown',
    doubt: { kind: 'UNREADABLE' },
  });
});

it('finds no bundle where there is no manifest', async () => {
  expect(await verify(new Map())).toMatchObject({
    damage: { kind: 'FILE_MISSING', where: { file: MANIFEST_FILE } },
  });
});

it('writes an event whose metadata is out of the ordinary as RFC 8785 has it', () => {
  const metadataJson = '{"a":1,"causationId":"x\\"y","source":{}}';
  const line = eventLine({ ...log[0]!, metadataJson });
  expect(line).toContain(`"metadata":{"a":1,"causationId":"x\\"y","chain":"${log[0]!.chain}","source":{}}`);
});
