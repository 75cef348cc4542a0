import type { SupportSessionEnded } from '#domain';
import { DEFAULT_POLICY } from '#domain';
import { rm } from 'node:fs/promises';
import { CommandDoor } from '#commands';
import type { CommandResult } from '#contracts';
import { EXTERNAL_COMMAND_TYPES } from '#contracts';
import { openEventStore, RecordedEvent } from '#event-store';
import { openReadModels } from '#read-models';
import { openDueList } from '#expiry';
import { checkDecisions } from './check-decisions.js';
import { checkEventsTopic } from './check-events-topic.js';
import { checkEffects, checkEnds, checkLog, checkOrder } from './check-log.js';
import { checkReadModels } from './check-read-models.js';
import { checkResults, ResultBook } from './check-results.js';
import type { PlannedCommand } from './command-planner.js';
import { CommandPlanner, nameOf } from './command-planner.js';
import { LogCopy, workspaceOf } from './log-copy.js';
import { Random } from './random.js';
import { temporaryDirectory } from './scene.js';
import { eventStoreUrl, readModelUrl } from './service-under-test.js';
import type { TopicRecord } from './topic-reader.js';

// What looks for damage must find it: a good run is damaged here in every way that the suites exclude.

const COMMANDS = 2_000;

/** Every type of event, and why what ends has ended. */
const EVERYTHING = [
  'SupportAccessDenied',
  'SupportAccessExtended',
  'SupportAccessGranted',
  'SupportAccessRequestClosed declined',
  'SupportAccessRequestClosed expired',
  'SupportAccessRequestClosed forced-sso',
  'SupportAccessRequestClosed grant-ended',
  'SupportAccessRequestClosed superseded',
  'SupportAccessRequestClosed ticket-closed',
  'SupportAccessRequestClosed withdrawn',
  'SupportAccessRequested',
  'SupportAccessRevoked expired',
  'SupportAccessRevoked forced-sso',
  'SupportAccessRevoked revoked',
  'SupportAccessRevoked ticket-closed',
  'SupportLogin',
  'SupportSessionEnded closed',
  'SupportSessionEnded grant-ended',
  'SupportSessionEnded signed-out',
  'SupportSessionEnded ticket-closed',
  'SupportSessionEnded timed-out',
  'SupportTicketClosed',
  'WorkspaceUpdated',
];

/** Every refusal but those of a clock, of a policy that is not the default, and of a hundred sessions. */
const DENIED = [
  'ACCESS_EXPIRED',
  'ALREADY_GRANTED',
  'ALREADY_REQUESTED',
  'EXTENSION_LIMIT',
  'FORCED_SSO',
  'IMPERSONATED',
  'NOT_REQUESTER',
  'NOT_SESSION_ENGINEER',
  'NOT_WORKSPACE_OWNER',
  'NO_ACTIVE_GRANT',
  'NO_LIVE_SESSION',
  'REQUEST_LIMIT',
  'REQUEST_NOT_PENDING',
  'UNKNOWN_WORKSPACE',
];

let directory: string;
let log: LogCopy;
const sent: PlannedCommand[] = [];
const results: CommandResult[] = [];
const byName = new Map<string, PlannedCommand>();

beforeAll(async () => {
  directory = await temporaryDirectory('checkers');
  const store = await openEventStore(eventStoreUrl(directory));
  const policy = DEFAULT_POLICY;
  let now = Date.UTC(2026, 0, 5, 9);
  const door = new CommandDoor(store, { now: () => now }, { policy });
  const durationMinutes = { least: 1, most: 60 };
  const planner = new CommandPlanner(new Random(1), { workspaces: 10, durationMinutes });
  const source = { kind: 'kafka', topic: 't', partition: 0, offset: '0' } as const;
  for (let n = 0; n < COMMANDS; n++) {
    const planned = planner.next();
    sent.push(planned);
    byName.set(nameOf(planned), planned);
    // Now and then four days, in which requests end by themselves, too.
    now += n % 1_000 === 999 ? 4 * 86_400_000 : 20_000;
    const executed = await door.execute({ ...planned, source });
    results.push(executed.result);
    for (const event of executed.events) planner.note(event);
  }
  await store.close();
  log = await LogCopy.read(eventStoreUrl(directory));
});

afterAll(() => rm(directory, { recursive: true, force: true }));

const changed = (
  { position, stream, revision, id, type, dataJson, metadataJson, chain }: RecordedEvent,
  instead: { dataJson?: string; metadataJson?: string },
): RecordedEvent => {
  const json = { dataJson, metadataJson, ...instead };
  return new RecordedEvent(position, stream, revision, id, type, json.dataJson, json.metadataJson, chain);
};

/** The log with the n-th event replaced, by nothing or by others. */
const withInstead = (n: number, ...events: RecordedEvent[]): LogCopy =>
  new LogCopy(log.events.toSpliced(n, 1, ...events));

const record = (key: string, value: string, headers: Record<string, string>, n: number): TopicRecord => ({
  partition: 0,
  offset: BigInt(n),
  key: Buffer.from(key),
  value: Buffer.from(value),
  headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)])),
});

const resultRecords = (): TopicRecord[] =>
  results.map((result, n) => {
    const headers = {
      ce_id: `${result.workspaceId}/${result.commandId}`,
      ce_type: 'SupportAccessCommandResult',
    };
    return record(result.workspaceId, JSON.stringify(result), headers, n);
  });

const eventRecords = (): TopicRecord[] =>
  log.events.map((event, n) => {
    const headers = {
      ce_specversion: '1.0',
      ce_id: event.id,
      ce_type: event.type,
      ce_subject: workspaceOf(event),
      ce_time: event.metadata.recordedAt,
      ce_position: `${event.position}`,
      ce_revision: `${event.revision}`,
      ce_chain: event.chain,
      ce_correlationid: event.metadata.correlationId,
    };
    return record(workspaceOf(event), event.dataJson, headers, n);
  });

const checkedResults = (records: TopicRecord[]): string[] => {
  const book = new ResultBook();
  for (const each of records) book.add(each);
  return checkResults(book, log, sent);
};

/** A place in the log, and one of the same stream after it. */
function twoOfOneStream(): [number, number] {
  const n = log.events.findIndex(({ revision }) => revision === 2);
  return [
    n,
    log.events.findIndex(({ stream, revision }) => stream === log.events[n]!.stream && revision === 3),
  ];
}

it('finds nothing in a good run, whose grants also ended by themselves', async () => {
  const met = log.events.map(({ event: { type, data } }) =>
    'cause' in data ? `${type} ${data.cause}` : type,
  );
  expect([...new Set(met)].sort()).toEqual(EVERYTHING);
  expect([
    ...checkLog(log),
    ...checkEffects(log, byName),
    ...checkEnds(log),
    ...checkDecisions(log, byName),
    ...checkOrder(log, sent),
    ...checkedResults([...resultRecords(), ...resultRecords()]),
    ...checkEventsTopic([...eventRecords(), ...eventRecords()], log),
  ]).toEqual([]);
});

it('plans commands of every type, a good share of which are accepted', () => {
  const accepted = new Map<string, number>();
  for (const [n, { command }] of sent.entries())
    if (results[n]!.outcome === 'accepted') accepted.set(command.type, (accepted.get(command.type) ?? 0) + 1);
  expect([...accepted.keys()].sort()).toEqual([...EXTERNAL_COMMAND_TYPES].sort());
  const total = [...accepted.values()].reduce((sum, count) => sum + count, 0);
  expect(total).toBeGreaterThan(COMMANDS / 3);
  expect(Math.min(...accepted.values())).toBeGreaterThan(10);
  const codes = new Set(results.flatMap((result) => ('code' in result ? [result.code] : [])));
  expect([...codes].sort()).toEqual(DENIED);
});

it('finds a gap, a changed event, one moved, one invented', () => {
  const [n, later] = twoOfOneStream();
  const event = log.events[n]!;
  const { stream, revision } = event;
  expect(checkLog(withInstead(n))).toContain(`${stream} has revision ${revision + 1} for ${revision}`);
  const edited = changed(event, { dataJson: event.dataJson.replace('{', '{"x":1,') });
  expect(checkLog(withInstead(n, edited))).toEqual([`the chain of ${stream} breaks at revision ${revision}`]);
  const moved = log.events.with(n, log.events[later]!).with(later, event);
  expect(checkLog(new LogCopy(moved))).toContain(
    `position ${event.position} comes after ${log.events[later - 1]!.position}`,
  );
  expect(checkLog(withInstead(n, event, event))).toContain(`the event id ${event.id} is there twice`);
});

it('finds a command that was executed twice, out of order, or by nobody', () => {
  const [n, later] = twoOfOneStream();
  const { metadataJson, metadata } = log.events[n]!;
  const again = changed(log.events[later]!, { metadataJson });
  const name = `${workspaceOf(again)}/${metadata.commandId}`;
  expect(checkEffects(withInstead(later, again), byName).join()).toContain(`${name} has 2 outcomes`);
  expect(checkEffects(log, new Map([...byName].filter(([each]) => each !== name)))).toEqual([
    `nobody sent ${name}`,
  ]);
  const [first, second] = [n, later].map((at) =>
    sent.findIndex((each) => each.commandId === log.events[at]!.metadata.commandId),
  );
  const swapped = sent.with(first!, sent[second!]!).with(second!, sent[first!]!);
  expect(checkOrder(log, swapped)).not.toEqual([]);
});

it('finds an end that comes twice, and one of nothing', () => {
  const n = log.events.findIndex(({ type }) => type === 'SupportSessionEnded');
  const end = log.events[n]!.event.data as SupportSessionEnded;
  expect(checkEnds(withInstead(n, log.events[n]!, log.events[n]!))).toEqual([
    `SupportSessionEnded ends ${end.sessionId}, which is not open`,
  ]);
  const login = log.events.findIndex(({ dataJson }) => dataJson.includes(end.sessionId));
  expect(checkEnds(withInstead(login))).toEqual([
    `SupportSessionEnded ends ${end.sessionId}, which is not open`,
  ]);
});

it('finds a decision that the rules do not give', () => {
  const n = log.events.findIndex(({ event }) => event.type === 'SupportAccessDenied');
  const event = log.events[n]!;
  const lenient = changed(event, {
    dataJson: event.dataJson.replace(/"code":"\w+"/, '"code":"TICKET_REQUIRED"'),
  });
  expect(checkDecisions(withInstead(n, lenient), byName).join()).toContain('should have recorded');
});

it('finds results that are missing, differ, came in another order, or are not what was recorded', () => {
  const records = resultRecords();
  const name = nameOf(sent[5]!);
  expect(checkedResults(records.toSpliced(5, 1))).toEqual([`${name} has no result`]);
  const other = { ...results[5]!, position: '999999' };
  const wrong = record(
    other.workspaceId,
    JSON.stringify(other),
    { ce_id: name, ce_type: 'SupportAccessCommandResult' },
    5,
  );
  expect(checkedResults(records.with(5, wrong)).join()).toContain(`${name} was answered`);
  expect(checkedResults([...records, wrong]).join()).toContain(`${name} has two results`);
  expect(checkedResults(records.toReversed()).join()).toContain('answered before it');
});

it('finds events that were not published, were skipped at first, or differ', () => {
  const records = eventRecords();
  const [n, later] = twoOfOneStream();
  const { stream } = log.events[n]!;
  expect(checkEventsTopic(records.toSpliced(n, 1), log).join()).toContain(
    `of ${workspaceOf(log.events[n]!)} came before`,
  );
  expect(checkEventsTopic(records.with(n, records[later]!).with(later, records[n]!), log)).not.toEqual([]);
  expect(checkEventsTopic(records.slice(0, n), log).join()).toContain(`of ${stream} `);
  const edited = { ...records[n]!, value: Buffer.from('{}') };
  expect(checkEventsTopic(records.with(n, edited), log).join()).toContain('another value');
});

it('finds read models that are behind, and those of another log', async () => {
  const models = await openReadModels(readModelUrl(directory));
  const dueList = await openDueList(readModelUrl(directory));
  const head = log.events.at(-1)!.position;
  expect((await checkReadModels(directory, log)).join()).toContain('the read models are at 0');
  for (const target of [models, dueList]) await target.apply(log.events, head);
  expect(await checkReadModels(directory, log)).toEqual([]);
  const without = new LogCopy(log.events.filter(({ revision }) => revision > 0));
  expect((await checkReadModels(directory, without)).join()).toContain('the read models hash to');
  await models.close();
  await dueList.close();
});
