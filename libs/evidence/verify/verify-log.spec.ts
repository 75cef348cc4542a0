import type { EventReader, RecordedCheckpoint } from '#event-store';
import { CHECKPOINT_STREAM } from '#event-store';
import { checkpointAt } from '../spec/bundles.js';
import type { LoggedEvent } from '../spec/history.js';
import { historyOf, recordedAt } from '../spec/history.js';
import { signerOf } from '../spec/keys.js';
import type { KnownCheckpoint } from './verification.js';
import { verifyLog } from './verify-log.js';

const signer = signerOf('log.example/acme');
const other = signerOf('log.example/acme', 2);
const TURNS = Array.from({ length: 40 }, (_, i) => `w${((i * i) % 11) % 4}`);
const log = historyOf(TURNS);

const recorded = async (sizes: readonly number[], of = log, by = signer): Promise<RecordedCheckpoint[]> =>
  Promise.all(
    sizes.map(async (size, revision) => ({
      revision,
      id: `checkpoint-${revision}`,
      position: 0n,
      note: await checkpointAt(of, size, by),
    })),
  );

/** A store whose pages are small, so that checkpoints fall into their middle and on their borders. */
function readerOf(events: readonly LoggedEvent[], checkpoints: readonly RecordedCheckpoint[]): EventReader {
  const stored = events.map((each, i) => recordedAt(i + 1, each));
  async function* pages<T>(all: readonly T[]): AsyncGenerator<readonly T[]> {
    for (let at = 0; at < all.length; at += 7) yield all.slice(at, at + 7);
  }
  return {
    readAll: () => pages(stored),
    readCheckpoints: () => pages(checkpoints),
    lastCheckpoint: async () => checkpoints.at(-1),
  } as Partial<EventReader> as EventReader;
}

const verify = async (
  events: readonly LoggedEvent[],
  checkpoints: readonly RecordedCheckpoint[],
  knownCheckpoints: readonly KnownCheckpoint[] = [],
  vkeys = [signer.verifierKey],
) => verifyLog(readerOf(events, checkpoints), { origin: 'log.example/acme', vkeys, knownCheckpoints });

const SIZES = [0, 1, 7, 8, 8, 21, 33, 40];

it('finds a store whole, and says what that means', async () => {
  const result = await verify(log, await recorded(SIZES), [
    { name: 'kept.txt', note: await checkpointAt(log, 14, signer) },
  ]);
  expect(result).toMatchObject({ verdict: 'whole', events: 40, checkpoint: { size: 40 } });
  expect(result.uncovered).toBeUndefined();
  expect(result.proven.join()).toContain('The 8 checkpoints recorded in the store');
  expect(result.proven.join()).toContain('kept.txt (14 events)');
});

it('names the events that no checkpoint covers', async () => {
  const result = await verify(log, await recorded([5, 30]));
  expect(result).toMatchObject({ verdict: 'whole', uncovered: { fromIndex: 30, count: 10 } });
});

it('takes the checkpoints of a key that was replaced', async () => {
  const both = [...(await recorded([5])), ...(await recorded([9, 20], log, other))].map((each, revision) => ({
    ...each,
    revision,
  }));
  const keys = [other.verifierKey, signer.verifierKey];
  expect((await verify(log, both, [], keys)).verdict).toBe('whole');
  expect(await verify(log, both)).toMatchObject({ verdict: 'unknown', doubt: { kind: 'UNKNOWN_KEY' } });
});

const changed = (at: number, change: Partial<LoggedEvent>): LoggedEvent[] =>
  log.map((event, i) => (i === at ? { ...event, ...change } : event));
const without = (at: number): LoggedEvent[] => log.filter((_, i) => i !== at);
const { stream, revision } = log[20]!;

describe('finds', () => {
  it.each([
    ['data changed', changed(20, { dataJson: log[20]!.dataJson.replace('2026', '2025') }), 'CHAIN_BROKEN'],
    [
      'metadata changed',
      changed(20, { metadataJson: log[20]!.metadataJson.replace('c20', 'c21') }),
      'CHAIN_BROKEN',
    ],
    ['a chain changed', changed(20, { chain: '0'.repeat(64) }), 'CHAIN_BROKEN'],
    ['an event moved', changed(20, { stream: 'supportAccess-w7' }), 'EVENT_MISSING'],
    [
      'two events exchanged',
      log.map((event, i) => log[i === 20 ? 21 : i === 21 ? 20 : i] ?? event),
      'ROOT_MISMATCH',
    ],
    ['a forked history', historyOf(TURNS, 'fork'), 'ROOT_MISMATCH'],
    ['an end that is missing', log.slice(0, 35), 'TAIL_MISSING'],
  ])('%s', async (_, events, kind) => {
    expect(await verify(events, await recorded(SIZES))).toMatchObject({
      verdict: 'damaged',
      damage: { kind },
    });
  });

  it('where the first event is that was changed', async () => {
    const edited = changed(20, { dataJson: '{}' });
    const result = await verify(edited, await recorded(SIZES));
    expect(result).toMatchObject({ damage: { where: { index: 20, stream, revision, position: '21' } } });
  });

  it('a missing event', async () => {
    const at = log.findIndex((event, i) => i > 20 && event.stream !== stream);
    expect(await verify(without(at), await recorded([40]))).toMatchObject({
      damage: { kind: 'EVENT_MISSING' },
    });
  });

  it('between which checkpoints a history was rewritten', async () => {
    const head = 22;
    const fork = historyOf(TURNS);
    const rewritten = [
      ...fork.slice(0, head),
      ...historyOf([...TURNS.slice(0, head), ...TURNS.slice(head).reverse()]).slice(head),
    ];
    expect(await verify(rewritten, await recorded(SIZES))).toMatchObject({
      damage: { kind: 'ROOT_MISMATCH', where: { index: 21, untilIndex: 32 } },
    });
  });

  it('an end cut off together with its checkpoints, by one that was kept', async () => {
    const cut = log.slice(0, 21);
    const checkpoints = await recorded([7, 21]);
    expect((await verify(cut, checkpoints)).verdict).toBe('whole');
    const kept = [{ name: 'kept.txt', note: await checkpointAt(log, 33, signer) }];
    expect(await verify(cut, checkpoints, kept)).toMatchObject({ damage: { kind: 'TAIL_MISSING' } });
  });

  it('an event id that comes twice', async () => {
    const twice = historyOf([...TURNS, 'w9'], '', { 40: log[3]!.id });
    expect(await verify(twice, await recorded([41], twice))).toMatchObject({
      damage: { kind: 'ID_REPEATED', where: { index: 40 } },
    });
  });

  it('checkpoints that go backwards', async () => {
    expect(await verify(log, await recorded([21, 7]))).toMatchObject({
      damage: { kind: 'CHECKPOINT_ORDER', where: { stream: CHECKPOINT_STREAM, revision: 1 } },
    });
  });

  it('a checkpoint of another log', async () => {
    const checkpoints = await recorded([7]);
    checkpoints[0]!.note = await checkpointAt(log, 7, signer, 'log.example/acme/supportAccess-w1');
    expect(await verify(log, checkpoints)).toMatchObject({ damage: { kind: 'CHECKPOINT_FOREIGN' } });
  });

  it('a checkpoint that was edited', async () => {
    const checkpoints = await recorded([7]);
    checkpoints[0]!.note = checkpoints[0]!.note.replace('\n7\n', '\n8\n');
    expect(await verify(log, checkpoints)).toMatchObject({ damage: { kind: 'CHECKPOINT_INVALID' } });
  });
});

it.each([
  ['there is no checkpoint', log, [] as number[]],
  ['there is only one of an empty log', log, [0]],
  ['there is nothing at all', [], []],
])('cannot tell when %s', async (_, events, sizes) => {
  expect(await verify(events, await recorded(sizes))).toMatchObject({
    verdict: 'unknown',
    doubt: { kind: 'NOTHING_SIGNED' },
  });
});

it('looks at no event and no checkpoint that came while it ran', async () => {
  const checkpoints = await recorded([7, 40]);
  const early = readerOf(log.slice(0, 30), checkpoints);
  early.lastCheckpoint = async () => checkpoints[0];
  const result = await verifyLog(early, { origin: 'log.example/acme', vkeys: [signer.verifierKey] });
  expect(result).toMatchObject({ verdict: 'whole', events: 30, uncovered: { fromIndex: 7, count: 23 } });
});

it('says so when the store does not answer', async () => {
  const reader = readerOf(log, []);
  reader.lastCheckpoint = () =>
    Promise.reject(Object.assign(new Error('down'), { code: 'STORE_UNAVAILABLE' }));
  const result = await verifyLog(reader, { origin: 'log.example/acme', vkeys: [signer.verifierKey] });
  expect(result).toMatchObject({ verdict: 'unknown', doubt: { kind: 'UNREADABLE', message: 'down' } });
});
