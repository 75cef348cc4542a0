import kafkajs from 'kafkajs';
import { kafkajsConsumer } from './consumer.js';

it('a coordinator that cannot be found is looked for again: the brokers may be away', () => {
  const kafka = new kafkajs.Kafka({ clientId: 'spec', brokers: ['127.0.0.1:1'] });
  const consumer = kafkajsConsumer(kafka, { groupId: 'spec', topics: ['commands'] });
  const because = [new Error('Failed to find group coordinator')];
  const error: unknown = Reflect.construct(kafkajs.KafkaJSGroupCoordinatorNotFound, because);
  expect(error).toMatchObject({ retriable: true, message: 'Failed to find group coordinator' });
  // A stop may come before it has joined.
  expect(() => consumer.pause()).not.toThrow();
});

it.each([[{ rackId: 'eu-central-1a' }], [{}]])('tells the brokers the rack that it is in: %j', (rack) => {
  const kafka = new kafkajs.Kafka({ clientId: 'spec', brokers: ['127.0.0.1:1'] });
  const asked: object[] = [];
  const make = kafka.consumer.bind(kafka);
  kafka.consumer = (settings) => {
    asked.push(settings);
    return make(settings);
  };
  kafkajsConsumer(kafka, { groupId: 'spec', topics: ['commands'], ...rack });
  expect(asked).toEqual([expect.objectContaining({ groupId: 'spec', ...rack })]);
  expect('rackId' in asked[0]!).toBe('rackId' in rack);
});
