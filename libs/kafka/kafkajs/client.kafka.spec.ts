import { describeWith } from '../../../test/engines/engines.js';
import { describeClient } from '../client.contract.js';
import { silentLog } from '../log.js';
import { testConfig } from '../spec/kafka-fixture.js';
import { connectKafkajs } from './connection.js';
import { kafkajsConsumer } from './consumer.js';
import { kafkajsProducer } from './producer.js';
import { KafkajsTopicAdmin } from './topic-admin.js';

describeWith(['kafka'], 'on a real broker', () =>
  describeClient('kafkajs', async () => {
    const kafka = connectKafkajs(await testConfig(), silentLog);
    return {
      admin: () => new KafkajsTopicAdmin(kafka),
      producer: () => kafkajsProducer(kafka),
      consumer: (settings) => kafkajsConsumer(kafka, settings),
    };
  }),
);
