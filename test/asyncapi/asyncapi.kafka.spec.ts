import { randomUUID } from 'node:crypto';
import { CloudEvent, Kafka } from 'cloudevents';
import type { KafkaMessage } from 'cloudevents';
import { openCheckpoint, parseVkeys } from '#evidence';
import { kcatProduce, kcatRead } from '../../libs/kafka/spec/kcat.js';
import type { KcatMessage } from '../../libs/kafka/spec/kcat.js';
import { embedded, ServiceProcess, temporaryDirectory } from '../e2e/service-process.js';
import { describeWith } from '../engines/engines.js';
import { sharedKafkaBrokers } from '../engines/shared-kafka.js';
import { asyncapi, messageDifferences } from './document.js';
import { fileDifferences } from './schemas.js';

const TIMEOUT_MS = 60_000;
const ORIGIN = 'support.example.com/log';
const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/** A command of acme, as the CloudEvents SDK makes it. */
const command = (id: string, type: string, data: object): CloudEvent<object> =>
  new CloudEvent({
    id,
    type,
    source: '/spec',
    traceparent: TRACEPARENT,
    data: { workspaceId: 'acme', ...data },
  });

const OLIVIA = { id: 'olivia', name: 'Olívia', email: 'olivia@acme.example' };

/** What comes of the examples of the document in turn, each sent in both modes. Where one names a request, a grant or a session, there is none. */
const OF_EXAMPLES = [
  'accepted',
  'accepted',
  'REQUEST_NOT_PENDING',
  'REQUEST_NOT_PENDING',
  'accepted',
  'NO_ACTIVE_GRANT',
  'accepted',
  'NO_LIVE_SESSION',
  'accepted',
  'accepted',
].flatMap((outcome) => [outcome, outcome]);

/** After the examples, which leave no grant. */
const MORE = [
  command('s-1', 'RecordSupportLogin', { engineer: { id: 'erin' } }),
  command('s-2', 'RevokeSupportAccess', { actor: OLIVIA, grantId: 'unheard-of' }),
  command('s-3', 'GrantSupportAccess', { actor: OLIVIA, durationMinutes: 60, reason: '😀' }),
  command('s-4', 'GrantSupportAccess', { actor: OLIVIA }),
  command('s-3', 'GrantSupportAccess', { actor: OLIVIA, durationMinutes: 5 }),
];
const EVENTS_BEFORE_LAST = 16;
const lastOf = (grantId: string): CloudEvent<object>[] => [
  command('s-7', 'ExtendSupportAccess', { actor: OLIVIA, grantId, additionalMinutes: 60 }),
  command('s-5', 'UpdateWorkspace', { actor: OLIVIA, tier: 'free', forcedSso: true, ownerIds: [] }),
  command('s-6', 'UpdateWorkspace', { tier: 7 }),
];

const NO_COMMANDS = [
  { value: 'let me in', headers: [] },
  { value: 'let me in', headers: ['content-type=application/cloudevents+json', 'twice=1', 'empty'] },
  // A megabyte of zeros passes the topic's limit when it is compressed, and is cut on the way out.
  { value: Buffer.alloc(5_000_000), headers: ['content-type=image/png'], compression: 'zstd' as const },
];

describeWith(['kafka', 'kcat'], 'real messages, by docs/asyncapi.yaml', () => {
  const prefix = `asyncapi-${randomUUID()}.`;
  const topic = (channel: string): string => `${prefix}${asyncapi.channels[channel]!.address}`;
  let directory: { path: string; remove(): Promise<void> };
  let service: ServiceProcess;
  let brokers: string;

  beforeAll(async () => {
    directory = await temporaryDirectory();
    brokers = await sharedKafkaBrokers();
    const env = {
      ...embedded(directory.path),
      KAFKA_BROKERS: brokers,
      KAFKA_TOPIC_PREFIX: prefix,
      CHECKPOINT_SECONDS: '1',
      EVIDENCE_ORIGIN: ORIGIN,
    };
    service = await ServiceProcess.start(env);
    const produce = (value: Buffer | string, headers: string[], compression?: 'zstd'): Promise<void> =>
      kcatProduce(brokers, topic('commands'), [value], {
        key: 'acme',
        headers,
        ...(compression && { compression }),
      });
    for (const { headers = {}, payload } of examplesOf('commands'))
      await produce(JSON.stringify(payload), headerArguments(headers));
    const send = async (events: readonly CloudEvent<object>[]): Promise<void> => {
      for (const [index, event] of events.entries()) {
        // In turns, so that either mode of the SDK is read.
        const { headers, value } = index % 2 === 0 ? Kafka.binary(event) : Kafka.structured(event);
        await produce(typeof value === 'string' ? value : JSON.stringify(value), headerArguments(headers));
      }
    };
    await send(MORE);
    const before = await kcatRead(brokers, topic('events'), EVENTS_BEFORE_LAST);
    const granted = before.findLast(({ headers }) => headers['ce_type'] === 'SupportAccessGranted');
    await send(lastOf((JSON.parse(granted!.payload!) as { grantId: string }).grantId));
    for (const { value, headers, compression } of NO_COMMANDS) await produce(value, headers, compression);
  }, 600_000);
  afterAll(async () => {
    await service?.stop();
    await directory?.remove();
  });

  it(
    'results are what the document says, and CloudEvents to the SDK',
    async () => {
      const examples = examplesOf('commands').length;
      const sent = examples + MORE.length + lastOf('').length + NO_COMMANDS.length;
      const results = await kcatRead(brokers, topic('results'), sent);
      for (const result of results) {
        const payload = JSON.parse(result.payload!) as Record<string, unknown>;
        expect(messageDifferences('CommandResult', result.headers, payload)).toEqual([]);
        expect(fileDifferences('CommandResult', payload)).toEqual([]);
        const event = Kafka.toEvent(received(result)) as CloudEvent<unknown>;
        expect(event).toMatchObject({ id: result.headers['ce_id'], type: 'SupportAccessCommandResult' });
        expect(event.data).toEqual(payload);
      }
      const outcomes = results.map(({ payload }) => {
        const { outcome, code } = JSON.parse(payload!) as { outcome: string; code?: string };
        return code ?? outcome;
      });
      // One of each kind, so that no schema goes untried. Each example came in both modes, and has one effect.
      const recorded = outcomes.filter((outcome) => outcome !== 'MALFORMED');
      expect(recorded.slice(0, examples)).toEqual(OF_EXAMPLES);
      expect(recorded.slice(examples).join(' ')).toBe(
        'NO_ACTIVE_GRANT NO_ACTIVE_GRANT accepted ALREADY_GRANTED COMMAND_ID_REUSED accepted accepted',
      );
      // These do not wait for those before them.
      expect(outcomes.length - recorded.length).toBe(1 + NO_COMMANDS.length);
    },
    TIMEOUT_MS,
  );

  it(
    'events are what the document says, every type of them, and CloudEvents to the SDK',
    async () => {
      const events = await kcatRead(brokers, topic('events'), EVENTS_BEFORE_LAST + 3);
      const types = new Set<string>();
      for (const event of events) {
        const { ce_type: type, ce_id: id } = event.headers;
        types.add(type!);
        const payload: unknown = JSON.parse(event.payload!);
        expect(event.key).toBe('acme');
        expect(messageDifferences(type!, event.headers, payload)).toEqual([]);
        expect(fileDifferences(type!, payload)).toEqual([]);
        const { ce_position: position, ce_revision: revision, ce_chain: chain } = event.headers;
        const read = Kafka.toEvent(received(event)) as CloudEvent<unknown>;
        expect(read).toMatchObject({ id, type, subject: 'acme', position, revision, chain, data: payload });
        expect(read.validate()).toBe(true);
      }
      expect(types).toEqual(new Set(Object.keys(asyncapi.channels['events']!.messages)));
      expect(events.map(({ headers }) => headers['ce_revision'])).toEqual(
        events.map((_, index) => `${index}`),
      );
      expect(events.some(({ headers }) => headers['ce_traceparent'] === TRACEPARENT)).toBe(true);
    },
    TIMEOUT_MS,
  );

  it(
    'checkpoints are what the document says, and signed by the key that is published',
    async () => {
      const [checkpoint] = await kcatRead(brokers, topic('checkpoints'), 1);
      expect(checkpoint!.key).toBe(ORIGIN);
      expect(messageDifferences('Checkpoint', checkpoint!.headers, checkpoint!.payload)).toEqual([]);
      const vkeys = parseVkeys((await service.get('/.well-known/support-access-vkey')).body as string);
      expect(openCheckpoint(checkpoint!.payload!, vkeys).origin).toBe(ORIGIN);
    },
    TIMEOUT_MS,
  );

  it(
    'dead letters are what the document says',
    async () => {
      const letters = await kcatRead(brokers, topic('deadLetters'), 1 + NO_COMMANDS.length);
      for (const { headers, payload } of letters) {
        expect(messageDifferences('DeadLetter', headers, payload)).toEqual([]);
        expect(fileDifferences('DeadLetterHeaders', headers)).toEqual([]);
      }
      expect(letters.filter(({ headers }) => headers['x-truncated'] === 'true')).toHaveLength(1);
    },
    TIMEOUT_MS,
  );
});

const examplesOf = (channel: string) =>
  Object.keys(asyncapi.channels[channel]!.messages).flatMap(
    (name) => asyncapi.components.messages[name]!.examples,
  );

const headerArguments = (headers: object): string[] =>
  Object.entries(headers)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${value}`);

/** As the SDK takes it. */
const received = ({ key, payload, headers }: KcatMessage): KafkaMessage<string> => ({
  key: key!,
  value: payload!,
  body: payload,
  headers: headers as Record<string, string>,
});
