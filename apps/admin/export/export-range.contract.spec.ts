import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventStore, RecordedEvent } from '#event-store';
import { openEventStore } from '#event-store';
import type { Scope } from '#evidence';
import { Random } from '../../../test/support/random.js';
import { allEvents, appendSample, grantOf } from './spec/sample-log.js';
import type { Place } from './export-range.js';
import { eventsOf, placeOf, exportRangeOf, workspaceOfGrant } from './export-range.js';

const WORKSPACES = ['acme', 'globex', 'initech'];
const COUNT = 600;

let directory: string;
let store: EventStore;
let all: RecordedEvent[];

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'export-'));
  store = await openEventStore(`sqlite:${join(directory, 'events.db')}`);
  await appendSample(store, WORKSPACES, COUNT, new Random(6));
  all = await allEvents(store);
});
afterAll(async () => {
  await store.close();
  rmSync(directory, { recursive: true });
});

async function read(scope: Scope, { end = all.at(-1)!.position, last }: { end?: bigint; last?: Place } = {}) {
  const events: RecordedEvent[] = [];
  for await (const page of eventsOf(store, await exportRangeOf(store, scope, end), last))
    events.push(...page);
  return events;
}
const ids = (events: readonly RecordedEvent[]): string[] => events.map(({ id }) => id);
const recordedAt = ({ metadata }: RecordedEvent): string => metadata.recordedAt;

/** Of time, as the manifest of a bundle defines it. */
function naiveSpan(from: string | undefined, to: string | undefined): RecordedEvent[] {
  const first = from === undefined ? 0 : all.findIndex((event) => recordedAt(event) >= from);
  if (first < 0) return [];
  const end = all.findIndex((event, i) => i >= first && to !== undefined && recordedAt(event) >= to);
  return all.slice(first, end < 0 ? undefined : end);
}

it('has times that go back now and then', () => {
  expect(all.some((event, i) => i > 0 && recordedAt(event) < recordedAt(all[i - 1]!))).toBe(true);
});

it('the whole log', async () => {
  expect(ids(await read({ kind: 'log' }))).toEqual(ids(all));
});

it.each(WORKSPACES)('workspace %s, from its first event on', async (workspaceId) => {
  const expected = all.filter(({ stream }) => stream === `supportAccess-${workspaceId}`);
  expect(ids(await read({ kind: 'workspace', workspaceId }))).toEqual(ids(expected));
});

it('a grant, from the event that gave it to the last that names it, and what happened between', async () => {
  const grantId = grantOf('globex', 2);
  const stream = all.filter((event) => event.stream === 'supportAccess-globex');
  const naming = stream.filter(({ event }) => 'grantId' in event.data && event.data.grantId === grantId);
  const expected = stream.slice(naming[0]!.revision, naming.at(-1)!.revision + 1);
  expect(expected.map(({ type }) => type)).toEqual([
    'SupportAccessGranted',
    'SupportLogin',
    'SupportAccessDenied',
    'SupportAccessRevoked',
    'SupportSessionEnded',
  ]);
  expect(ids(await read({ kind: 'grant', workspaceId: 'globex', grantId }))).toEqual(ids(expected));
});

it('spans of time, as a naive reading finds them', async () => {
  const random = new Random(7);
  const instants = [undefined, '2026-10-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'];
  for (let i = 0; i < 100; i++) {
    const pick = () => (random.chance(0.2) ? random.pick(instants) : recordedAt(random.pick(all)));
    const [from, to] = [pick(), pick()];
    const scope = { kind: 'span', by: 'time', ...(from && { from }), ...(to && { to }) } as const;
    expect(ids(await read(scope))).toEqual(ids(naiveSpan(from, to)));
  }
});

it('spans of positions, the last one in it', async () => {
  const [first, last] = [all[100]!, all[250]!];
  const scope = {
    kind: 'span',
    by: 'position',
    after: `${first.position}`,
    until: `${last.position}`,
  } as const;
  expect(ids(await read(scope))).toEqual(ids(all.slice(101, 251)));
  expect(ids(await read({ kind: 'span', by: 'position', until: '9999999' }))).toEqual(ids(all));
});

it('nothing that came after the end', async () => {
  const end = all[300]!.position;
  const before = all.slice(0, 301);
  expect(ids(await read({ kind: 'log' }, { end }))).toEqual(ids(before));
  const acme = before.filter(({ stream }) => stream === 'supportAccess-acme');
  expect(ids(await read({ kind: 'workspace', workspaceId: 'acme' }, { end }))).toEqual(ids(acme));
});

it('from any place on, the rest', async () => {
  const random = new Random(8);
  const [from, to] = [recordedAt(all[50]!), recordedAt(all[500]!)];
  const scopes: Scope[] = [
    { kind: 'log' },
    { kind: 'workspace', workspaceId: 'acme' },
    { kind: 'span', by: 'time', from, to },
    { kind: 'span', by: 'position', after: '20' },
    { kind: 'grant', workspaceId: 'acme', grantId: grantOf('acme', 3) },
  ];
  for (const scope of scopes) {
    const whole = await read(scope);
    for (let i = 0; i < 10; i++) {
      const at = random.int(0, whole.length - 1);
      expect(ids(await read(scope, { last: placeOf(whole[at]!) }))).toEqual(ids(whole.slice(at + 1)));
    }
  }
});

it('finds the workspace of a grant', async () => {
  const { signal } = new AbortController();
  expect(await workspaceOfGrant(store, grantOf('initech', 1), signal)).toBe('initech');
  await expect(workspaceOfGrant(store, 'no-such-grant', signal)).rejects.toThrow(
    'there is no grant no-such-grant in the log',
  );
});

it('says what is not there', async () => {
  await expect(read({ kind: 'workspace', workspaceId: 'nobody' })).rejects.toThrow(
    'there is no workspace nobody in the log',
  );
  await expect(read({ kind: 'grant', workspaceId: 'acme', grantId: grantOf('globex', 1) })).rejects.toThrow(
    `workspace acme has no grant ${grantOf('globex', 1)}`,
  );
});
