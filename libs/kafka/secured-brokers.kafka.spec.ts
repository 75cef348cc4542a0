import type { KafkaConfig } from '#config';
import { RecordedEvent } from '#event-store';
import type { Batch, EventReader } from '#event-store';
import { describeWith } from '../../test/engines/engines.js';
import { startSecuredKafka } from '../../test/engines/secured-kafka.js';
import type { SecuredKafka } from '../../test/engines/secured-kafka.js';
import { TopicWriter } from '../../test/support/kafka-client.js';
import { DeadLetterManager } from './dead-letters/dead-letter-manager.js';
import { readGroupLag } from './group-lag.js';
import { connectKafkajs, FEW_RETRIES } from './kafkajs/connection.js';
import { silentLog } from './log.js';
import type { Log } from './log.js';
import { openKafka } from './open-kafka.js';
import type { KafkaParts } from './open-kafka.js';
import { readTopic } from './kafkajs/read-topic.js';
import { FakeDoor } from './spec/fake-door.js';
import { aclOf, permissionsOfCommands, permissionsOfTable, ROLES } from './spec/guide-acls.js';
import {
  commandData,
  eventually,
  runConsumer,
  SOURCE,
  stopConsumers,
  testConfig,
} from './spec/kafka-fixture.js';

const OTHERS = ['support-access-admin', 'crm', 'billing', 'audit'];

const command = (id: string, type = 'UpdateWorkspace') => ({
  key: 'acme',
  value: JSON.stringify(commandData('acme')),
  headers: { ce_specversion: '1.0', ce_id: id, ce_source: '/spec', ce_type: type },
});

const event = new RecordedEvent(
  1n,
  'supportAccess-acme',
  0,
  'event-1',
  'WorkspaceUpdated',
  '{}',
  JSON.stringify({ correlationId: 'c', recordedAt: '2026-11-22T09:30:00.000Z', schemaVersion: 1 }),
  'c'.repeat(64),
);
const reader: Pick<EventReader, 'follow' | 'head' | 'eventAt'> = {
  eventAt: async () => event,
  head: async () => 1n,
  async *follow(after, signal): AsyncGenerator<Batch> {
    if (after < 1n) yield { events: [event], position: 1n, caughtUp: true };
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
  },
};

it('the table of ACLs and its commands say the same', () =>
  expect(permissionsOfCommands().toSorted()).toEqual(permissionsOfTable().toSorted()));

describeWith(
  ['secured-kafka'],
  'brokers that ask for TLS and a password, under exactly the ACLs of the guide',
  () => {
    let broker: SecuredKafka;
    const opened: { close(): Promise<void> }[] = [];
    const denials: string[] = [];

    const log: Log = {
      ...silentLog,
      warn: (fields, message) => {
        const line = `${message} ${JSON.stringify(fields, (_, value: unknown) => (value instanceof Error ? value.message : value))}`;
        if (/authoriz/i.test(line)) denials.push(line);
      },
    };

    const configOf = (username: string): KafkaConfig => ({
      brokers: [broker.brokers],
      clientId: username,
      groupId: 'support-access-commands',
      topicPrefix: '',
      createTopics: true,
      partitions: 2,
      tls: { ca: broker.ca, rejectUnauthorized: true },
      sasl: { mechanism: 'plain', username, password: broker.password },
      ...(['support-access-commands', 'support-access-admin'].includes(username) && {
        commandTopics: new Map([['billing.commands', new Set(['UpdateWorkspace'] as const)]]),
      }),
    });
    const clientOf = (username: string) =>
      connectKafkajs(configOf(username), silentLog, { retry: FEW_RETRIES });
    const open = (role: string): KafkaParts => {
      const parts = openKafka(configOf(`support-access-${role}`), { source: SOURCE, log });
      opened.unshift(parts);
      return parts;
    };
    const write = async (username: string, topic: string, records: Parameters<TopicWriter['send']>[0]) => {
      const writer = await TopicWriter.open(clientOf(username), topic);
      try {
        await writer.send(records);
      } finally {
        await writer.close();
      }
    };

    beforeAll(async () => {
      broker = await startSecuredKafka([...ROLES, ...OTHERS]);
      const admin = clientOf(broker.username).admin();
      await admin.connect();
      await admin.createAcls({ acl: permissionsOfCommands().map(aclOf) });
      await admin.disconnect();
    });

    afterEach(stopConsumers);

    afterAll(async () => {
      for (const each of opened) await each.close();
      await broker?.close();
    });

    it.each(['plain', 'scram-sha-256', 'scram-sha-512'] as const)('let us in by %s', async (mechanism) => {
      const { brokers, ca, username, password } = broker;
      const tls = { ca, rejectUnauthorized: true };
      const config = await testConfig({ brokers: [brokers], tls, sasl: { mechanism, username, password } });
      const { consumer } = await runConsumer(config, new FakeDoor());
      await eventually(() => expect(consumer.health()).toEqual({ status: 'up' }));
    });

    it('refuse a wrong password, which is a failure and no outage', async () => {
      const { brokers, ca, username } = broker;
      const tls = { ca, rejectUnauthorized: true };
      const sasl = { mechanism: 'scram-sha-256', username, password: 'wrong' } as const;
      const kafka = openKafka(await testConfig({ brokers: [brokers], tls, sasl }), { source: SOURCE });
      const consumer = kafka.commandConsumer(new FakeDoor());
      await expect(consumer.start()).rejects.toThrow(/SASL SCRAM SHA256 authentication failed/);
      await expect(consumer.failed).resolves.toThrow(/authentication failed/);
      expect(consumer.health()).toMatchObject({ status: 'down' });
      await kafka.close();
    });

    it('are not believed under a certificate that nobody we know has signed', async () => {
      const { brokers, username, password } = broker;
      const tls = { rejectUnauthorized: true };
      const sasl = { mechanism: 'plain', username, password } as const;
      const warnings: string[] = [];
      const log = {
        debug() {},
        info() {},
        error() {},
        warn: (_: object, line: string) => void warnings.push(line),
      };
      const kafka = openKafka(await testConfig({ brokers: [brokers], tls, sasl }), { source: SOURCE, log });
      await eventually(() => expect(warnings.join()).toContain('self-signed certificate'));
      await kafka.close();
    });

    it('every role does its work', async () => {
      const commands = open('commands');
      const door = new FakeDoor();
      const consumer = commands.commandConsumer(door);
      await consumer.start();
      opened.unshift({ close: () => consumer.stop() });
      const { topics } = commands;

      const publisher = open('publisher').eventPublisher(reader as EventReader, {
        load: async () => ({ position: 0n }),
        save: async () => undefined,
      });
      await publisher.start();
      opened.unshift({ close: () => publisher.stop() });

      await open('projections').checkpointTopic().send('origin', ['a note']);
      for (const role of ['api', 'expiry', 'projections']) {
        const notes: string[] = [];
        await open(role)
          .checkpointTopic()
          .readAll('origin', (note) => void notes.push(note));
        expect(notes).toEqual(['a note']);
      }

      await write('crm', topics.commands, [command('c-1'), { key: null, value: 'no command' }]);
      await write('billing', 'billing.commands', [command('b-1'), command('b-2', 'GrantSupportAccess')]);
      await eventually(() =>
        expect(door.executed.map(({ commandId }) => commandId).toSorted()).toEqual(['b-1', 'c-1']),
      );
      await eventually(() => expect(consumer.health()).toEqual({ status: 'up' }));
      await eventually(() => expect(publisher.progress()).toEqual({ position: 1n, lagMs: 0 }));
      expect(publisher.health()).toEqual({ status: 'up' });
      expect(denials).toEqual([]);

      const config = configOf('support-access-admin');
      expect((await readGroupLag(config)).lag).toHaveLength(4);
      const desk = new DeadLetterManager(clientOf('support-access-admin'), {
        commands: [topics.commands, 'billing.commands'],
        deadLetters: topics.deadLetters,
      });
      const places: string[] = [];
      await eventually(async () => {
        places.length = 0;
        await desk.read(({ place }) => void places.push(place));
        expect(places).toHaveLength(2);
      });
      const settled = await desk.retry(places, { by: 'olga', reason: 'a test' });
      expect(settled.map(({ outcome }) => outcome)).toEqual(['retried', 'retried']);
      await desk.close();
    });

    it('others read what is theirs, and nobody writes what is not', async () => {
      const groups: [string, string, string][] = [
        ['crm', 'support-access.command-results', 'crm-1'],
        ['audit', 'support-access.events', 'audit-1'],
        ['audit', 'support-access.checkpoints', 'audit-2'],
      ];
      for (const [username, topic, groupId] of groups) {
        const consumer = clientOf(username).consumer({ groupId });
        opened.unshift({ close: () => consumer.disconnect() });
        await consumer.connect();
        await consumer.subscribe({ topics: [topic], fromBeginning: true });
        let seen = 0;
        await consumer.run({ eachMessage: async () => void (seen += 1) });
        await eventually(() => expect(seen).toBeGreaterThan(0));
      }
      const forbidden: [string, string][] = [
        ['billing', 'support-access.commands'],
        ['crm', 'billing.commands'],
        ['crm', 'support-access.events'],
        ['audit', 'support-access.events'],
        ['support-access-publisher', 'support-access.command-results'],
        ['support-access-commands', 'support-access.events'],
        ['support-access-commands', 'support-access.checkpoints'],
        ['support-access-api', 'support-access.commands'],
      ];
      for (const [username, topic] of forbidden)
        await expect(write(username, topic, [command('x')])).rejects.toThrow(/not authorized/i);
      await expect(
        readTopic(clientOf('billing'), 'support-access.events', () => undefined, { silenceMs: 5_000 }),
      ).rejects.toThrow(/not authorized/i);
    });
  },
);
