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
