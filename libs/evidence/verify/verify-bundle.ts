import { streamOf } from '#domain';
import type { BundleSource } from '../bundle/bundle-source.js';
import { directorySource } from '../bundle/bundle-source.js';
import type { Manifest } from '../bundle/manifest.js';
import {
  CHECKPOINT_FILE,
  EVENTS_FILE,
  filesOf,
  ForeignManifestError,
  MalformedManifestError,
  MANIFEST_FILE,
  parseManifest,
} from '../bundle/manifest.js';
import { isSelection } from '../bundle/scope.js';
import type { Checkpoint } from '../notes/checkpoint.js';
import { openCheckpoint, streamOrigin } from '../notes/checkpoint.js';
import { InvalidNoteError } from '../notes/errors.js';
import type { VerifierKey } from '../notes/verifier-key.js';
import type { Seen } from './conclude.js';
import { conclude } from './conclude.js';
import { ExpectedRoots } from './expected-roots.js';
import type { KnownCheckpoints } from './known-checkpoints.js';
import { openKnown } from './known-checkpoints.js';
import { readSmallFile } from './small-file.js';
import type { KnownCheckpoint, Verification } from './verification.js';
import { damaged, DoubtFound } from './verification.js';
import { walkSelection } from './verify-selection.js';
import type { Walked } from './verify-whole.js';
import { walkWhole } from './verify-whole.js';
import type { Findings } from './wording.js';
import { inWords } from './wording.js';

export type VerifyOptions = {
  /** Obtained elsewhere than the bundle. */
  vkeys: readonly VerifierKey[];
  /** Checkpoints kept from earlier. */
  knownCheckpoints?: readonly KnownCheckpoint[];
  /** Called now and then with the number of events looked at. */
  onProgress?: (events: number) => void;
};

/**
 * Whether a bundle is what was signed for. Needs nothing but the bundle and the keys; reads every file once, in memory
 * that does not grow with the number of events (it does with the number of workspaces).
 *
 * @param bundle a directory, or its files
 */
export async function verifyBundle(
  bundle: string | BundleSource,
  options: VerifyOptions,
): Promise<Verification> {
  const source = typeof bundle === 'string' ? directorySource(bundle) : bundle;
  const seen: Seen = { events: 0 };
  const onProgress = (events: number): void => {
    seen.events = events;
    options.onProgress?.(events);
  };
  return conclude(seen, async () => inWords(await examine(source, { ...options, onProgress }, seen)));
}

async function examine(
  source: BundleSource,
  { vkeys, knownCheckpoints = [], onProgress }: Required<Pick<VerifyOptions, 'onProgress'>> & VerifyOptions,
  seen: Seen,
): Promise<Findings> {
  const manifest = await readManifest(source);
  const { origin, scope } = manifest;
  Object.assign(seen, { origin, scope });
  const treeOrigin = scope.kind === 'workspace' ? streamOrigin(origin, streamOf(scope.workspaceId)) : origin;
  const { checkpoint, sha256 } = await readCheckpoint(source, manifest, treeOrigin, vkeys);
  Object.assign(seen, { checkpoint });
  const known = openKnown(knownCheckpoints, treeOrigin, vkeys);

  const walked = isSelection(scope)
    ? await walkSelection(source, scope, checkpoint, onProgress)
    : await walkWhole(source, scope, rootsOf(checkpoint, known), onProgress);
  if (isSelection(scope)) compareRoots(checkpoint, known);
  seen.events = walked.events;
  checkCounts(manifest, checkpoint, walked);
  checkFiles(manifest, { ...walked.sha256, [CHECKPOINT_FILE]: sha256 });
  await refuseOtherFiles(source, manifest);
  if (known.doubt !== undefined) throw new DoubtFound(known.doubt);
  if (walked.events > 0 && checkpoint.size === 0)
    throw new DoubtFound({
      kind: 'NOTHING_SIGNED',
      message: 'the checkpoint is of an empty log: it covers nothing',
    });
  const covered = Math.max(checkpoint.size, known.comparable.at(-1)?.size ?? 0);
  if (!isSelection(scope) && covered < walked.events)
    Object.assign(seen, { uncovered: { fromIndex: covered, count: walked.events - covered } });
  return { manifest, checkpoint, known, ...walked, covered };
}

async function readManifest(source: BundleSource): Promise<Manifest> {
  await mustHave(source, MANIFEST_FILE);
  const { text } = await readSmallFile(source, MANIFEST_FILE);
  try {
    const manifest = parseManifest(text ?? '');
    for (const file of filesOf(manifest.scope)) await mustHave(source, file);
    return manifest;
  } catch (error) {
    if (error instanceof ForeignManifestError)
      throw new DoubtFound({ kind: 'UNKNOWN_VERSION', message: error.message });
    if (!(error instanceof MalformedManifestError)) throw error;
    throw damaged('MANIFEST_MALFORMED', { file: MANIFEST_FILE }, `${MANIFEST_FILE}: ${error.message}`);
  }
}

async function mustHave(source: BundleSource, file: string): Promise<void> {
  if (!(await source.has(file))) throw damaged('FILE_MISSING', { file }, `there is no ${file}`);
}

async function readCheckpoint(
  source: BundleSource,
  { origin, treeSize }: Manifest,
  treeOrigin: string,
  vkeys: readonly VerifierKey[],
): Promise<{ checkpoint: Checkpoint; sha256: string }> {
  const where = { file: CHECKPOINT_FILE };
  const { text, sha256 } = await readSmallFile(source, CHECKPOINT_FILE);
  // The key name of every note is the log's origin: else a workspace's checkpoint could pass for that of a whole log.
  const speaking = vkeys.filter(({ name }) => name === origin);
  const checkpoint = opened(text ?? '\0', speaking, origin);
  if (checkpoint.origin !== treeOrigin)
    throw damaged(
      'CHECKPOINT_FOREIGN',
      where,
      `the checkpoint is of ${checkpoint.origin}, not of ${treeOrigin}`,
    );
  if (checkpoint.size !== treeSize)
    throw damaged(
      'CHECKPOINT_SIZE',
      where,
      `the checkpoint is of ${checkpoint.size} events, and the manifest says ${treeSize}`,
    );
  return { checkpoint, sha256 };
}

function opened(note: string, vkeys: readonly VerifierKey[], origin: string): Checkpoint {
  try {
    return openCheckpoint(note, vkeys);
  } catch (error) {
    if (!(error instanceof InvalidNoteError)) throw error;
    if (error.reason !== 'UNKNOWN_KEY')
      throw damaged('CHECKPOINT_INVALID', { file: CHECKPOINT_FILE }, `${CHECKPOINT_FILE}: ${error.message}`);
    const message = `none of the keys given for ${origin} has signed ${CHECKPOINT_FILE}: it was signed by another, or a newer key is needed`;
    throw new DoubtFound({ kind: 'UNKNOWN_KEY', message });
  }
}

function rootsOf(checkpoint: Checkpoint, { comparable }: KnownCheckpoints): ExpectedRoots {
  return new ExpectedRoots([
    { ...checkpoint, otherwise: 'ROOT_MISMATCH', name: CHECKPOINT_FILE },
    ...comparable.map((each) => ({ ...each, otherwise: 'FORKED' as const })),
  ]);
}

/** Of a selection no other root is known than the checkpoint's. */
function compareRoots({ size, root }: Checkpoint, { comparable }: KnownCheckpoints): void {
  const other = comparable.find((each) => each.size === size && !each.root.equals(root));
  if (other !== undefined)
    throw damaged(
      'FORKED',
      { file: CHECKPOINT_FILE, index: 0, untilIndex: size - 1 },
      `${CHECKPOINT_FILE} and ${other.name} are signed for different histories of ${size} events`,
    );
}

function checkCounts({ scope, count }: Manifest, { size }: Checkpoint, { events }: Walked): void {
  if (events !== count)
    throw damaged(
      'COUNT_WRONG',
      { file: EVENTS_FILE, line: Math.min(events, count) + 1 },
      `${EVENTS_FILE} has ${events} events, and the manifest says ${count}`,
    );
  if (scope.kind === 'workspace' && size !== events)
    throw damaged(
      'CHECKPOINT_SIZE',
      { file: CHECKPOINT_FILE, index: size, untilIndex: events - 1 },
      `a workspace's checkpoint covers all of its events, and this one ${size} of ${events}`,
    );
}

function checkFiles({ files }: Manifest, found: Record<string, string>): void {
  const changed = Object.entries(files).find(([file, sha256]) => found[file] !== sha256);
  if (changed !== undefined)
    throw damaged(
      'FILE_CHANGED',
      { file: changed[0] },
      `${changed[0]} is not the file that the manifest names`,
    );
}

/** A reader of the bundle could take such a file for evidence, and nobody signed for it. */
async function refuseOtherFiles(source: BundleSource, { scope }: Manifest): Promise<void> {
  const own = new Set([MANIFEST_FILE, ...filesOf(scope)]);
  const other = (await source.list()).find((file) => !own.has(file));
  if (other !== undefined)
    throw damaged(
      'FILE_UNKNOWN',
      { file: other },
      `${other} is no file of such a bundle: nobody signed for it`,
    );
}
