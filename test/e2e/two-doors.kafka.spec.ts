import type { CommandResult, Event, SupportAccessClient } from '#client';
import { describeWith } from '../engines/engines.js';
import { sharedKafkaBrokers } from '../engines/shared-kafka.js';
import { eventually } from '../support/eventually.js';
import { kafkaClient, topicPrefix, TopicWriter } from '../support/kafka-client.js';
import { refusalOf } from '../support/refusal-of.js';
import type { TopicRecord } from '../support/topic-reader.js';
import { header, TopicReader } from '../support/topic-reader.js';
import type { Directory } from './service-process.js';
import { embedded, ServiceProcess, temporaryDirectory } from './service-process.js';

const described = { tier: 'business' as const, forcedSso: false, ownerIds: ['olivia'] };
const actor = { id: 'olivia' };
const engineer = { id: 'erin' };

/** What every well-formed command has but one whose id was used for other content. */
type Recorded = CommandResult & { position: string };

/** One service, one log: what comes in by either door is told the same on both sides. */
describeWith(['kafka'], 'Kafka and HTTP on one log', () => {
  let service: ServiceProcess;
  let directory: Directory;
  let commands: TopicWriter;
  let results: TopicReader;
  let published: TopicReader;
  let crm: SupportAccessClient;
  let olivia: SupportAccessClient;
  let erin: SupportAccessClient;
  /** What a reader of server-sent events has heard since before the first event. */
  const heard: Event[] = [];
  const stop = new AbortController();
  let following: Promise<void>;
  const sentByKafka: string[] = [];

  beforeAll(async () => {
    const brokers = await sharedKafkaBrokers();
    const prefix = topicPrefix('two-doors');
    directory = await temporaryDirectory();
    service = await ServiceProcess.start({
      ...embedded(directory.path),
      KAFKA_BROKERS: brokers,
      KAFKA_TOPIC_PREFIX: prefix,
      KAFKA_GROUP_ID: `${prefix}group`,
      KAFKA_PARTITIONS: '3',
    });
    await eventually('ready', () => service.isReady());
    [crm, olivia, erin] = [service.as('service'), service.as('owner'), service.as('engineer')];
    const kafka = kafkaClient(brokers);
    commands = await TopicWriter.open(kafka, `${prefix}support-access.commands`);
    results = await TopicReader.open(kafka, `${prefix}support-access.command-results`);
    published = await TopicReader.open(kafka, `${prefix}support-access.events`);
    following = (async () => {
      for await (const event of service.as('auditor').follow({ signal: stop.signal })) heard.push(event);
    })();
  }, 600_000);
  afterAll(async () => {
    stop.abort();
    await following;
    await Promise.all([commands.close(), results.close(), published.close()]);
    await service.stop();
    await directory.remove();
  });

  const produce = async (workspaceId: string, id: string, type: string, data: object): Promise<void> => {
    sentByKafka.push(`${workspaceId}/${id}`);
    const event = { specversion: '1.0', id, source: 'e2e', type, data: { workspaceId, ...data } };
    const headers = { 'content-type': 'application/cloudevents+json' };
    await commands.send([{ key: workspaceId, value: JSON.stringify(event), headers }]);
  };
  const resultsOf = (workspaceId: string, id: string): Recorded[] =>
    results.records
      .filter((record) => header(record, 'ce_id') === `${workspaceId}/${id}`)
      .map(({ value }) => JSON.parse(String(value)) as Recorded);
  /** The answer to one more message with a command. */
  const byKafka = async (workspaceId: string, id: string, type: string, data: object): Promise<Recorded> => {
    const before = resultsOf(workspaceId, id).length;
    await produce(workspaceId, id, type, data);
    await eventually(`the result of ${id}`, () => resultsOf(workspaceId, id).length > before);
    return resultsOf(workspaceId, id).at(-1)!;
  };
  const log = async (workspaceId?: string): Promise<Event[]> => {
    const events: Event[] = [];
    for await (const event of service.as('auditor').events())
      if (workspaceId === undefined || event.subject === workspaceId) events.push(event);
    return events;
  };

  it('people act over HTTP, and readers of the topic are told what readers of HTTP are', async () => {
    const workspaces = Array.from({ length: 6 }, (_, n) => `http-${n}`);
    await Promise.all(
      workspaces.map(async (id) => {
        await crm.updateWorkspace(id, described);
        await olivia.grant(id, { durationMinutes: 60, reason: 'Zürich = "ü"' });
        const login = await erin.logIn(id);
        await refusalOf(olivia.grant(id));
        await olivia.revoke(id);
        await refusalOf(erin.logIn(id));
        const positions = (await log(id)).map(({ position }) => position);
        // Owners are told theirs sealed.
        expect(positions[2]).toBe(login.position);
      }),
    );
    await expectTheSameEverywhere();
    expect(published.records).toHaveLength(7 * workspaces.length);
    await results.caughtUp();
    expect(results.records).toEqual([]);
  });

  it('a service sends commands by Kafka, and who reads over HTTP sees them at once and live', async () => {
    const workspaceId = 'kafka';
    const outcomes = [
      await byKafka(workspaceId, 'k1', 'UpdateWorkspace', described),
      await byKafka(workspaceId, 'k2', 'GrantSupportAccess', { actor, ticketId: 'T-1' }),
      await byKafka(workspaceId, 'k3', 'RecordSupportLogin', { engineer, ticketId: 'T-1' }),
    ];
    const live = await olivia.access(workspaceId);
    expect(live).toMatchObject({ status: 'active', grant: { commandId: 'k2' }, sessions: [{ engineer }] });
    const evaluation = {
      subject: { type: 'engineer', id: 'erin' },
      action: { name: 'access' },
      resource: { type: 'workspace', id: workspaceId },
    };
    expect(await crm.evaluate(evaluation)).toMatchObject({ decision: true });
    outcomes.push(await byKafka(workspaceId, 'k4', 'RevokeSupportAccess', { actor }));
    expect(await crm.evaluate(evaluation)).toMatchObject({ decision: false });
    outcomes.push(await byKafka(workspaceId, 'k5', 'RecordSupportLogin', { engineer }));

    // A result names the events as the log has them.
    const events = await log(workspaceId);
    expect(events.map(({ id, type, revision }) => ({ id, type, revision }))).toEqual(
      outcomes.flatMap((outcome) => outcome.events),
    );
    // That of its last event: the revocation ends a session, too.
    expect(outcomes.map(({ position }) => position)).toEqual(
      [0, 1, 2, 4, 5].map((revision) => events[revision]!.position),
    );
    const trail = olivia.auditTrail(workspaceId, { order: 'asc' });
    const told: [string, string][] = [];
    for await (const { id, label } of trail) told.push([id, label]);
    expect(told).toEqual([
      [events[1]!.id, 'Support Access Granted'],
      [events[2]!.id, 'Support Login'],
      [events[3]!.id, 'Support Access Revoked'],
      [events[4]!.id, 'Support Session Ended'],
      [events[5]!.id, 'Support Access Denied'],
    ]);
    await expectTheSameEverywhere();
  });

  describe('the same command by both doors', () => {
    beforeAll(() => crm.updateWorkspace('both', described));

    const byHttp = (id: string, type: 'GrantSupportAccess' | 'RevokeSupportAccess', data: object) =>
      crm.execute({ id, source: 'e2e', type, data: { workspaceId: 'both', actor, ...data } });

    it('by Kafka, then by HTTP: the first outcome, and no new event', async () => {
      const data = { durationMinutes: 30, ticketId: 'T-2' };
      const first = await byKafka('both', 'b1', 'GrantSupportAccess', { actor, ...data });
      expect(first).toMatchObject({ outcome: 'accepted' });
      const before = await log('both');
      expect(await byHttp('b1', 'GrantSupportAccess', data)).toEqual({ ...first, repeated: true });
      expect(await log('both')).toEqual(before);
    });

    it('by HTTP, then by Kafka', async () => {
      const revoked = await byHttp('b2', 'RevokeSupportAccess', { reason: 'solved' });
      const data = { actor, reason: 'solved' };
      expect(await byKafka('both', 'b2', 'RevokeSupportAccess', data)).toEqual({
        ...revoked,
        repeated: true,
      });
    });

    it('a refusal stays one, also when it would be granted now', async () => {
      const denied = await byKafka('both', 'b3', 'RevokeSupportAccess', { actor });
      expect(denied).toMatchObject({ outcome: 'denied', code: 'NO_ACTIVE_GRANT' });
      await olivia.grant('both');
      expect(await byHttp('b3', 'RevokeSupportAccess', {})).toEqual({ ...denied, repeated: true });
      expect(await erin.logIn('both')).toMatchObject({ engineer });
    });

    it('with other content it is refused on either side, and recorded on none', async () => {
      const before = await log('both');
      const refused = await byHttp('b1', 'RevokeSupportAccess', { reason: 'other' });
      expect(refused).toMatchObject({ outcome: 'denied', code: 'COMMAND_ID_REUSED' });
      await produce('both', 'b2', 'RevokeSupportAccess', { actor, reason: 'another' });
      await eventually('it is refused', () => reused().length === 1);
      expect(JSON.parse(String(reused()[0]!.value))).toMatchObject({ commandId: 'b2', outcome: 'denied' });
      expect(await log('both')).toEqual(before);
    });

    it("a person's key is theirs, and meets no id by Kafka", async () => {
      const revoked = await olivia.revoke('both', {}, { idempotencyKey: 'b1' });
      expect(revoked).toMatchObject({ outcome: 'accepted' });
    });

    it('at the same moment: one effect, one outcome', async () => {
      const ids = Array.from({ length: 20 }, (_, n) => `race-${n}`);
      const pairs = await Promise.all(
        ids.map(async (id) => {
          const data = { workspaceId: id, ...described };
          return Promise.all([
            byKafka(id, 'r1', 'UpdateWorkspace', data),
            crm.execute({ id: 'r1', source: 'e2e', type: 'UpdateWorkspace', data }),
          ]);
        }),
      );
      for (const pair of pairs) {
        const [first, again] = 'repeated' in pair[0] ? [pair[1], pair[0]] : pair;
        expect(again).toEqual({ ...first, repeated: true });
      }
      const events = (await log()).filter(({ subject }) => subject.startsWith('race-'));
      expect(events.map(({ subject }) => subject).sort()).toEqual(ids.sort());
    });
  });

  it('in the end all of them know the same, and only commands by Kafka had results', async () => {
    await expectTheSameEverywhere();
    await results.caughtUp();
    const answered = results.records.filter((record) => !reused().includes(record));
    // Of the two b2, the one with other content has an answer that is named by where it lay.
    const expected = sentByKafka.toSpliced(sentByKafka.lastIndexOf('both/b2'), 1);
    expect(answered.map((record) => String(header(record, 'ce_id'))).sort()).toEqual(expected.sort());
  });

  const reused = (): TopicRecord[] =>
    results.records.filter(({ value }) => String(value).includes('COMMAND_ID_REUSED'));

  /** The log by pages, by server-sent events and by the topic: the same events with the same attributes, in the same order. */
  async function expectTheSameEverywhere(): Promise<void> {
    const events = await log();
    await eventually('the live reader has all', () => heard.length >= events.length);
    expect(heard).toEqual(events);
    await eventually('the topic has all', () => published.records.length >= events.length);
    expect(bySubject(published.records.map(documentOf))).toEqual(bySubject(events));
    // On a partition the log's own order, across workspaces too.
    const newest = new Map<number, bigint>();
    for (const record of published.records) {
      const position = BigInt(header(record, 'ce_position')!);
      expect(position).toBeGreaterThan(newest.get(record.partition) ?? 0n);
      newest.set(record.partition, position);
    }
  }
});

/** A record of the events topic as HTTP writes the event: a structured CloudEvent, its revision a number. */
function documentOf(record: TopicRecord): Event {
  const attributes = Object.keys(record.headers)
    .filter((name) => name.startsWith('ce_'))
    .map((name) => [name.slice('ce_'.length), header(record, name)]);
  return {
    ...Object.fromEntries(attributes),
    datacontenttype: header(record, 'content-type'),
    revision: Number(header(record, 'ce_revision')),
    data: JSON.parse(String(record.value)),
  } as Event;
}

/** The events of each workspace, in the order in which they are given. */
const bySubject = (events: readonly Event[]): Record<string, Event[]> => {
  const sorted: Record<string, Event[]> = {};
  for (const event of events) (sorted[event.subject] ??= []).push(event);
  return sorted;
};
