import type { Command } from 'commander';
import type { EpochMs } from '#domain';
import { toInstant } from '#domain';
import { openEventReader } from '#event-store';
import type { DueEntry, DueListQueries } from '#expiry';
import { LIST_START, openDueListQueries } from '#expiry';
import { parseInstant } from '../arguments.js';
import type { Cli } from '../cli.js';
import { examples } from '../examples.js';
import type { Format, FormatOptions } from '../format-option.js';
import { LIST_FORMATS, withFormats } from '../format-option.js';
import { using } from '../opened.js';
import type { Shape } from '../rows.js';
import { Rows } from '../rows.js';

type DueRow = { workspaceId: string; kind: DueEntry['kind']; id: string; dueAt: string; overdueMs: number };

const PAGE = 1_000;

/** `expiry due`: the grants, requests and sessions whose end is not recorded yet. */
export function addExpiryCommand(program: Command, cli: Cli): void {
  const expiry = program
    .command('expiry')
    .summary('what is due to end')
    .description('What will be over by itself, and what is over and not recorded yet.')
    .addHelpText('after', examples(['expiry due', 'expiry due --until 2026-12-01T00:00:00Z --format csv']));
  const due = expiry
    .command('due')
    .summary('what is over, or will be, without a record of it')
    .description(
      'Grants, requests and sessions whose end is not recorded, oldest first: those past it already, and with --until those due by then.\n' +
        'Access has ended all the same: every check compares with the clock.',
    )
    .option('--until <instant>', 'also those due by then', parseInstant);
  withFormats(due, LIST_FORMATS)
    .addHelpText('after', examples(['expiry due', 'expiry due --until 2026-12-01T00:00:00Z --format csv']))
    .action(async ({ until, format }: { until?: EpochMs } & FormatOptions<Format>) => {
      const { readModelUrl, eventStoreUrl } = cli.config();
      await using(openDueListQueries(readModelUrl), async (dueList) => {
        const position = await dueList.position();
        await using(openEventReader(eventStoreUrl), async (log) => {
          if ((await log.head()) > position)
            cli.say(`The due list is behind: it knows the log up to position ${position} alone.`);
        });
        await list(cli, dueList, { position: `${position}`, until, format });
      });
    });
}

async function list(
  { clock, out, say, signal }: Cli,
  dueList: DueListQueries,
  { position, until, format }: { position: string; until: EpochMs | undefined; format: Format },
): Promise<void> {
  const now = clock.now();
  const rows = await Rows.open(out, format, SHAPE, { asOf: toInstant(now), position, list: 'due' });
  const last = Math.max(until ?? now, now);
  for (let after = LIST_START; ;) {
    signal.throwIfAborted();
    const page = await dueList.due(last, after, PAGE);
    for (const entry of page) await rows.write(toRow(entry, now));
    if (page.length < PAGE) break;
    after = page.at(-1)!;
  }
  await rows.close();
  const next = await dueList.nextDueAt(last);
  const then = next === undefined ? 'nothing is due after that' : `the next is due at ${toInstant(next)}`;
  say(`${rows.count === 0 ? 'Nothing is due' : `${rows.count} due`}; ${then}.`);
}

const toRow = ({ workspaceId, kind, id, dueAt }: DueEntry, now: EpochMs): DueRow => ({
  workspaceId,
  kind,
  id,
  dueAt: toInstant(dueAt),
  overdueMs: Math.max(now - dueAt, 0),
});

const SHAPE: Shape<DueRow> = {
  text: ({ workspaceId, kind, id, dueAt, overdueMs }) =>
    `${dueAt}  ${workspaceId}  ${kind} ${id}${overdueMs > 0 ? `  overdue by ${overdueMs} ms` : ''}`,
  lines: (row) => [row],
  csv: [
    { name: 'workspaceId', of: ({ workspaceId }) => workspaceId },
    { name: 'kind', of: ({ kind }) => kind },
    { name: 'id', of: ({ id }) => id },
    { name: 'dueAt', of: ({ dueAt }) => dueAt },
    { name: 'overdueMs', of: ({ overdueMs }) => overdueMs },
  ],
};
