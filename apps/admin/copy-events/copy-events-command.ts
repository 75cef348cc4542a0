import type { Command } from 'commander';
import { Option } from 'commander';
import type { EventReader, EventStore } from '#event-store';
import { openExclusiveReader, openEventStore, StoreLockedError, StoreUnavailableError } from '#event-store';
import type { Cli } from '../cli.js';
import { NoAnswerError, UsageError } from '../cli.js';
import { examples } from '../examples.js';
import type { FormatOptions } from '../format-option.js';
import { DOCUMENT_FORMATS, withFormats } from '../format-option.js';
import { using } from '../opened.js';
import type { Comparison } from './compare-logs.js';
import { compareLogs } from './compare-logs.js';
import type { Copied } from './copy-log.js';
import { copyLog, ForeignTargetError } from './copy-log.js';
import type { Source } from './log-units.js';
import { withoutCheckpoints } from './log-units.js';
import { Patience } from './patience.js';

type Options = { from?: string; to: string; withoutCheckpoints?: true } & FormatOptions<'text' | 'json'>;

/** One append is under way at a time, and nobody waits for its answer: a target may be slow. */
const ANSWER_LIMIT_MS = 60_000;

/** `copy-events`: the log into another store, as one and the same log. */
export function addCopyEventsCommand(program: Command, cli: Cli): void {
  const command = program
    .command('copy-events')
    .summary('copy the log into another event store')
    .description(
      'Copies every event and every checkpoint, to the byte and in the order of the log, into another event store, and\n' +
        'compares the two in the end. The service must be stopped meanwhile. After an interruption the same command goes on\n' +
        'where the target ends. Exit codes: 0 both are one log, 1 they differ, 2 it could not be copied.',
    )
    .option('--from <url>', 'the event store to copy; that of EVENT_STORE_URL without it')
    .addOption(
      new Option('--to <url>', 'the event store to copy into: an empty one, or one that a copy has begun')
        .env('TARGET_EVENT_STORE_URL')
        .makeOptionMandatory(),
    )
    .option(
      '--without-checkpoints',
      'leave them behind, for a log that goes on under a new EVIDENCE_ORIGIN because one was signed wrongly',
    );
  withFormats(command, DOCUMENT_FORMATS)
    .addHelpText(
      'after',
      examples([
        'copy-events --to esdb://localhost:2113?tls=false',
        'copy-events --from sqlite:data/events.db --to sqlite:copy/events.db',
      ]),
    )
    .action(async (options: Options) => {
      const from = options.from ?? cli.config().eventStoreUrl;
      if (from === options.to) throw new UsageError('--to: it is the event store that is to be copied');
      await using(held(from), async (source) => {
        const positionsAfter = await source.head();
        await using(
          openEventStore(options.to, { positionsAfter, answerLimitMs: ANSWER_LIMIT_MS }),
          (target) => run(cli, source, target, options),
        );
      });
    });
}

async function held(url: string): Promise<EventReader> {
  try {
    return await openExclusiveReader(url);
  } catch (error) {
    if (!(error instanceof StoreLockedError)) throw error;
    throw new NoAnswerError(
      `${error.message}. Stop the service first: nothing may be written while it is copied`,
    );
  }
}

async function run(cli: Cli, store: EventReader, target: EventStore, options: Options): Promise<void> {
  const { format } = options;
  await requireUp('source', store);
  await requireUp('target', target);
  if (!store.isSoleWriter)
    cli.say('The source is a server, which cannot be held: let nothing write to it until the end.');
  if (!target.isSoleWriter)
    cli.say('The target is a server, which cannot be held: let nothing write to it until the end.');
  const source = options.withoutCheckpoints ? withoutCheckpoints(store) : store;
  try {
    const copied = await copy(cli, source, await store.head(), target);
    if (!copied.complete) return;
    const compared = await compare(cli, source, target, copied.found + copied.copied);
    await (format === 'json' ? cli.out.json(comparisonJson(copied, compared)) : print(cli, copied, compared));
    if (compared.difference !== undefined) cli.exitWith(1);
  } catch (error) {
    if (!(error instanceof ForeignTargetError)) throw error;
    cli.exitWith(1);
    if (format === 'json') await cli.out.json({ outcome: 'refused', difference: error.difference });
    cli.say(`support-access: ${error.message}`);
  }
}

/** Before the work, so that a mistake in a URL is not waited for; a server that is slow has the time of one answer. */
async function requireUp(name: string, store: EventReader): Promise<void> {
  try {
    await store.head();
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error;
    throw new NoAnswerError(`the ${name} does not answer: ${error.message}`);
  }
}

async function copy(cli: Cli, source: Source, head: bigint, target: EventStore): Promise<Copied> {
  const { signal } = cli;
  const bar = cli.progress('Copying');
  const first = await firstPosition(source);
  const stopping = (): void => {
    bar.stop();
    cli.say('Stopping after the append that is under way. The same command goes on from there.');
  };
  signal.addEventListener('abort', stopping);
  try {
    return await copyLog({
      source,
      target,
      signal,
      patience: patienceOf(cli),
      onProgress: (position) =>
        position <= head && bar.update(Number(position - first), Number(head - first) || 1),
    });
  } finally {
    signal.removeEventListener('abort', stopping);
    bar.stop();
  }
}

async function compare(cli: Cli, source: Source, target: EventReader, events: number): Promise<Comparison> {
  const { signal } = cli;
  const bar = cli.progress('Comparing');
  const onProgress = (done: number): void => bar.update(done, Math.max(events, done, 1));
  try {
    return await compareLogs({ source, target, patience: patienceOf(cli), signal, onProgress });
  } finally {
    bar.stop();
  }
}

const patienceOf = ({ signal, say }: Cli): Patience =>
  new Patience(signal, (error) => say(`Waiting: ${error.message}`));

async function firstPosition(source: Source): Promise<bigint> {
  for await (const [first] of source.readAll(0n)) return first?.position ?? 0n;
  return 0n;
}

async function print(
  { out, say, paint }: Cli,
  { found, copied }: Copied,
  compared: Comparison,
): Promise<void> {
  const { source, target, difference } = compared;
  say(`${copied} events were copied${found > 0 ? `, ${found} were there already` : ''}.`);
  await out.line(difference === undefined ? paint.green('EQUAL') : paint.red('DIFFERENT'));
  if (difference !== undefined) await out.line(`The first difference is ${difference}.`);
  for (const [name, { events, streams, checkpoints, root }] of [
    ['source', source],
    ['target', target],
  ] as const)
    await out.line(
      `${name}  ${events} events, ${streams} streams, ${checkpoints} checkpoints, root ${root.toString('base64')}`,
    );
  if (difference === undefined)
    await out.line(`The heads of all ${source.streams} streams are the same, revision and chain.`);
}

function comparisonJson({ found, copied }: Copied, { source, target, difference }: Comparison): object {
  const [one, other] = [source, target].map((facts) => ({ ...facts, root: facts.root.toString('base64') }));
  const outcome = difference === undefined ? 'equal' : 'different';
  return {
    outcome,
    found,
    copied,
    source: one,
    target: other,
    ...(difference !== undefined && { difference }),
  };
}
