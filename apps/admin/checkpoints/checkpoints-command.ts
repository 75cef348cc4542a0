import type { Command } from 'commander';
import { toInstant } from '#domain';
import type { EventReader, RecordedCheckpoint } from '#event-store';
import { checkpointMadeAt, LOG_START, openEventReader } from '#event-store';
import { CompactRange, InvalidNoteError, leafHashOfHex, readUnverified } from '#evidence';
import type { Cli } from '../cli.js';
import { examples } from '../examples.js';
import type { Format, FormatOptions } from '../format-option.js';
import { LIST_FORMATS, withFormats } from '../format-option.js';
import { using } from '../opened.js';
import type { Shape } from '../rows.js';
import { Rows } from '../rows.js';

/**
 * `covers`: whether the first `size` events of the log have that root (`same`), have another one (`other`), or are not all
 * there (`missing`); `unreadable`: it is no checkpoint, and has no origin, size, root and keys.
 */
type CheckpointRow = {
  revision: number;
  position: string;
  madeAt: string;
  covers: 'same' | 'other' | 'missing' | 'unreadable';
  origin?: string;
  size?: number;
  root?: string;
  keys?: readonly string[];
};

/** `checkpoints`: those that are recorded with the log, and whether the log is what they say. */
export function addCheckpointsCommand(program: Command, cli: Cli): void {
  const command = program
    .command('checkpoints')
    .summary('what each recorded checkpoint covers, and whether the log is that')
    .description(
      'Lists the checkpoints that are recorded in the event store, oldest first: when each was made, the origin, how many events\n' +
        'it covers, their root, the keys that it names, and whether the first events of the log have that root.\n' +
        'Signatures are checked by verify. Exit code 1 when the log is not what one of them says.',
    );
  withFormats(command, LIST_FORMATS)
    .addHelpText('after', examples(['checkpoints', 'checkpoints --json']))
    .action(async ({ format }: FormatOptions<Format>) => {
      await using(openEventReader(cli.config().eventStoreUrl), (reader) => list(cli, reader, format));
    });
}

async function list(cli: Cli, reader: EventReader, format: Format): Promise<void> {
  const { out, say, signal } = cli;
  // The checkpoints are read first: the log may grow meanwhile, and then has more than they say, not less.
  const checkpoints: RecordedCheckpoint[] = [];
  for await (const page of reader.readCheckpoints()) checkpoints.push(...page);
  const roots = await rootsOf(reader, new Set(checkpoints.map(sizeOf)), signal);
  const rows = await Rows.open(out, format, SHAPE, { list: 'checkpoints' });
  let wrong = 0;
  for (const checkpoint of checkpoints) {
    const row = toRow(checkpoint, roots);
    if (row.covers !== 'same') wrong += 1;
    await rows.write(row);
  }
  await rows.close();
  if (wrong > 0) cli.exitWith(1);
  say(
    wrong > 0
      ? `The log is not what ${wrong} of ${rows.count} checkpoints say.`
      : `${rows.count} checkpoints; the log is what they say.`,
  );
}

/** @returns the root of the log's first events, for each of the sizes that the log has, in base64 */
async function rootsOf(
  reader: EventReader,
  sizes: ReadonlySet<number | undefined>,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, string>> {
  const tree = new CompactRange();
  const roots = new Map<number, string>();
  const note = (): void => {
    if (sizes.has(tree.size)) roots.set(tree.size, tree.root().toString('base64'));
  };
  note();
  for await (const page of reader.readAll(LOG_START)) {
    signal.throwIfAborted();
    for (const { chain } of page) {
      tree.append(leafHashOfHex(chain));
      note();
    }
  }
  return roots;
}

const sizeOf = ({ note }: RecordedCheckpoint): number | undefined => read(note)?.size;

function read(note: string): ReturnType<typeof readUnverified> | undefined {
  try {
    return readUnverified(note);
  } catch (error) {
    if (error instanceof InvalidNoteError) return undefined;
    throw error;
  }
}

function toRow(checkpoint: RecordedCheckpoint, roots: ReadonlyMap<number, string>): CheckpointRow {
  const { revision, position } = checkpoint;
  const place = { revision, position: `${position}`, madeAt: toInstant(checkpointMadeAt(checkpoint)) };
  const said = read(checkpoint.note);
  if (said === undefined) return { ...place, covers: 'unreadable' };
  const root = said.root.toString('base64');
  const found = roots.get(said.size);
  const covers = found === undefined ? 'missing' : found === root ? 'same' : 'other';
  return { ...place, covers, origin: said.origin, size: said.size, root, keys: said.keys };
}

const COVERS: Record<CheckpointRow['covers'], string> = {
  same: 'the log has these',
  other: 'THE LOG HAS OTHERS',
  missing: 'THE LOG HAS FEWER',
  unreadable: 'NOT A CHECKPOINT',
};

const SHAPE: Shape<CheckpointRow> = {
  text: ({ revision, madeAt, covers, origin, size, root, keys }) =>
    `${madeAt}  checkpoint ${revision}  ${COVERS[covers]}` +
    (size === undefined
      ? ''
      : `\n  ${size} events of ${origin}, root ${root}\n  signed as ${keys?.join(', ')}`),
  lines: (row) => [row],
  csv: [
    { name: 'revision', of: ({ revision }) => revision },
    { name: 'position', of: ({ position }) => position },
    { name: 'madeAt', of: ({ madeAt }) => madeAt },
    { name: 'covers', of: ({ covers }) => covers },
    { name: 'origin', of: ({ origin }) => origin },
    { name: 'size', of: ({ size }) => size },
    { name: 'root', of: ({ root }) => root },
    { name: 'keys', of: ({ keys }) => keys?.join(' ') },
  ],
};
