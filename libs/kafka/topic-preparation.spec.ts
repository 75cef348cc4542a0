import kafkajs from 'kafkajs';
import { TopicsMissingError } from './errors.js';
import { silentLog } from './log.js';
import type { TopicLimits } from './prepare-topics.js';
import { TopicPreparation } from './topic-preparation.js';

const LIMITS = { commands: 1 } as TopicLimits;

/** As kafkajs rejects `createTopics`. */
const creationError = (type: string, message: string): Error =>
  Object.assign(new kafkajs.KafkaJSError('Topic creation errors'), {
    errors: [Object.assign(new Error(message), { type, topic: 'support-access.commands' })],
  });

function preparing(...answers: (Error | TopicLimits)[]) {
  const giveUp = new AbortController();
  let attempts = 0;
  const preparation = new TopicPreparation(
    async () => {
      const answer = answers[Math.min(attempts++, answers.length - 1)]!;
      if (answer instanceof Error) throw answer;
      return answer;
    },
    silentLog,
    giveUp.signal,
  );
  return { preparation, giveUp, attempts: () => attempts };
}

// A broker that was slow at the first start ended the process with "Topic creation errors".
it.each([
  ['is slow', creationError('REQUEST_TIMED_OUT', 'The request timed out')],
  ['has too few brokers yet', creationError('INVALID_REPLICATION_FACTOR', 'Replication factor is too large')],
  ['closes the connection', new kafkajs.KafkaJSError('Closed connection')],
])('asks a cluster again that %s, and says why it is not ready meanwhile', async (_, error) => {
  const { preparation, attempts } = preparing(error, error, LIMITS);
  await new Promise((resolve) => setImmediate(resolve));
  expect(preparation.trouble).toMatch(/^the topics cannot be prepared: (Topic creation errors: |Closed)/);
  await expect(preparation.ready).resolves.toBe(LIMITS);
  expect(preparation.trouble).toBeUndefined();
  expect(attempts()).toBe(3);
});

it('names the topic and the reason in what health says', async () => {
  const { preparation, giveUp } = preparing(creationError('REQUEST_TIMED_OUT', 'The request timed out'));
  await new Promise((resolve) => setImmediate(resolve));
  expect(preparation.trouble).toContain('support-access.commands: The request timed out');
  giveUp.abort();
});

it.each([
  new TopicsMissingError(['a']),
  creationError('TOPIC_AUTHORIZATION_FAILED', 'Not authorized'),
  creationError('POLICY_VIOLATION', 'Request parameters do not satisfy the configured policy'),
  Object.assign(new Error('failed'), {
    cause: Object.assign(new Error('wrong password'), { name: 'KafkaJSSASLAuthenticationError' }),
  }),
])('gives up at what somebody has to change first: %s', async (error) => {
  const { preparation, attempts } = preparing(error, LIMITS);
  await expect(preparation.ready).rejects.toThrow(error.message);
  expect(attempts()).toBe(1);
});

it('ends when the clients are closed', async () => {
  const { preparation, giveUp, attempts } = preparing(creationError('REQUEST_TIMED_OUT', 'slow'));
  await new Promise((resolve) => setImmediate(resolve));
  giveUp.abort();
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(attempts()).toBe(1);
  void preparation;
});
