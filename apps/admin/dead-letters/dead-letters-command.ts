import { hostname, userInfo } from 'node:os';
import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import type { KafkaConfig } from '#config';
import type { DeadLetterManager, LetterState, Resolution, Settled } from '#kafka';
import { withDeadLetterManager } from '#kafka';
import type { Cli } from '../cli.js';
import { UsageError } from '../cli.js';
import { examples } from '../examples.js';
import type { Format, FormatOptions } from '../format-option.js';
import { DOCUMENT_FORMATS, LIST_FORMATS, withFormats } from '../format-option.js';
import type { Shape } from '../rows.js';
import { Rows } from '../rows.js';
import type { ListedLetter } from './letter-text.js';
import { letterShape, letterText, summaryOf } from './letter-text.js';

const STATES = ['open', 'claimed', 'retried', 'discarded'] as const satisfies LetterState['kind'][];
const UNSETTLED = ['open', 'claimed'] as const;

type ListOptions = { state: LetterState['kind'] | 'all'; code?: string } & FormatOptions<Format>;
type ShowOptions = { raw?: true } & FormatOptions<'text' | 'json'>;
type SettleOptions = {
  reason: string;
  by: string;
  all?: true;
  code?: string;
  dryRun?: true;
} & FormatOptions<Format>;

/** `dead-letters`: what lies in the dead-letter topic, and what is done about it. */
export function addDeadLettersCommand(program: Command, cli: Cli): void {
  const group = program
    .command('dead-letters')
    .summary('look through messages that were no commands, send them again, or set them aside')
    .description(
      'Messages that were no commands lie in a Kafka topic of their own. A letter is named by its place there,\n' +
        '<partition>/<offset>. What is done about one is recorded beside it, with who and why, and is never undone.',
    )
    .addHelpText(
      'after',
      examples([
        'dead-letters list',
        'dead-letters show 3/17',
        "dead-letters retry --all --code MALFORMED --reason 'the billing service was mended'",
        "dead-letters discard 3/17 --reason 'a test of the new producer'",
      ]),
    );

  const list = group
    .command('list')
    .description('The letters, oldest first in each partition.')
    .addOption(new Option('--state <state>', 'in which state').choices([...STATES, 'all']).default('open'))
    .option('--code <code>', 'only those with this error code');
  withFormats(list, LIST_FORMATS).action(async ({ state, code, format }: ListOptions) => {
    const letters = await withLetters(cli, (letters) =>
      listed(letters, state === 'all' ? STATES : [state], code),
    );
    await print(cli, format, letterShape(cli.paint), letters);
    cli.say(letters.length === 1 ? '1 dead letter' : `${letters.length} dead letters`);
  });

  const show = group
    .command('show')
    .description(
      'One letter: where it came from, what is wrong with it, what was done about it, and its bytes, which are base64 in JSON.',
    )
    .argument('<place>', 'as `list` names it', parsePlace)
    .option('--raw', "the message's value alone, byte for byte");
  withFormats(show, DOCUMENT_FORMATS).action(async (place: string, { format, raw }: ShowOptions) => {
    const letter = await withLetters(cli, (letters) => find(letters, place));
    if (!letter) throw new UsageError(`there is no dead letter at ${place}`);
    if (raw) await cli.out.write(letter.value ?? Buffer.alloc(0));
    else if (format === 'json') await cli.out.json(letter.json);
    else await cli.out.write(letter.text);
  });

  addSettle(
    group,
    cli,
    'retry',
    'Sends the messages to the topics that they came from again, bytes and headers as they were, each once.',
  );
  addSettle(
    group,
    cli,
    'discard',
    'Records that nothing will be done about the letters. They stay where they are.',
  );
}

function addSettle(group: Command, cli: Cli, name: 'retry' | 'discard', description: string): void {
  const command = group
    .command(name)
    .description(`${description}\nExit code 1: some were refused.`)
    .argument(
      '[places...]',
      'as `list` names them',
      (text: string, before: string[]) => [...before, parsePlace(text)],
      [],
    )
    .requiredOption('--reason <text>', 'why; kept with the letter', parseText)
    .option(
      '--by <name>',
      'who decides; kept with the letter',
      parseText,
      `${userInfo().username}@${hostname()}`,
    )
    .option('--all', 'every letter that is open, or was left half done')
    .option('--code <code>', 'with --all, only those with this error code')
    .option('--dry-run', 'only say which');
  withFormats(command, LIST_FORMATS).action(async (places: string[], options: SettleOptions) => {
    if (places.length > 0 === (options.all === true)) throw new UsageError('name letters, or say --all');
    if (options.code !== undefined && !options.all) throw new UsageError('--code goes with --all');
    await withLetters(cli, (letters) => settle(cli, letters, name, places, options));
  });
}

async function settle(
  cli: Cli,
  letters: DeadLetterManager,
  name: 'retry' | 'discard',
  named: readonly string[],
  { all, code, reason, by, dryRun, format }: SettleOptions,
): Promise<void> {
  const places = all ? (await listed(letters, UNSETTLED, code)).map(({ place }) => place) : named;
  if (dryRun) {
    await print(
      cli,
      format,
      CHOSEN,
      places.map((place) => ({ place })),
    );
    return cli.say(`${places.length} would be chosen`);
  }
  const resolution: Resolution = { by, reason };
  const settled = await letters[name](places, resolution);
  const refused = settled.filter(({ outcome }) => outcome === 'refused').length;
  if (refused > 0) cli.exitWith(1);
  await print(cli, format, SETTLED, settled);
  cli.say(`${settled.length - refused} done, ${refused} refused`);
}

/** Letters of any kind, in every format. */
async function print<Row>(
  { out }: Cli,
  format: Format,
  shape: Shape<Row>,
  letters: readonly Row[],
): Promise<void> {
  const rows = await Rows.open(out, format, shape, { list: 'letters' });
  for (const letter of letters) await rows.write(letter);
  await rows.close();
}

async function listed(
  manager: DeadLetterManager,
  states: readonly LetterState['kind'][],
  code?: string,
): Promise<ListedLetter[]> {
  const letters: ListedLetter[] = [];
  await manager.read((letter, state) => {
    if (!states.includes(state.kind)) return;
    if (code === undefined || letter.code === code) letters.push(summaryOf(letter, state));
  });
  return letters;
}

type ShownLetter = { value: Buffer | null; json: object; text: string };

async function find(letters: DeadLetterManager, place: string): Promise<ShownLetter | undefined> {
  let found: ShownLetter | undefined;
  await letters.read((letter, state) => {
    if (letter.place !== place) return undefined;
    found = { value: letter.value, ...letterText(letter, state) };
    return 'enough';
  });
  return found;
}

function settledLine(settled: Settled): string {
  const { place, outcome } = settled;
  if (outcome === 'refused') return `${place}  refused: ${settled.why}`;
  if (outcome === 'sent-before')
    return `${place}  had been sent already by ${settled.by}; that is recorded now`;
  return `${place}  ${outcome}`;
}

const CHOSEN: Shape<{ place: string }> = {
  text: ({ place }) => place,
  lines: (row) => [row],
  csv: [{ name: 'place', of: ({ place }) => place }],
};

const SETTLED: Shape<Settled> = {
  text: settledLine,
  lines: (row) => [row],
  csv: [
    { name: 'place', of: ({ place }) => place },
    { name: 'outcome', of: ({ outcome }) => outcome },
    { name: 'by', of: (settled) => ('by' in settled ? settled.by : undefined) },
    { name: 'why', of: (settled) => ('why' in settled ? settled.why : undefined) },
  ],
};

async function withLetters<T>(cli: Cli, work: (letters: DeadLetterManager) => Promise<T>): Promise<T> {
  const kafka: KafkaConfig | undefined = cli.config().kafka;
  if (!kafka) throw new UsageError('KAFKA_BROKERS is not set: without Kafka there are no dead letters');
  return withDeadLetterManager(kafka, work);
}

function parsePlace(text: string): string {
  if (/^\d{1,9}\/\d{1,19}$/.test(text)) return text;
  throw new InvalidArgumentError('A letter is named <partition>/<offset>, such as 3/17.');
}

function parseText(text: string): string {
  if (text.trim() !== '' && text.length <= 1_024 && text.isWellFormed()) return text;
  throw new InvalidArgumentError('It is 1 to 1,024 characters.');
}
