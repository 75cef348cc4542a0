import {
  CHECKPOINT_FILE,
  EVENTS_FILE,
  MANIFEST_FILE,
  PROOFS_FILE,
  signCheckpoint,
  streamOrigin,
} from '#evidence';
import { bundleOf, checkpointAt } from '../../../libs/evidence/spec/bundles.js';
import { historyOf } from '../../../libs/evidence/spec/history.js';
import { signerOf } from '../../../libs/evidence/spec/keys.js';
import { spoiltHex } from './event-kinds.js';
import type { Tampering } from './tampering.js';
import { needs, rewrittenAfter } from './tampering.js';
import type { Workpiece } from './workpiece.js';

const leavesOf = ({ made: { scope, events, log } }: Workpiece) => (scope.kind === 'workspace' ? events : log);

const keptAt = (work: Workpiece, size: number): Promise<string> =>
  checkpointAt(work.made.events, size, work.made.signer, work.treeOrigin);

/** As the holder of the key can. */
async function signedAnew(work: Workpiece, size: number): Promise<string> {
  return signCheckpoint({ origin: work.treeOrigin, size, root: await work.root() }, [work.made.signer]);
}

/** To what is signed, or to what is said of it. */
export const checkpointKinds: Record<string, Tampering> = {
  'the root recomputed over edited events, the signature kept': async (work, random) => {
    needs(!work.isSelection);
    rewrittenAfter(work, random.int(0, work.covered - 1));
    const lines = work.note.split('\n');
    lines[2] = (await work.root()).toString('base64');
    work.note = lines.join('\n');
  },

  'all of it signed by another key of the same name': async (work, random) => {
    const forger = signerOf(work.made.signer.name, 200);
    rewrittenAfter(work, random.int(0, work.covered - 1));
    if (work.isSelection) await work.reprove();
    const { treeOrigin: origin, treeSize: size } = work;
    work.note = signCheckpoint({ origin, size, root: await work.root() }, [forger]);
  },

  'a fork after a checkpoint that was kept, signed with our key': async (work, random) => {
    needs(!work.isSelection);
    const at = random.int(0, work.covered - 1);
    work.kept.push(await keptAt(work, random.int(at + 1, work.treeSize)));
    rewrittenAfter(work, at);
    work.note = await signedAnew(work, work.treeSize);
  },

  'the end cut off, back to an older checkpoint, after one that was kept': async (work, random) => {
    needs(!work.isSelection && work.events.length > 1);
    const size = random.int(1, work.events.length - 1);
    work.kept.push(await keptAt(work, random.int(size + 1, work.events.length)));
    work.events.length = size;
    work.manifest = { ...work.manifest, treeSize: size };
    work.note = await signedAnew(work, size);
  },

  'a checkpoint of another key beside ours': async (work) => {
    const note = signCheckpoint({ origin: work.treeOrigin, size: work.treeSize, root: Buffer.alloc(32, 7) }, [
      signerOf(work.made.signer.name, 201),
    ]);
    const ours = work.note.slice(work.note.indexOf('\n\n') + 2);
    work.note = note + ours;
  },

  'a checkpoint of another origin': async (work, random) => {
    const { signer, log } = work.made;
    const other = random.pick([
      streamOrigin(work.made.signer.name, 'supportAccess-w-other'),
      `${signer.name}/x`,
    ]);
    needs(other !== work.treeOrigin);
    work.note = await checkpointAt(leavesOf(work), Math.min(work.treeSize, log.length), signer, other);
  },

  'a checkpoint of another log': async (work) => {
    const other = signerOf('other.example', 9);
    work.note = await checkpointAt(leavesOf(work), work.treeSize, other);
  },

  'an older checkpoint put back, and what came after it': async (work, random) => {
    // Of a log that is no damage by itself, if the manifest says so: what is after it is told to be uncovered.
    needs(work.treeSize >= 2 && work.made.scope.kind !== 'log');
    const size = random.int(1, work.treeSize - 1);
    work.note = await checkpointAt(leavesOf(work), size, work.made.signer, work.treeOrigin);
    if (random.chance(0.7)) work.manifest = { ...work.manifest, treeSize: size };
  },

  'a checkpoint of another time of the same log': async (work, random) => {
    const size = random.int(0, work.made.log.length);
    needs(size !== work.treeSize);
    work.note = await checkpointAt(work.made.log, size, work.made.signer, work.treeOrigin);
  },

  'a checkpoint of a forked log': async (work, random) => {
    const fork = historyOf(
      work.made.log.map(() => 'w-fork'),
      `fork ${random.int(1, 1_000)}`,
    );
    work.note = await checkpointAt(fork, work.treeSize, work.made.signer, work.treeOrigin);
  },

  'a figure of the checkpoint': (work, random) => {
    const lines = work.note.split('\n');
    const line = random.pick([0, 1, 2, 4]);
    lines[line] = line === 1 ? `${work.treeSize + 1}` : spoiltHex(lines[line]!, random);
    work.note = lines.join('\n');
  },

  'the number of events in the manifest': (work, random) => {
    work.manifest = { ...work.manifest, count: work.manifest.count + random.pick([1, 2, 100]) };
  },

  'the size of the tree in the manifest': (work, random) => {
    work.manifest = { ...work.manifest, treeSize: work.manifest.treeSize + random.pick([-1, 1, 2]) };
    needs(work.manifest.treeSize >= 0);
  },

  'another origin in the manifest': (work, random) => {
    const { name } = work.made.signer;
    work.manifest = {
      ...work.manifest,
      origin: random.pick([`${name}2`, 'log.example', `${name}/supportAccess-w1`]),
    };
  },

  'another scope in the manifest': (work) => {
    const { scope } = work.made;
    if (scope.kind === 'workspace' || scope.kind === 'grant')
      work.manifest = { ...work.manifest, scope: { ...scope, workspaceId: 'w-other' } };
    else if (scope.kind === 'log')
      work.manifest = { ...work.manifest, scope: { kind: 'workspace', workspaceId: 'w1' } };
    else work.manifest = { ...work.manifest, scope: { kind: 'grant', workspaceId: 'w1', grantId: 'g1' } };
  },

  'a digest in the manifest': (work, random) => {
    work.coverUp = false;
    const { files } = work.manifest;
    const file = random.pick(Object.keys(files));
    work.manifest = { ...work.manifest, files: { ...files, [file]: spoiltHex(files[file]!, random) } };
  },

  'a file missing': (work, random) => {
    const files = [CHECKPOINT_FILE, EVENTS_FILE, MANIFEST_FILE, ...(work.isSelection ? [PROOFS_FILE] : [])];
    work.missing.add(random.pick(files));
  },

  'the events of another bundle': async (work, random) => {
    const turns = work.made.log.map(() => 'w-fork');
    const fork = historyOf(turns, `other ${random.int(1, 1_000)}`).slice(0, work.events.length);
    const files = await bundleOf({
      scope: { kind: 'log' },
      events: fork,
      log: fork,
      signer: work.made.signer,
    });
    work.asEvents = () => files.get(EVENTS_FILE)!;
  },
};
