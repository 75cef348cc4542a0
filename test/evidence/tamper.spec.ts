import { memorySource, verifyBundle } from '#evidence';
import type { Verification } from '#evidence';
import type { Files } from '../../libs/evidence/spec/bundles.js';
import { bundleOf, checkpointAt } from '../../libs/evidence/spec/bundles.js';
import type { LoggedEvent } from '../../libs/evidence/spec/history.js';
import { historyOf } from '../../libs/evidence/spec/history.js';
import { TEN_TYPES } from '../../libs/evidence/spec/stories.js';
import { Random } from '../support/random.js';
import { anyBundle, SIGNER } from './tampering/bundles-by-seed.js';
import { KINDS, tampered } from './tampering/tampered.js';
import { Workpiece } from './tampering/workpiece.js';
import { scaled } from '../support/test-scale.js';

/** `TAMPERED_BUNDLES=100000` runs more cases, `TAMPER_SEED` others. */
const CASES = Number(process.env['TAMPERED_BUNDLES'] ?? scaled(1_000, 10_000));
const FIRST_SEED = Number(process.env['TAMPER_SEED'] ?? 1);
const SEEDS = Array.from({ length: CASES }, (_, i) => FIRST_SEED + i);

const vkeys = [SIGNER.verifierKey];
const verify = (files: Files, known: string[] = []): Promise<Verification> =>
  verifyBundle(memorySource(files), {
    vkeys,
    knownCheckpoints: known.map((note, i) => ({ name: `kept-${i}.txt`, note })),
  });

it(`sees every one of ${CASES} tampered bundles`, async () => {
  const unseen: string[] = [];
  const vague: string[] = [];
  const met = new Map<string, number>();
  for (const seed of SEEDS) {
    const { kind, work, files } = await tampered(seed);
    met.set(kind, (met.get(kind) ?? 0) + 1);
    const { verdict, damage, doubt } = await verify(files, work.kept);
    if (verdict === 'whole') unseen.push(`${seed}: ${kind}`);
    // Only who signed may be left open; and who changed one line is told which.
    if (verdict === 'unknown' && doubt?.kind !== 'UNKNOWN_KEY')
      vague.push(`${seed}: ${kind}: ${doubt?.message}`);
    if (work.badLine !== undefined && work.badLine !== damage?.where.line)
      vague.push(`${seed}: ${kind}: line ${work.badLine}`);
  }
  expect(unseen).toEqual([]);
  expect(vague).toEqual([]);
  expect(met.size).toBe(KINDS.length);
  expect(met.size).toBeGreaterThanOrEqual(20);
}, 600_000);

it(`accuses none of ${CASES} whole bundles`, async () => {
  const accused: string[] = [];
  for (const seed of SEEDS) {
    const random = new Random(seed);
    const made = anyBundle(random);
    const kept = random.int(0, Math.min(made.events.length, made.treeSize ?? Infinity));
    const known = made.scope.kind === 'log' ? [await checkpointAt(made.log, kept, SIGNER)] : [];
    const { verdict, damage, doubt } = await verify(await bundleOf(made), known);
    if (verdict !== 'whole') accused.push(`${seed}: ${(damage ?? doubt)?.message}`);
  }
  expect(accused).toEqual([]);
}, 600_000);

describe('what no verifier can see from a bundle alone', () => {
  const turns = Array.from({ length: 24 }, (_, i) => `w${i % 3}`);
  const log = historyOf(turns);

  it('is a log cut at an older checkpoint, and a checkpoint that was kept shows it', async () => {
    for (let size = 1; size < 24; size++) {
      const cut = log.slice(0, size);
      const files = await bundleOf({ scope: { kind: 'log' }, events: cut, log: cut, signer: SIGNER });
      const alone = await verify(files);
      expect(alone.verdict).toBe('whole');
      expect(alone.notExcluded.join('\n')).toContain(`after the checkpoint of ${size} events was made`);
      const kept = await verify(files, [await checkpointAt(log, 24, SIGNER)]);
      expect(kept).toMatchObject({ verdict: 'damaged', damage: { kind: 'TAIL_MISSING' } });
    }
  });

  it('is a log rewritten and signed by the holder of the key, and a checkpoint that was kept shows it', async () => {
    for (let at = 0; at < 24; at++) {
      const turned = [...turns.slice(0, at), 'w9', ...turns.slice(at + 1)];
      const fork = historyOf(turned);
      const files = await bundleOf({ scope: { kind: 'log' }, events: fork, log: fork, signer: SIGNER });
      const alone = await verify(files);
      expect(alone.verdict).toBe('whole');
      expect(alone.notExcluded.join('\n')).toContain('could have written another history and signed it');
      for (const size of [at + 1, 24]) {
        const kept = await verify(files, [await checkpointAt(log, size, SIGNER)]);
        expect(kept).toMatchObject({ verdict: 'damaged', damage: { kind: 'FORKED' } });
      }
    }
  });

  it('is what was done after the last event that a log’s checkpoint covers, which is named', async () => {
    const work = await Workpiece.of({
      scope: { kind: 'log' },
      events: log,
      log,
      signer: SIGNER,
      treeSize: 20,
    });
    work.edit(22, ({ metadataJson }) => ({
      metadataJson: metadataJson.replace('"schemaVersion":1', '"schemaVersion":2'),
    }));
    work.events.pop();
    work.relink();
    const result = await verify(work.files());
    expect(result).toMatchObject({ verdict: 'whole', uncovered: { fromIndex: 20, count: 3 } });
    expect(result.notExcluded.join('\n')).toContain('The last 3 events (from line 21 on)');
    const kept = await verify(work.files(), [await checkpointAt(log, 23, SIGNER)]);
    expect(kept).toMatchObject({ verdict: 'damaged', damage: { kind: 'FORKED' } });
  });

  it('is what lies before and after a span, which is said', async () => {
    const scope = { kind: 'span', by: 'position', after: '1', until: '20' } as const;
    const result = await verify(await bundleOf({ scope, events: log.slice(5, 10), log, signer: SIGNER }));
    expect(result.notExcluded.join('\n')).toContain('Whether event 4 of the log, the one before the first,');
    expect(result.notExcluded.join('\n')).toContain('Whether event 10 of the log, the one after the last,');
  });

  it('is the end of a grant, which is said', async () => {
    const stream = log.filter((event) => event.stream === 'supportAccess-w0');
    const { grantId } = stream[1]!.event.data as { grantId: string };
    const scope = { kind: 'grant', workspaceId: 'w0', grantId } as const;
    const cut = await verify(await bundleOf({ scope, events: stream.slice(1, 4), log, signer: SIGNER }));
    expect(cut.notExcluded.join('\n')).toContain(
      'later events of it, logins among them, may have been left out',
    );
    const ended = await verify(await bundleOf({ scope, events: stream.slice(1, 6), log, signer: SIGNER }));
    expect(ended.proven.join('\n')).toContain('every login that was recorded under it is here.');
    // The ends of sessions are not in a log of an old release.
    expect(ended.notExcluded.join('\n')).toContain('When 2 of its sessions ended');
  });

  it('is the end of sessions that ended with their grant, which is said', async () => {
    const stream = historyOf(
      Array.from({ length: 13 }, () => 'w0'),
      '',
      {},
      TEN_TYPES,
    );
    const { grantId } = stream[2]!.event.data as { grantId: string };
    const scope = { kind: 'grant', workspaceId: 'w0', grantId } as const;
    const said = async (events: readonly LoggedEvent[]): Promise<string[]> => {
      const { verdict, proven, notExcluded } = await verify(
        await bundleOf({ scope, events, log: stream, signer: SIGNER }),
      );
      expect(verdict).toBe('whole');
      return [proven.join('\n'), notExcluded.join('\n')];
    };
    const [whole, open] = await said(stream.slice(2, 13));
    expect(whole).toContain('every login that was recorded under it is here, and the end of each session.');
    expect(open).not.toContain('sessions ended');
    // In the middle of the append that ended it.
    const [cut, openOfCut] = await said(stream.slice(2, 11));
    expect(cut).toContain('every login that was recorded under it is here.');
    expect(openOfCut).toContain('When 1 of its sessions ended');
  });
});
