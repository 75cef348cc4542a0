import { hash } from 'node:crypto';
import { streamOf } from '#domain';
import { eventLine } from '../bundle/event-line.js';
import {
  CHECKPOINT_FILE,
  EVENTS_FILE,
  MANIFEST_FILE,
  manifestText,
  PROOFS_FILE,
} from '../bundle/manifest.js';
import { proofLine } from '../bundle/proof-line.js';
import type { Scope } from '../bundle/scope.js';
import { isSelection } from '../bundle/scope.js';
import { inclusionProof, rootAt } from '../merkle/proofs.js';
import { MemoryTree } from '../merkle/spec/memory-tree.js';
import { signCheckpoint, streamOrigin } from '../notes/checkpoint.js';
import type { NoteSigner } from '../notes/note.js';
import type { LoggedEvent } from './history.js';

/** The files of a bundle, by name. */
export type Files = Map<string, Buffer>;

export type MadeOf = {
  scope: Scope;
  /** Those of the bundle. */
  events: readonly LoggedEvent[];
  /** All there are in the log. */
  log: readonly LoggedEvent[];
  signer: NoteSigner;
  /** Of the checkpoint; by default all there are. */
  treeSize?: number;
  createdAt?: string;
};

/** As an export makes it. */
export async function bundleOf({
  scope,
  events,
  log,
  signer,
  treeSize,
  createdAt = '2026-11-22T12:00:00.000Z',
}: MadeOf): Promise<Files> {
  const ofWorkspace = scope.kind === 'workspace';
  const leaves = ofWorkspace ? events : log;
  const size = treeSize ?? leaves.length;
  const tree = treeOf(leaves);
  const origin = ofWorkspace ? streamOrigin(signer.name, streamOf(scope.workspaceId)) : signer.name;
  const files: Files = new Map([
    [
      CHECKPOINT_FILE,
      Buffer.from(signCheckpoint({ origin, size, root: await rootAt(tree, size) }, [signer])),
    ],
    [EVENTS_FILE, Buffer.from(events.map(eventLine).join(''))],
  ]);
  if (isSelection(scope)) {
    const lines = events.map(async ({ id, index, previousChain }) =>
      proofLine({ id, index, size, previousChain, hashes: await inclusionProof(tree, index, size) }),
    );
    files.set(PROOFS_FILE, Buffer.from((await Promise.all(lines)).join('')));
  }
  const facts = { origin: signer.name, scope, count: events.length, treeSize: size, createdAt };
  files.set(MANIFEST_FILE, Buffer.from(manifestText({ ...facts, files: digestsOf(files) })));
  return files;
}

export const treeOf = (events: readonly LoggedEvent[]): MemoryTree =>
  new MemoryTree(events.map(({ chain }) => Buffer.from(chain, 'hex')));

export const digestsOf = (files: Files): Record<string, string> =>
  Object.fromEntries(
    [...files]
      .filter(([name]) => name !== MANIFEST_FILE)
      .map(([name, bytes]) => [name, hash('sha256', bytes)]),
  );

/** A note over a log as it was when it had that many events. */
export async function checkpointAt(
  log: readonly LoggedEvent[],
  size: number,
  signer: NoteSigner,
  origin = signer.name,
): Promise<string> {
  return signCheckpoint({ origin, size, root: await rootAt(treeOf(log), size) }, [signer]);
}
