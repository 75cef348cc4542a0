import { extname } from 'node:path';
import type { Command } from 'commander';
import { Option } from 'commander';
import { openEventReader } from '#event-store';
import { parseVkeys } from '#evidence';
import type { LogReader } from '../api/log-reader.js';
import { openLog } from '../api/log-reader.js';
import { parseId } from '../arguments.js';
import type { Cli } from '../cli.js';
import { UsageError } from '../cli.js';
import { examples } from '../examples.js';
import { using } from '../opened.js';
import { exportBundle } from './bundle/export-bundle.js';
import type { Exported } from './export-file.js';
import { exportFile } from './export-file.js';
import type { ExportFormat, Request } from './export-state.js';
import { exportStream } from './export-stream.js';
import type { ScopeOptions } from './scope-options.js';
import { parseBound, scopeOf } from './scope-options.js';
import type { ShapeName } from './shapes/shape.js';
import { SHAPE_NAMES } from './shapes/shape.js';
import { Target } from './target.js';

type Options = ScopeOptions & { format: ExportFormat; out?: string; gzip?: true; force?: true };

/** `export`: events for others, and evidence of them. */
export function addExportCommand(program: Command, cli: Cli): void {
  program
    .command('export')
    .summary('hand events over: for a SIEM, a spreadsheet, or an auditor')
    .description(
      'Writes events out: all of them, those of a span, of a workspace or of a grant. The service may run meanwhile;\n' +
        'what is recorded after the export began is not in it. A file has its name when it is complete; an export that\n' +
        'was interrupted goes on where it was when the same command is given again.',
    )
    .addOption(
      new Option('--format <format>', 'how they are written')
        .choices(['bundle', ...SHAPE_NAMES])
        .makeOptionMandatory(),
    )
    .option('--out <path>', 'the file, or the directory of a bundle (default: standard output)')
    .option('--from <instant or position>', 'the first to be in it', parseBound)
    .option(
      '--to <instant or position>',
      'an instant, not in it any more, or a position, still in it',
      parseBound,
    )
    .option('--workspace <id>', 'those of one workspace', parseId)
    .option('--grant <id>', 'from the event that gave a grant to the last that names it', parseId)
    .option('--gzip', 'compressed; also when the file is named .gz')
    .option('--force', 'replaces what is there')
    .addHelpText('after', FORMATS)
    .addHelpText(
      'after',
      examples([
        'export --format ocsf --from 2026-11-01T00:00:00Z --to 2026-12-01T00:00:00Z --out november.ndjson.gz',
        'export --format csv --workspace acme --out acme.csv',
        'export --format bundle --grant 0192f0c0-5d3e-7000-8000-1c2d3e4f5061 --out evidence',
        'export --format ndjson | grep IMPERSONATED',
      ]),
    )
    .action((options: Options) => runExport(cli, options));
}

const FORMATS = `
Formats:
  bundle       a directory: events, a signed checkpoint, proofs. support-access verify checks it, offline
  ndjson       the events as they are in a bundle, one a line (RFC 8785), each with its chain
  cloudevents  CloudEvents 1.0, one a line, as on the events topic
  ocsf         OCSF 1.5, one a line, for a SIEM
  cadf         CADF 1.0 (DMTF DSP0262), one a line
  csv          the audit trail's columns, for a spreadsheet
`;

async function runExport(cli: Cli, options: Options): Promise<void> {
  const { format, out } = options;
  const gzip = options.gzip === true || (out !== undefined && extname(out) === '.gz');
  if (format === 'bundle' && out === undefined) throw new UsageError(NO_DIRECTORY);
  if (format === 'bundle' && gzip) throw new UsageError('the files of a bundle are not compressed');
  if (cli.service?.api !== undefined) return exportByApi(cli, options, gzip);
  const config = cli.config();
  await using(openEventReader(config.eventStoreUrl), async (reader) => {
    const scope = await scopeOf(options, reader, cli);
    const request = { scope, gzip, origin: config.evidenceOrigin };
    if (format !== 'bundle') return exportLines(cli, reader, { ...request, format }, options);
    if (out === undefined) throw new UsageError(NO_DIRECTORY);
    const target = new Target(out, options.force === true);
    const { uncovered, ...exported } = await exportBundle(cli, config, reader, target, {
      ...request,
      format,
    });
    tell(cli, exported, out);
    if (uncovered > 0)
      cli.say(
        `The last ${uncovered} of them are newer than the checkpoint: nobody has signed for these yet.`,
      );
  });
}

const NO_DIRECTORY = 'a bundle is a directory: --out names it';

/** The calls give events as CloudEvents, and not all that the hashes of a bundle are over. */
async function exportByApi(cli: Cli, options: Options, gzip: boolean): Promise<void> {
  const { format } = options;
  if (format === 'bundle' || format === 'ndjson')
    throw new UsageError(
      `${format} has all metadata of an event, which is not told over HTTP: ask the store, or export cloudevents`,
    );
  const client = await cli.service!.client();
  const [key] = parseVkeys(await client.evidence.verifierKeys({ signal: cli.signal }));
  await using(openLog(cli), async (reader) => {
    const scope = await scopeOf(options, reader, cli);
    await exportLines(cli, reader, { scope, gzip, origin: key!.name, format }, options);
  });
}

async function exportLines(
  cli: Cli,
  reader: LogReader,
  asked: Request<ShapeName>,
  { out, force }: Options,
): Promise<void> {
  const target = out === undefined ? undefined : new Target(out, force === true);
  const exporting = target ? exportFile(cli, reader, target, asked) : exportStream(cli, reader, asked);
  tell(cli, await exporting, out);
}

function tell({ say }: Cli, { count, bytes }: Exported, out?: string): void {
  say(`${count} events, ${(bytes / 2 ** 20).toFixed(1)} MiB${out === undefined ? '' : ` in ${out}`}.`);
}
