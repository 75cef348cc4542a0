import type { Kafka } from 'kafkajs';
import { OtlpCollector } from '../doubles/otlp-collector.js';
import type { ReceivedSpan } from '../doubles/otlp-traces.js';
import type { Directory } from '../e2e/service-process.js';
import { embedded, ServiceProcess, temporaryDirectory } from '../e2e/service-process.js';
import { describeWith } from '../engines/engines.js';
import { sharedKafkaBrokers } from '../engines/shared-kafka.js';
import { eventually } from '../support/eventually.js';
import type { ProducedRecord } from '../support/kafka-client.js';
import { kafkaClient, topicPrefix, TopicWriter } from '../support/kafka-client.js';
import { header, TopicReader } from '../support/topic-reader.js';
import { only, SENDER, traceparentOf } from './scene.js';

const OTHER = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
const workspace = { workspaceId: 'acme', tier: 'free', forcedSso: false, ownerIds: ['olivia'] };
const grant = { workspaceId: 'acme', actor: { id: 'olivia' } };

/** In binary mode. */
const binary = (id: string, type: string, data: object, headers = {}): ProducedRecord => ({
  key: 'acme',
  value: JSON.stringify(data),
  headers: { ce_specversion: '1.0', ce_id: id, ce_source: 'e2e', ce_type: type, ...headers },
});

describeWith(['kafka'], 'a trace by way of Kafka', () => {
  let directory: Directory;
  let collector: OtlpCollector;
  let prefix: string;
  let kafka: Kafka;
  let env: Record<string, string>;
  let service: ServiceProcess;
  let commands: TopicWriter;
  let results: TopicReader;
  let events: TopicReader;

  beforeEach(async () => {
    directory = await temporaryDirectory();
    collector = await OtlpCollector.start();
    prefix = topicPrefix('tracing');
    const brokers = await sharedKafkaBrokers();
    kafka = kafkaClient(brokers);
    env = {
      ...embedded(directory.path),
      KAFKA_BROKERS: brokers,
      KAFKA_TOPIC_PREFIX: prefix,
      KAFKA_PARTITIONS: '3',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
    };
    service = await ServiceProcess.start(env);
    await eventually('ready', () => service.isReady());
    commands = await TopicWriter.open(kafka, `${prefix}support-access.commands`);
    results = await TopicReader.open(kafka, `${prefix}support-access.command-results`);
    events = await TopicReader.open(kafka, `${prefix}support-access.events`);
  });
  afterEach(async () => {
    await Promise.all([commands.close(), results.close(), events.close()]);
    await service.stop('SIGKILL');
    await collector.close();
    await directory.remove();
  });

  const names = () => ({
    process: `process ${prefix}support-access.commands`,
    result: `send ${prefix}support-access.command-results`,
    event: `send ${prefix}support-access.events`,
  });
  const traceOf = (traceId: string): ReceivedSpan[] =>
    collector.spans.filter((span) => span.traceId === traceId);

  async function sendAndStop(records: ProducedRecord[], recorded = records.length): Promise<void> {
    await commands.send(records);
    await eventually('the results', () => results.records.length === records.length);
    await eventually('the events', () => events.records.length === recorded);
    expect(await service.stop()).toBe(0);
  }

  it('leads from the message over command, append and result to the events topic', async () => {
    await sendAndStop([
      binary('k1', 'UpdateWorkspace', workspace),
      binary('k2', 'GrantSupportAccess', grant, { ce_traceparent: traceparentOf(SENDER) }),
    ]);
    const trace = traceOf(SENDER.traceId);
    const message = only(trace, names().process);
    const command = only(trace, 'GrantSupportAccess');
    const append = only(trace, 'append');
    const result = only(trace, names().result);
    const event = only(trace, names().event);
    expect(trace).toHaveLength(5);
    expect(message).toMatchObject({
      kind: 'consumer',
      parentSpanId: SENDER.spanId,
      parentIsRemote: true,
      failed: false,
      attributes: {
        'messaging.system': 'kafka',
        'messaging.operation.type': 'process',
        'messaging.destination.name': `${prefix}support-access.commands`,
        'messaging.consumer.group.name': `${prefix}support-access-commands`,
        'messaging.message.id': 'k2',
        'messaging.kafka.offset': 1,
        'support_access.outcome': 'accepted',
      },
    });
    expect(command).toMatchObject({
      kind: 'internal',
      parentSpanId: message.spanId,
      parentIsRemote: false,
      attributes: { 'support_access.command.source': 'kafka', 'support_access.command.id': 'k2' },
    });
    expect(append).toMatchObject({ kind: 'client', parentSpanId: command.spanId });
    expect(result).toMatchObject({ kind: 'producer', parentSpanId: message.spanId, parentIsRemote: false });
    // Through the store: the publisher knows the trace by what was recorded.
    const published = events.records.find((record) => header(record, 'ce_type') === 'SupportAccessGranted')!;
    expect(event).toMatchObject({
      kind: 'producer',
      parentSpanId: command.spanId,
      parentIsRemote: true,
      attributes: { 'messaging.message.id': header(published, 'ce_id') },
    });
    expect(header(published, 'ce_traceparent')).toBe(traceparentOf(command));
    // In time, too: each begins within what it is a part of, and the result is sent when the command is done.
    expect(command.startedAt).toBeGreaterThanOrEqual(message.startedAt);
    expect(result.startedAt).toBeGreaterThanOrEqual(append.startedAt);
    expect(message.endedAt).toBeGreaterThanOrEqual(result.startedAt);
  });

  it('begins with the message when its sender is not traced, and by its header when the event says nothing', async () => {
    await sendAndStop([
      binary('k1', 'UpdateWorkspace', workspace),
      binary('k2', 'GrantSupportAccess', grant, { traceparent: traceparentOf(SENDER) }),
      binary('k3', 'RevokeSupportAccess', grant, {
        traceparent: traceparentOf(SENDER),
        ce_traceparent: traceparentOf(OTHER),
      }),
    ]);
    const first = collector.spans.find(({ name }) => name === 'UpdateWorkspace')!;
    const begun = traceOf(first.traceId);
    expect(begun).toHaveLength(5);
    expect(only(begun, names().process).parentSpanId).toBe('');
    expect(only(traceOf(SENDER.traceId), 'GrantSupportAccess').attributes).toMatchObject({
      'support_access.command.id': 'k2',
    });
    expect(only(traceOf(OTHER.traceId), names().process)).toMatchObject({ parentSpanId: OTHER.spanId });
    expect(only(traceOf(OTHER.traceId), 'RevokeSupportAccess').failed).toBe(false);
  });

  it('of a message that is no command ends with its result', async () => {
    await sendAndStop([{ key: 'acme', value: '{', headers: { traceparent: traceparentOf(SENDER) } }], 0);
    const trace = traceOf(SENDER.traceId);
    expect(trace).toHaveLength(2);
    expect(only(trace, names().process)).toMatchObject({
      failed: false,
      attributes: { 'support_access.outcome': 'malformed' },
    });
    expect(only(trace, names().result).parentSpanId).toBe(only(trace, names().process).spanId);
  });

  it('a redelivery changes nothing of what is recorded, traced or not', async () => {
    const record = binary('k1', 'UpdateWorkspace', workspace, { ce_traceparent: traceparentOf(SENDER) });
    await sendAndStop([record]);
    const { OTEL_EXPORTER_OTLP_ENDPOINT: _, ...untraced } = env;
    for (const settings of [env, untraced]) {
      service = await ServiceProcess.start(settings);
      const before = results.records.length;
      await commands.send([
        { ...record, headers: { ...record.headers, ce_traceparent: traceparentOf(OTHER) } },
      ]);
      await eventually('its result', () => results.records.length === before + 1);
      expect(await service.stop()).toBe(0);
    }
    const [first, ...again] = results.records.map(({ value }) => JSON.parse(String(value)) as object);
    const repeated = { ...first, repeated: true };
    expect(again).toEqual([repeated, repeated]);
    expect(only(traceOf(OTHER.traceId), 'UpdateWorkspace')).toMatchObject({
      failed: false,
      attributes: { 'support_access.repeated': true },
    });
    expect(traceOf(OTHER.traceId).some(({ name }) => name === names().event)).toBe(false);
    await events.caughtUp();
    const traceparents = new Set(events.records.map((event) => header(event, 'ce_traceparent')));
    expect(traceparents).toEqual(new Set([traceparentOf(only(traceOf(SENDER.traceId), 'UpdateWorkspace'))]));
  });
});
