import type { EventMetadata } from '#event-store';
import type { EventDraft } from './chain.js';
import { chainOf, sealEvents, ZERO_CHAIN } from './chain.js';

const metadata: EventMetadata = {
  // Not in order: sealing puts it so.
  source: { topic: 'support-access.commands', kind: 'kafka', partition: 4, offset: '123' },
  commandId: 'c1',
  correlationId: 'c1',
  causationId: 'c1',
  commandHash: '0'.repeat(64),
  schemaVersion: 1,
  recordedAt: '2026-11-22T09:30:00.000Z',
};
const drafts: EventDraft[] = [
  {
    id: '0192f0c0-0000-7000-8000-000000000001',
    type: 'WorkspaceUpdated',
    data: {
      workspaceId: 'w1',
      tier: 'business',
      forcedSso: false,
      ownerIds: ['ada'],
      name: 'Zoë & Söhne 🦉',
      at: '2026-11-22T09:30:00.000Z',
    },
    metadata,
  },
  {
    id: '0192f0c0-0000-7000-8000-000000000002',
    type: 'SupportLogin',
    data: {
      workspaceId: 'w1',
      grantId: 'g1',
      sessionId: 's1',
      engineer: { id: 'eve' },
      at: '2026-11-22T09:30:00.000Z',
      sessionExpiresAt: '2026-11-22T10:30:00.000Z',
    },
    metadata,
  },
];
/** Computed with Python's json (sort_keys, compact separators) and hashlib. */
const KNOWN = [
  'fd37697a9fc51ac7832f003a320299a398988072dd74d843b69fa95807b51b77',
  '6f3302e0eae4af5143cb741c41f60fd1f1d3a62298d51d0b79d3b9ff2759e133',
];

const seal = (head: 'empty' | number, previous: string, events: EventDraft[]) =>
  sealEvents('supportAccess-w1', head, previous, events);

it('gives the known chain values, one linked to the other', () => {
  expect(seal('empty', ZERO_CHAIN, drafts).map(({ chain }) => chain)).toEqual(KNOWN);
});

it('gives the same chain over two appends as over one', () => {
  const [first] = seal('empty', ZERO_CHAIN, drafts.slice(0, 1));
  const [second] = seal(0, first!.chain, drafts.slice(1));
  expect([first!.chain, second!.chain]).toEqual(KNOWN);
});

it('stores what it hashed', () => {
  const [sealed] = seal('empty', ZERO_CHAIN, drafts);
  expect(sealed).toMatchObject({ id: drafts[0]!.id, type: 'WorkspaceUpdated', commandId: 'c1' });
  expect(sealed!.metadataJson.startsWith('{"causationId":"c1","commandHash":"0')).toBe(true);
  const facts = { stream: 'supportAccess-w1', revision: 0, ...sealed! };
  expect(chainOf(ZERO_CHAIN, facts)).toBe(KNOWN[0]);
});

it.each([
  ['stream', { stream: 'supportAccess-w2' }],
  ['revision', { revision: 1 }],
  ['id', { id: '0192f0c0-0000-7000-8000-000000000009' }],
  ['type', { type: 'SupportLogin' }],
  ['data', { dataJson: '{}' }],
  ['metadata', { metadataJson: '{}' }],
])('covers the %s', (_, changed) => {
  const [sealed] = seal('empty', ZERO_CHAIN, drafts);
  const facts = { stream: 'supportAccess-w1', revision: 0, ...sealed!, ...changed };
  expect(chainOf(ZERO_CHAIN, facts)).not.toBe(KNOWN[0]);
});

it('covers the chain before', () => {
  const [sealed] = seal('empty', 'f'.repeat(64), drafts);
  expect(sealed!.chain).not.toBe(KNOWN[0]);
});

it('hashes events larger than any before', () => {
  const large = { ...drafts[0]!, data: { name: 'ß'.repeat(50_000) } };
  const [once] = seal('empty', ZERO_CHAIN, [large]);
  const [again] = seal('empty', ZERO_CHAIN, [large]);
  expect(again).toEqual(once);
  expect(seal('empty', ZERO_CHAIN, drafts)[0]!.chain).toBe(KNOWN[0]);
});
