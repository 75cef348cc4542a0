import type { CommandResult } from '#contracts';
import type { PlannedCommand } from './command-planner.js';
import { nameOf } from './command-planner.js';
import type { LogCopy, RecordedCommand } from './log-copy.js';
import type { TopicRecord } from './topic-reader.js';
import { header } from './topic-reader.js';

/** What the results topic says, by the `ce_id` of a result. */
export class ResultBook {
  /** The first result of each id, as text, in the order they came. */
  readonly first = new Map<string, string>();
  readonly wrong: string[] = [];
  /** How many came again. */
  repeated = 0;

  add(record: TopicRecord): void {
    const id = header(record, 'ce_id') ?? '';
    // The same result, whether or not it says that it is not the first.
    const value = record.value?.toString().replace(/,"repeated":true\b/, '');
    const text = `${record.key?.toString()} ${value}`;
    const before = this.first.get(id);
    if (before === undefined) this.first.set(id, text);
    else if (before === text) this.repeated += 1;
    else this.wrong.push(`${id} has two results: ${before} and ${text}`);
    if (header(record, 'ce_type') !== 'SupportAccessCommandResult') this.wrong.push(`${id} is no result`);
  }

  /** Of a recorded command. */
  get(name: string): CommandResult | undefined {
    const text = this.first.get(name);
    return text === undefined ? undefined : (JSON.parse(text.slice(text.indexOf(' ') + 1)) as CommandResult);
  }
}

/**
 * What is wrong with the results topic: commands that were sent by Kafka and have no result, results that are not what the log
 * says, results of one id that differ, an order within a workspace that is not the one they were sent in.
 */
export function checkResults(book: ResultBook, log: LogCopy, sent: Iterable<PlannedCommand>): string[] {
  const wrong = [...book.wrong];
  const placeOf = new Map([...book.first.keys()].map((id, place) => [id, place]));
  const before = new Map<string, { name: string; place: number }>();
  for (const planned of sent) {
    const name = nameOf(planned);
    const result = book.get(name);
    if (result === undefined) {
      wrong.push(`${name} has no result`);
      continue;
    }
    wrong.push(...checkResult(name, result, log));
    const { workspaceId } = planned.command.data;
    if (book.first.get(name)?.startsWith(`${workspaceId} `) !== true)
      wrong.push(`the result of ${name} is not keyed by its workspace`);
    const place = placeOf.get(name)!;
    const previous = before.get(workspaceId);
    if (previous !== undefined && previous.place > place)
      wrong.push(`${name} was sent after ${previous.name} and answered before it`);
    before.set(workspaceId, { name, place });
  }
  return wrong;
}

/** Whether an answer, by Kafka or by HTTP, is what the log says of that command. */
export function checkResult(name: string, result: CommandResult, log: LogCopy): string[] {
  const recorded = log.commands.get(name);
  if (recorded === undefined) return [`${name} was answered ${result.outcome} and is not in the log`];
  const expected = JSON.stringify(expectedResult(recorded));
  const found = JSON.stringify(facts(result));
  return expected === found ? [] : [`${name} was answered ${found}, and the log says ${expected}`];
}

const facts = (result: CommandResult): unknown => [
  result.outcome,
  'code' in result ? result.code : null,
  'position' in result ? result.position : null,
  result.events.map(({ id, type, revision }) => [id, type, revision]),
];

function expectedResult({ events }: RecordedCommand): unknown {
  const denial = events.find(({ event }) => event.type === 'SupportAccessDenied')?.event;
  return [
    denial === undefined ? 'accepted' : 'denied',
    denial?.type === 'SupportAccessDenied' ? denial.data.code : null,
    `${events.at(-1)!.position}`,
    events.map(({ id, type, revision }) => [id, type, revision]),
  ];
}
