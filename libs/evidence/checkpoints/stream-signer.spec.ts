import type { RecordedCheckpoint } from '#event-store';
import { openCheckpoint } from '../notes/checkpoint.js';
import { checkpointAt, treeOf } from '../spec/bundles.js';
import type { LoggedEvent } from '../spec/history.js';
import { historyOf, recordedAt } from '../spec/history.js';
import { privateKeyOf } from '../spec/keys.js';
import { CheckpointKeys } from './checkpoint-keys.js';
import { StreamSigner } from './stream-signer.js';

const keys = new CheckpointKeys('log.example/acme', [privateKeyOf(Buffer.alloc(32, 1))]);
const TURNS = Array.from({ length: 30 }, (_, i) => `w${i % 3}`);
const log = historyOf(TURNS);
const STREAM = 'supportAccess-w1';
const ofStream = (events: readonly LoggedEvent[]) => events.filter(({ stream }) => stream === STREAM);

const stored = (each: LoggedEvent) => recordedAt(each.index + 1, each);

/** @param signed how many events the newest checkpoint is of, undefined for none */
async function sign(
  events: readonly LoggedEvent[],
  { signed, folded = 30 }: { signed?: number; folded?: number },
) {
  const tree = treeOf(log.slice(0, folded));
  const note = signed === undefined ? undefined : await checkpointAt(log, signed, keys.signer);
  const signer = new StreamSigner({
    keys,
    reader: {
      lastCheckpoint: async () => (note === undefined ? undefined : ({ note } as RecordedCheckpoint)),
    },
    tree: {
      nodes: (ids) => tree.nodes(ids),
      position: async () => BigInt(folded),
      indexOf: async (id) => {
        const index = log.findIndex((event) => event.id === id);
        return index < 0 || index >= folded ? undefined : index;
      },
    },
  });
  async function* pages() {
    for (const event of events) yield [stored(event)];
  }
  return openCheckpoint(await signer.sign(STREAM, pages()), keys.verifierKeys);
}

it.each([
  ['the log is signed for to its end', { signed: 30 }],
  ['its newest events are not signed for yet', { signed: 12 }],
  ['its newest events are not in the tree yet', { signed: 12, folded: 20 }],
  ['none of its events is signed for yet', { signed: 1 }],
  ['nothing is signed for yet', {}],
])('signs a stream when %s', async (_, parts) => {
  expect(await sign(ofStream(log), parts)).toMatchObject({ origin: `log.example/acme/${STREAM}`, size: 10 });
});

it('signs what nobody has written to yet', async () => {
  expect(await sign([], { signed: 30 })).toMatchObject({ size: 0 });
});

// Without the log's own checkpoint it would be a stream like any other: its chains are right.
const rewritten = ofStream(historyOf(TURNS, 'again')).map((event, i) => ({
  ...event,
  id: ofStream(log)[i]!.id,
}));
const relinked = ofStream(historyOf(TURNS, '', { 4: '0192f0c0-0000-7000-8000-00000000000f' }));
it.each([
  ['was rewritten, chains and all', relinked],
  ['has other events altogether', ofStream(historyOf(TURNS, 'other'))],
  ['has an event whose chain is not its own', rewritten],
  ['lacks an event', ofStream(log).filter((_, i) => i !== 4)],
  [
    'is that of another workspace',
    log.filter(({ stream }) => stream === 'supportAccess-w2').map((e) => ({ ...e, stream: STREAM })),
  ],
])('does not sign a stream that %s', async (_, events) => {
  await expect(sign(events, { signed: 30 })).rejects.toThrow(
    expect.objectContaining({ code: 'INCONSISTENT_LOG', fault: 'OTHER_LOG' }),
  );
});
