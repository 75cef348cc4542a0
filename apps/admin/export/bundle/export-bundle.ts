import { hash } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '#config';
import { streamOf } from '#domain';
import type { EventReader } from '#event-store';
import type { Scope } from '#evidence';
import {
  CHECKPOINT_FILE,
  eventLine,
  EVENTS_FILE,
  isSelection,
  MANIFEST_FILE,
  manifestText,
  PROOFS_FILE,
  sizeOfNote,
  streamOrigin,
} from '#evidence';
import type { Cli } from '../../cli.js';
import { NoAnswerError } from '../../cli.js';
import type { Exported } from '../export-file.js';
import { doneOf } from '../export-file.js';
import type { Request } from '../export-state.js';
import type { ExportRange } from '../export-range.js';
import { eventsOf } from '../export-range.js';
import type { Target } from '../target.js';
import { syncDirectory } from '../target.js';
import type { LinesWritten } from '../resumable-export.js';
import { ResumableExport } from '../resumable-export.js';
import type { LineSource } from '../write-lines.js';
import { BundleCheckpoint } from './bundle-checkpoint.js';
import { openTreeUpTo } from './log-tree.js';
import { ProofLines } from './proof-lines.js';

export type ExportedBundle = Exported & {
  /** Of the whole log: the newest events, which the checkpoint does not cover. */
  uncovered: number;
};

/**
 * Into a directory, which has its name when it is complete: the events; the checkpoint that they are proven against; if it
 * is of more than these, a proof for each; and the manifest.
 */
export async function exportBundle(
  cli: Cli,
  config: Config,
  reader: EventReader,
  target: Target,
  request: Request,
): Promise<ExportedBundle> {
  const { scope, origin } = request;
  target.check();
  const checkpoints = await BundleCheckpoint.prepare(cli, config, reader, scope);
  const resumable = await ResumableExport.open(cli, reader, target, request);
  const { state } = resumable;
  const range = await resumable.range(reader);
  await mkdir(target.part, { recursive: true });
  const write = (
    part: 'events' | 'proofs',
    file: string,
    lines: LineSource['lines'],
  ): Promise<LinesWritten> => writePart(cli, resumable, range, reader, { part, file, lines });

  const events = await write('events', EVENTS_FILE, (page) => page.map(eventLine));
  const tree =
    scope.kind === 'log'
      ? undefined
      : await openTreeUpTo(cli, config, reader, BigInt(events.last?.position ?? 0));
  try {
    const note =
      state.checkpoint ?? (await checkpoints.of(range, { count: events.count, last: events.last, tree }));
    expectOrigin(note, origin, scope);
    await resumable.remember(note);
    const treeSize = sizeOfNote(note);
    const proofs =
      tree && isSelection(scope)
        ? await write('proofs', PROOFS_FILE, new ProofLines(reader, tree, treeSize).of)
        : undefined;
    await writeDurably(join(target.part, CHECKPOINT_FILE), note);
    const files = {
      [CHECKPOINT_FILE]: hash('sha256', note),
      [EVENTS_FILE]: events.sha256,
      ...(proofs && { [PROOFS_FILE]: proofs.sha256 }),
    };
    const facts = { origin, scope, count: events.count, treeSize, files, createdAt: state.startedAt };
    await writeDurably(join(target.part, MANIFEST_FILE), manifestText(facts));
    await syncDirectory(target.part);
    await resumable.publish();
    const uncovered = scope.kind === 'log' ? events.count - treeSize : 0;
    return { count: events.count, bytes: events.bytes + (proofs?.bytes ?? 0), uncovered };
  } finally {
    await tree?.close();
  }
}

async function writePart(
  cli: Cli,
  resumable: ResumableExport,
  range: ExportRange,
  reader: EventReader,
  { part, file, lines }: { part: 'events' | 'proofs'; file: string; lines: LineSource['lines'] },
): Promise<LinesWritten> {
  const progress = cli.progress(part === 'events' ? 'Events' : 'Proofs');
  try {
    return await resumable.write(
      part,
      join(resumable.target.part, file),
      '',
      (last) => ({ pages: eventsOf(reader, range, last), lines }),
      (mark) => progress.update(...doneOf(range, mark)),
    );
  } finally {
    progress.stop();
  }
}

/** A bundle of another origin than its checkpoint's is none. */
function expectOrigin(note: string, origin: string, scope: Scope): void {
  const expected = scope.kind === 'workspace' ? streamOrigin(origin, streamOf(scope.workspaceId)) : origin;
  const [found] = note.split('\n', 1);
  if (found !== expected)
    throw new NoAnswerError(`EVIDENCE_ORIGIN is ${origin}, and the checkpoints of the log are of ${found}`);
}

async function writeDurably(path: string, text: string): Promise<void> {
  const handle = await open(path, 'w');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
