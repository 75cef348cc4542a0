import { setTimeout as delay } from 'node:timers/promises';
import type { KafkaConfig, KafkaOAuth } from '#config';
import {
  AUDIENCE,
  IdentityProvider,
  PROGRAM,
  PROGRAM_SCOPE,
  RESOURCE,
} from '../../test/console/identity-provider.js';
import { describeWith } from '../../test/engines/engines.js';
import type { KafkaBroker } from '../../test/engines/broker.js';
import { startOAuthKafka } from '../../test/engines/oauth-kafka.js';
import { TopicWriter } from '../../test/support/kafka-client.js';
import type { CommandConsumer } from './command-consumer.js';
import { readGroupLag } from './group-lag.js';
import { connectKafkajs, FEW_RETRIES } from './kafkajs/connection.js';
import { withAdmin } from './kafkajs/topic-admin.js';
import { silentLog } from './log.js';
import { openKafka } from './open-kafka.js';
import { FakeDoor } from './spec/fake-door.js';
import { commandData, eventually, SOURCE, testConfig } from './spec/kafka-fixture.js';

describeWith(['secured-kafka'], 'brokers that ask for access tokens', () => {
  let provider: IdentityProvider;
  let broker: KafkaBroker;
  const closing: (() => Promise<void>)[] = [];

  const configOf = async (changes: Partial<KafkaOAuth> = {}): Promise<KafkaConfig> =>
    testConfig({
      brokers: [broker.brokers],
      rackId: 'here',
      sasl: {
        mechanism: 'oauthbearer',
        tokenUrl: `${provider.issuer}/token`,
        clientId: PROGRAM,
        clientSecret: provider.clientSecret,
        scope: PROGRAM_SCOPE,
        parameters: { resource: RESOURCE },
        extensions: {},
        ...changes,
      },
    });

  /** What a process says, and its consumer; started but not waited for. */
  function open(config: KafkaConfig, door = new FakeDoor()): { lines: string[]; consumer: CommandConsumer } {
    const lines: string[] = [];
    const say = (_fields: object, line: string): void => void lines.push(line);
    const kafka = openKafka(config, { source: SOURCE, log: { ...silentLog, warn: say, info: say } });
    const consumer = kafka.commandConsumer(door);
    closing.push(async () => {
      await consumer.stop();
      await kafka.close();
    });
    consumer.start().catch(() => undefined);
    return { lines, consumer };
  }

  const send = async (config: KafkaConfig, id: string): Promise<void> => {
    const kafka = connectKafkajs(config, silentLog, { retry: FEW_RETRIES });
    const writer = await TopicWriter.open(kafka, `${config.topicPrefix}support-access.commands`);
    const headers = { ce_specversion: '1.0', ce_id: id, ce_source: '/spec', ce_type: 'UpdateWorkspace' };
    await writer.send([{ key: 'acme', value: JSON.stringify(commandData('acme')), headers }]);
    await writer.close();
  };

  const isUp = (consumer: CommandConsumer): Promise<void> =>
    eventually(() => expect(consumer.health()).toEqual({ status: 'up' }));

  beforeAll(async () => {
    provider = await IdentityProvider.open({ consoleUrl: 'http://127.0.0.1:1' });
    broker = await startOAuthKafka({
      issuer: provider.issuer,
      jwksUrl: `${provider.issuer}/jwks`,
      audience: AUDIENCE,
    });
  });

  afterEach(async () => {
    provider.resume();
    provider.accessTokenSeconds = 600;
    await Promise.all(closing.splice(0).map((close) => close()));
  });

  afterAll(async () => {
    await broker?.close();
    await provider?.close();
  });

  it('let us in by one token for all connections of a process', async () => {
    const config = await configOf();
    const before = provider.programTokens;
    const door = new FakeDoor();
    const { consumer, lines } = open(config, door);
    await isUp(consumer);
    expect(provider.programTokens - before).toBe(1);
    await send(config, 'c-1');
    await eventually(() => expect(door.executed).toHaveLength(1));
    expect((await readGroupLag(config)).lag).toHaveLength(3);
    expect(lines.filter((line) => /token|authenticat/i.test(line))).toEqual([]);
  });

  it('are shown a new token before the old one expires, on connections that stay, also when the provider was away for long', async () => {
    provider.accessTokenSeconds = 22;
    const config = await configOf();
    const before = provider.programTokens;
    const door = new FakeDoor();
    const { consumer, lines } = open(config, door);
    await isUp(consumer);
    const deadline = performance.now() + 30_000;
    while (performance.now() < deadline) {
      await delay(250);
      expect(consumer.health()).toEqual({ status: 'up' });
    }
    expect(provider.programTokens - before).toBeGreaterThanOrEqual(2);
    expect(lines.filter((line) => line.startsWith('kafkajs'))).toEqual([]);
    provider.pause();
    await eventually(() => expect(consumer.health()).toMatchObject({ status: 'down' }), 60_000);
    await delay(5_000);
    provider.resume();
    provider.accessTokenSeconds = 600;
    await isUp(consumer);
    await send(config, 'c-1');
    await eventually(() => expect(door.executed).toHaveLength(1));
    expect(lines.filter((line) => /token|SASL/.test(line))).toHaveLength(2);
  });

  it('are waited for while the provider is away: its cause in health and in one line, and on again by itself', async () => {
    provider.pause();
    const { consumer, lines } = open(await configOf());
    await eventually(() =>
      expect(consumer.health()).toEqual({
        status: 'down',
        reason: expect.stringMatching(
          /^no answer from the Kafka brokers for \d+ s: no access token for Kafka: http:\S+\/token cannot be reached \(UND_ERR_SOCKET\)$/,
        ),
      }),
    );
    provider.resume();
    await isUp(consumer);
    const said = lines.filter((line) => line.includes('token'));
    expect(said).toEqual([
      expect.stringMatching(/^no access token for Kafka: .* trying again$/),
      expect.stringMatching(/^access tokens for Kafka can be had again, after \d+ s$/),
    ]);
  });

  it('are not reached with a wrong secret, which whoever asks is told without it', async () => {
    const config = await configOf({ clientSecret: 'wrong' });
    const { consumer } = open(config);
    await eventually(() =>
      expect(consumer.health()).toMatchObject({
        reason: expect.stringMatching(/\/token answered 401 invalid_client: /),
      }),
    );
    expect(JSON.stringify(consumer.health())).not.toContain('wrong');
    await expect(readGroupLag(config)).rejects.toThrow(/no access token for Kafka: .* answered 401/);
  });

  it('refuse a token that is not for them, which is a failure and no outage', async () => {
    const { scope: _, ...rest } = (await configOf()).sasl as KafkaOAuth;
    const { consumer } = open({ ...(await configOf()), sasl: { ...rest, parameters: {} } });
    await expect(consumer.failed).resolves.toThrow(
      /the brokers refuse the access token: \{"status":"invalid_token"\}/,
    );
  });

  it('know us by the name in the token, which is what their ACLs are for', async () => {
    const kafka = connectKafkajs(await configOf(), silentLog, { retry: FEW_RETRIES });
    await expect(withAdmin(kafka, (admin) => admin.topics())).resolves.toBeInstanceOf(Set);
  });
});
