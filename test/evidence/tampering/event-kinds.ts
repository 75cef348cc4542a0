import { streamOf } from '#domain';
import type { BundledEvent } from '#evidence';
import type { Random } from '../../support/random.js';
import type { Tampering } from './tampering.js';
import { needs } from './tampering.js';
import type { Workpiece } from './workpiece.js';

const anyEvent = (work: Workpiece, random: Random): number => random.int(0, work.covered - 1);

/** Another character in a string of a JSON text, of the same kind, so that it stays JSON. */
function spoilt(json: string, random: Random): string {
  const places = [...json.matchAll(/(?<=:"[^"]*)[a-z0-9](?=[^"]*"[,}])/g)].map(({ index }) => index);
  const at = random.pick(places);
  const to = json[at] === '1' ? '2' : '1';
  return json.slice(0, at) + to + json.slice(at + 1);
}

const ENDS: ReadonlySet<string> = new Set(['SupportAccessExtended', 'SupportSessionEnded']);

const later = (json: string): string => json.replaceAll('2026-11-02T09:', '2026-11-02T10:');

/** Nothing else is set right after it. */
function editAlone(
  work: Workpiece,
  random: Random,
  change: (event: BundledEvent) => Partial<BundledEvent>,
): void {
  const at = anyEvent(work, random);
  work.edit(at, change);
  work.badLine = at + 1;
}

/** Exchanges two lines, with their proofs. */
function exchange(work: Workpiece, a: number, b: number): void {
  for (const list of [work.events, work.proofs] as unknown[][])
    if (list.length > 0) [list[a], list[b]] = [list[b], list[a]];
}

/** Where an event is followed, some lines on, by one that answers. */
function pairs(work: Workpiece, fits: (a: BundledEvent, b: BundledEvent) => boolean): [number, number][] {
  const found: [number, number][] = [];
  for (let a = 0; a < work.covered; a++)
    for (let b = a + 1; b < work.covered; b++) if (fits(work.events[a]!, work.events[b]!)) found.push([a, b]);
  return found;
}

function remove(work: Workpiece, at: number): void {
  work.events.splice(at, 1);
  if (work.isSelection) work.proofs.splice(at, 1);
}

/** The last line of a stretch may go unseen; what is before the last may not. Of a whole tree none may. */
const removable = (work: Workpiece): number[] =>
  work.events.map((_, at) => at).filter((at) => at < work.covered && (!work.isSelection || inner(work, at)));
const inner = ({ made: { scope }, events }: Workpiece, at: number): boolean =>
  at < events.length - 1 && (scope.kind === 'grant' || at > 0);

/** To events: what they say, where they stand, which there are. */
export const eventKinds: Record<string, Tampering> = {
  'a byte of the data': (work, random) =>
    editAlone(work, random, ({ dataJson }) => ({ dataJson: spoilt(dataJson, random) })),

  'a byte of the metadata': (work, random) =>
    editAlone(work, random, ({ metadataJson }) => ({ metadataJson: spoilt(metadataJson, random) })),

  'a chain value': (work, random) =>
    editAlone(work, random, ({ chain }) => ({ chain: spoiltHex(chain, random) })),

  'another event id': (work, random) => {
    const at = anyEvent(work, random);
    work.edit(at, ({ id }) => ({ id: spoiltHex(id, random) }));
    if (work.isSelection && random.chance(0.5))
      work.proofs[at] = { ...work.proofs[at]!, id: work.events[at]!.id };
    if (random.chance(0.5)) work.relink();
  },

  'another type': (work, random) => {
    work.edit(anyEvent(work, random), ({ type }) => ({
      type: type === 'SupportLogin' ? 'SupportAccessDenied' : 'SupportLogin',
    }));
    if (random.chance(0.5)) work.relink();
  },

  'times changed': (work, random) => {
    work.edit(anyEvent(work, random), ({ dataJson, metadataJson }) => ({
      dataJson: later(dataJson),
      metadataJson: random.chance(0.5) ? later(metadataJson) : metadataJson,
    }));
    if (random.chance(0.5)) work.relink();
  },

  'an end that was moved': (work, random) => {
    const candidates = work.events.flatMap(({ type }, at) =>
      ENDS.has(type) && at < work.covered ? [at] : [],
    );
    needs(candidates.length > 0);
    work.edit(random.pick(candidates), ({ dataJson }) => ({
      dataJson: dataJson.replace(/"(expiresAt|endedAt)":"2026-11-0/, '"$1":"2026-11-1'),
    }));
    if (random.chance(0.5)) work.relink();
  },

  'a cause that was changed': (work, random) => {
    const candidates = work.events.flatMap(({ dataJson }, at) =>
      dataJson.includes('"cause":"') && at < work.covered ? [at] : [],
    );
    needs(candidates.length > 0);
    work.edit(random.pick(candidates), ({ dataJson }) => ({
      dataJson: dataJson.replace(/"cause":"[a-z-]+"/, '"cause":"superseded"'),
    }));
    if (random.chance(0.5)) work.relink();
  },

  'an event dropped': (work, random) => {
    const candidates = removable(work);
    needs(candidates.length > 0);
    remove(work, random.pick(candidates));
  },

  'an event dropped, the rest renumbered and linked': (work, random) => {
    const candidates = removable(work);
    needs(candidates.length > 0);
    const at = random.pick(candidates);
    const { stream } = work.events[at]!;
    remove(work, at);
    for (const event of work.events.slice(at)) if (event.stream === stream) event.revision -= 1;
    work.relink();
  },

  'an event added': (work, random) => {
    const at = anyEvent(work, random);
    const { stream } = work.events[at]!;
    work.events.splice(at, 0, { ...work.events[at]!, id: '0192f0c0-0000-7000-8000-000000000000' });
    if (work.isSelection) work.proofs.splice(at, 0, { ...work.proofs[at]! });
    for (const event of work.events.slice(at + 1)) if (event.stream === stream) event.revision += 1;
    if (random.chance(0.7)) work.relink();
  },

  'an event doubled': (work, random) => {
    const at = anyEvent(work, random);
    const to = random.pick([at + 1, work.events.length]);
    work.events.splice(to, 0, { ...work.events[at]! });
    if (work.isSelection) work.proofs.splice(to, 0, work.proofs[at]!);
  },

  'two events of a stream exchanged': (work, random) => {
    const candidates = pairs(work, (a, b) => a.stream === b.stream);
    needs(candidates.length > 0);
    exchange(work, ...random.pick(candidates));
  },

  'two events of a stream exchanged, renumbered and linked': (work, random) => {
    const candidates = pairs(work, (a, b) => a.stream === b.stream);
    needs(candidates.length > 0);
    const [a, b] = random.pick(candidates);
    const [first, second] = [work.events[a]!, work.events[b]!];
    work.events[a] = { ...second, revision: first.revision };
    work.events[b] = { ...first, revision: second.revision };
    work.relink();
  },

  'two events of different streams exchanged': (work, random) => {
    const candidates = pairs(work, (a, b) => a.stream !== b.stream);
    needs(candidates.length > 0);
    exchange(work, ...random.pick(candidates));
  },

  'an event moved to another workspace': (work, random) => {
    const at = anyEvent(work, random);
    const to = streamOf('w-elsewhere');
    work.edit(at, ({ dataJson, revision }) => ({
      stream: to,
      revision: work.isSelection ? revision : 0,
      dataJson: random.chance(0.7)
        ? dataJson.replace(/"workspaceId":"[^"]*"/, '"workspaceId":"w-elsewhere"')
        : dataJson,
    }));
    if (random.chance(0.7)) work.relink();
  },

  'the end cut off': (work, random) => {
    needs(!work.isSelection && work.covered > 0);
    work.events.splice(random.int(0, work.covered - 1));
  },

  'the end of a stream cut off': (work, random) => {
    needs(!work.isSelection);
    const { stream, revision } = work.events[anyEvent(work, random)]!;
    work.events = work.events.filter((event) => event.stream !== stream || event.revision < revision);
  },

  'all of a workspace left out': (work, random) => {
    needs(!work.isSelection);
    const { stream } = work.events[anyEvent(work, random)]!;
    work.events = work.events.filter((event) => event.stream !== stream);
  },

  'chain recomputed after an edit': (work, random) => {
    work.edit(anyEvent(work, random), ({ dataJson }) => ({ dataJson: spoilt(dataJson, random) }));
    work.relink();
  },

  'chain and proofs recomputed after an edit': async (work, random) => {
    needs(work.isSelection);
    work.edit(anyEvent(work, random), ({ metadataJson }) => ({ metadataJson: spoilt(metadataJson, random) }));
    work.relink();
    await work.reprove();
  },
};

export function spoiltHex(text: string, random: Random): string {
  const at = random.int(0, text.length - 1);
  if (text[at] === '-') return spoiltHex(text, random);
  return text.slice(0, at) + (text[at] === 'a' ? 'b' : 'a') + text.slice(at + 1);
}
