import type { Command } from 'commander';
import { assertNever, toInstant } from '#domain';
import { openEventReader } from '#event-store';
import type { AuditEntry } from '#read-models';
import { toAuditEntry, TRAIL_COLUMNS } from '#read-models';
import type { LogReader } from '../api/log-reader.js';
import { openLog } from '../api/log-reader.js';
import { proveByApi } from '../api/prove-by-api.js';
import { parseId } from '../arguments.js';
import type { Cli } from '../cli.js';
import { examples } from '../examples.js';
import { workspaceOfGrant } from '../export/export-range.js';
import type { FormatOptions } from '../format-option.js';
import { withFormats } from '../format-option.js';
import { using } from '../opened.js';
import { Rows } from '../rows.js';
import type { Report } from './build-report.js';
import { reportJson } from './build-report.js';
import { readGrant } from './grant-report.js';
import { proveEvents } from './prove.js';
import { reportPage } from './report-page.js';

type Options = { workspace?: string; wait: boolean } & FormatOptions<'html' | 'json' | 'csv'>;

/** `report <grant>`: everything about one grant, for somebody who trusts nothing they cannot check. */
export function addReportCommand(program: Command, cli: Cli): void {
  const command = program
    .command('report')
    .summary('everything about one grant, with the evidence')
    .description(
      'Who asked and how long they waited; who let support in, why and until when; every extension; every login with engineer,\n' +
        'address and time, and how its session ended; how the grant ended and how late; who was refused; and what an auditor\n' +
        'needs to check it. One page that needs nothing else, or JSON, or CSV.\n' +
        'Exit code 1 when the log is not what was signed for.',
    )
    .argument('<grant>', 'its id', parseId)
    .option('--workspace <id>', 'where it was given: spares a search through the log', parseId)
    .option('--no-wait', 'with the newest checkpoint that there is, also if it does not cover all of it');
  withFormats(command, ['html', 'json', 'csv'])
    .addHelpText(
      'after',
      examples([
        'report 0192f0c0-5d3e-7000-8000-1c2d3e4f5061 > report.html',
        'report 0192f0c0-5d3e-7000-8000-1c2d3e4f5061 --workspace acme --json',
      ]),
    )
    .action(async (grantId: string, options: Options) => {
      const report = await makeReport(cli, grantId, options);
      await print(cli, report, options.format);
      const { facts, chain, evidence } = report;
      cli.say(
        `${facts.logins.length} logins, ${facts.denied.length} refusals; ${evidence.proofs.length} of ${report.told.length} events proven.`,
      );
      for (const remark of evidence.remarks) cli.say(remark);
      if (chain.brokenAtRevision !== undefined)
        cli.say(`The hash chain of the workspace is broken at revision ${chain.brokenAtRevision}.`);
      if (evidence.damaged || chain.brokenAtRevision !== undefined) cli.exitWith(1);
    });
}

async function makeReport(cli: Cli, grantId: string, { workspace, wait }: Options): Promise<Report> {
  const [now, { signal }] = [cli.clock.now(), cli];
  const told = async (reader: LogReader, isComplete: boolean) => {
    const position = `${await reader.head()}`;
    const workspaceId = workspace ?? (await workspaceOfGrant(reader, grantId, signal));
    const reading = await readGrant(reader, { workspaceId, grantId, now, signal, isComplete });
    return { madeAt: toInstant(now), position, ...reading };
  };
  if (cli.service?.api !== undefined) {
    const client = await cli.service.client();
    const reading = await using(openLog(cli), (reader) => told(reader, false));
    return { ...reading, evidence: await proveByApi(reading.told, { cli, client, wait }) };
  }
  const config = cli.config();
  return using(openEventReader(config.eventStoreUrl), async (reader) => {
    const reading = await told(reader, true);
    return { ...reading, evidence: await proveEvents(reading.told, { cli, config, reader, wait }) };
  });
}

async function print({ out }: Cli, report: Report, format: Options['format']): Promise<void> {
  switch (format) {
    case 'html':
      return out.write(reportPage(report));
    case 'json':
      return out.json(reportJson(report));
    case 'csv': {
      const shape = { text: () => '', lines: (row: AuditEntry) => [row], csv: TRAIL_COLUMNS };
      const rows = await Rows.open(out, 'csv', shape, { list: 'entries' });
      for (const { recorded } of report.told) {
        const { event, id, revision, position, metadata } = recorded;
        const { recordedAt } = metadata;
        await rows.write(toAuditEntry(event, { id, recordedAt, revision, position: `${position}` }));
      }
      return rows.close();
    }
    default:
      return assertNever(format, 'format');
  }
}
