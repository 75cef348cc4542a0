import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { Config } from '#config';
import { sqliteFile } from '#config';
import { assertNever, toInstant } from '#domain';
import type { EventReader, Position } from '#event-store';
import { openEventReader } from '#event-store';
import type { ReadModelState, StateDifference } from '#read-models';
import { openReadModelState } from '#read-models';
import { ReadModelUnavailableError } from '#derived';
import type { CheckpointKeys } from '#evidence';
import { signReceipt } from '#evidence';
import type { Cli } from '../cli.js';
import { UsageError } from '../cli.js';
import type { DueListDifference } from '../due-list-check.js';
import { compareWithReadModels, differenceInDueList } from '../due-list-check.js';
import { examples } from '../examples.js';
import type { Bound } from '../export/scope-options.js';
import { parseBound } from '../export/scope-options.js';
import { openLogKeys } from '../export/bundle/log-signer.js';
import type { FormatOptions } from '../format-option.js';
import { DOCUMENT_FORMATS, withFormats } from '../format-option.js';
import { using } from '../opened.js';
import { codeVersion } from './code-version.js';
import { differenceInWords, differenceJson } from './difference-words.js';
import type { Replayed } from './replay.js';
import { replay } from './replay.js';
import { positionAt } from './replay-log.js';
import { checkFree, Workplace } from './workplace.js';

type Options = { until?: Bound; keep?: string } & FormatOptions<'text' | 'json'>;

/** Where there is no file to be beside. */
const ELSEWHERE = join(tmpdir(), 'support-access.db');

/** How many rows that differ are told one by one. */
const MAX_TOLD = 100;

/** `replay`: everything that is derived, made anew from the first event on, beside what there is. */
export function addReplayCommand(program: Command, cli: Cli): void {
  const command = program
    .command('replay')
    .summary('make the read models anew from the log, and compare')
    .description(
      'Makes the read models anew from the first event on, beside the live ones, which are not touched; prints a signed\n' +
        'receipt of what came of it; and lists the rows in which the live ones differ. The list of grants that will end is\n' +
        'compared with what is open. A service may run meanwhile. Exit code 1 when anything differs.',
    )
    .option(
      '--until <instant or position>',
      'go no further; compared only if the live models are there',
      parseBound,
    )
    .option('--keep <directory>', 'keep the fresh models there');
  withFormats(command, DOCUMENT_FORMATS)
    .addHelpText('after', examples(['replay', 'replay --until 2026-11-22T09:30:00Z --keep november-22']))
    .action(async (options: Options) => {
      const config = cli.config();
      if (options.keep !== undefined) checkFree(options.keep);
      await using(openEventReader(config.eventStoreUrl), (reader) => run(cli, config, reader, options));
    });
}

async function run(cli: Cli, config: Config, reader: EventReader, options: Options): Promise<void> {
  // Before the work: it is now that a missing key should be noticed.
  const keys = await openLogKeys(config, reader);
  const upTo = await positionOf(cli, reader, options.until);
  const workplace = new Workplace(sqliteFile(config.readModelUrl) ?? ELSEWHERE);
  cli.atExit(() => workplace.remove());
  const live = await openLive(cli, config.readModelUrl);
  const bar = cli.progress('Replaying the log');
  const head = upTo ?? (await reader.head());
  const told: StateDifference[] = [];
  try {
    const replayed = await replay({
      reader,
      url: workplace.url,
      ...(live && { live }),
      ...(upTo !== undefined && { upTo }),
      signal: cli.signal,
      onProgress: (position) => bar.update(Number(position), Math.max(Number(head), Number(position))),
      onDifference: (difference) => told.length < MAX_TOLD && told.push(difference),
    });
    bar.stop();
    const receipt = signed(cli, keys, replayed);
    if (options.keep !== undefined) workplace.keep(options.keep);
    const isCompared = options.until === undefined && replayed.outcome !== 'not-compared';
    const dueList = isCompared ? await compareWithReadModels(config.readModelUrl, cli.signal) : undefined;
    await print(cli, options, replayed, receipt, told, dueList);
  } finally {
    bar.stop();
    await live?.close();
    workplace.remove();
  }
}

/** @throws UsageError for a position that the log does not have yet */
async function positionOf(
  cli: Cli,
  reader: EventReader,
  until: Bound | undefined,
): Promise<Position | undefined> {
  if (until === undefined) return undefined;
  const head = await reader.head();
  if (until.by === 'position') {
    if (until.position <= head) return until.position;
    throw new UsageError(`--until: the log ends at position ${head}`);
  }
  const bar = cli.progress('Looking for the instant');
  const onProgress = (position: Position): void => bar.update(Number(position), Number(head));
  try {
    return await positionAt(reader, Date.parse(until.instant), { signal: cli.signal, onProgress });
  } finally {
    bar.stop();
  }
}

/** Undefined while there are none. */
async function openLive(cli: Cli, url: string): Promise<ReadModelState | undefined> {
  try {
    return await openReadModelState(url);
  } catch (error) {
    if (!(error instanceof ReadModelUnavailableError)) throw error;
    cli.say(`There is nothing to compare with: ${error.message}`);
    return undefined;
  }
}

function signed({ clock }: Cli, { origin, signer }: CheckpointKeys, replayed: Replayed): string {
  const { position, size, root, state, outcome } = replayed;
  const facts = { origin, position: `${position}`, size, root, state, outcome };
  return signReceipt({ ...facts, code: codeVersion(), madeAt: toInstant(clock.now()) }, [signer]);
}

async function print(
  { out, say, exitWith, paint }: Cli,
  { format, until }: Options,
  { outcome, position, size, root, state, liveState, differences }: Replayed,
  receipt: string,
  told: readonly StateDifference[],
  dueList: DueListDifference | undefined,
): Promise<void> {
  if (format === 'json') {
    const facts = { position: `${position}`, size, root: root.toString('base64'), state };
    const rows = told.map(differenceJson);
    const live = liveState === undefined ? {} : { liveState };
    await out.json({ outcome, ...facts, ...live, differences, rows, ...(dueList && { dueList }), receipt });
  } else {
    await out.write(receipt);
    for (const difference of told) await out.line(paint.red(differenceInWords(difference)));
  }
  const difference = dueList && differenceInDueList(dueList);
  if (difference !== undefined) {
    say(`${difference}.`);
    exitWith(1);
  }
  switch (outcome) {
    case 'equal':
      say(`The live read models are what ${size} events make of them.`);
      return;
    case 'different':
      say(`The live read models differ from what ${size} events make of them: ${differences} rows.`);
      if (told.length < differences) say(`The first ${told.length} of them are listed.`);
      exitWith(1);
      return;
    case 'not-compared':
      say('Not compared: the live read models are not at that position.');
      if (until === undefined) exitWith(2);
      return;
    default:
      return assertNever(outcome, 'outcome');
  }
}
