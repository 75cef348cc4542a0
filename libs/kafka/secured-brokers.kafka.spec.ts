import { describeWith } from '../../test/engines/engines.js';
import { startSecuredKafka } from '../../test/engines/secured-kafka.js';
import type { SecuredKafka } from '../../test/engines/secured-kafka.js';
import { openKafka } from './open-kafka.js';
import { FakeDoor } from './spec/fake-door.js';
import { eventually, runConsumer, SOURCE, stopConsumers, testConfig } from './spec/kafka-fixture.js';

describeWith(['secured-kafka'], 'brokers that ask for TLS and a password', () => {
  let broker: SecuredKafka;

  beforeAll(async () => {
    broker = await startSecuredKafka();
  });

  afterEach(stopConsumers);

  afterAll(() => broker?.close());

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
});
