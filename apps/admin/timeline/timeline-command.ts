import type { Command } from 'commander';
import type { EpochMs, SupportAccessEvent } from '#domain';
import { streamOf, toEpochMs } from '#domain';
import type { AuditEntry } from '#read-models';
import { TRAIL_COLUMNS, toAuditEntry } from '#read-models';
import { openLog } from '../api/log-reader.js';
import type { LogReader } from '../api/log-reader.js';
import { parseId, parseInstant } from '../arguments.js';
import type { Cli } from '../cli.js';
import { examples } from '../examples.js';
import type { Format, FormatOptions } from '../format-option.js';
import { LIST_FORMATS, withFormats } from '../format-option.js';
import { using } from '../opened.js';
import type { Paint } from '../paint.js';
import type { Shape } from '../rows.js';
import { Rows } from '../rows.js';
import { unknownWorkspace } from '../unknown-workspace.js';
import { eventInWords } from './event-words.js';

type Row = { event: SupportAccessEvent; entry: AuditEntry; chain: string };
type Span = { from?: EpochMs; to?: EpochMs };

/** `timeline <workspace>`: everything that happened in it, in order. */
export function addTimelineCommand(program: Command, cli: Cli): void {
  const command = program
    .command('timeline')
    .summary('everything that happened in a workspace')
    .description(
      'Everything that happened in a workspace, in order, in plain words.\n' +
        "Read from the log alone; the CSV has the columns of the audit trail's.",
    )
    .argument('<workspace>', 'its id', parseId)
    .option('--from <instant>', 'what was recorded then or later', parseInstant)
    .option('--to <instant>', 'what was recorded before then', parseInstant);
  withFormats(command, LIST_FORMATS)
    .addHelpText(
      'after',
      examples(['timeline acme', 'timeline acme --from 2026-11-01T00:00:00Z --format csv']),
    )
    .action((workspace: string, { format, ...span }: Span & FormatOptions<Format>) =>
      using(openLog(cli), (reader) => list(cli, reader, workspace, format, span)),
    );
}

async function list(
  { out, say, signal, paint }: Cli,
  reader: LogReader,
  workspaceId: string,
  format: Format,
  { from = -Infinity, to = Infinity }: Span,
): Promise<void> {
  let rows: Rows<Row, AuditEntry> | undefined;
  for await (const page of reader.readStream(streamOf(workspaceId))) {
    signal.throwIfAborted();
    rows ??= await Rows.open(out, format, shape(paint), { workspaceId, list: 'entries' });
    for (const { event, metadata, id, revision, position, chain } of page) {
      const { recordedAt, source } = metadata;
      if (toEpochMs(recordedAt) < from || toEpochMs(recordedAt) >= to) continue;
      const entry = toAuditEntry(event, { id, recordedAt, revision, position: `${position}`, source });
      await rows.write({ event, entry, chain });
    }
  }
  if (rows === undefined) throw unknownWorkspace(workspaceId);
  await rows.close();
  say(`${rows.count} events.`);
}

const shape = (paint: Paint): Shape<Row, AuditEntry> => ({
  text: ({ event, entry }) =>
    `${entry.at}  ${paint.bold(entry.label)}\n  ${eventInWords(event)}\n` +
    paint.dim(`  event ${entry.id}, revision ${entry.revision}`),
  json: ({ entry, chain }) => ({ ...entry, chain }),
  lines: ({ entry }) => [entry],
  csv: TRAIL_COLUMNS,
});
