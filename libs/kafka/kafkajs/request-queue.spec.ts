import { createRequire } from 'node:module';
import { jest } from '@jest/globals';
import { silentLog } from '../log.js';
import { sleepWhenIdle } from './request-queue.js';

const require = createRequire(import.meta.url);
type Queue = {
  push(request: object): void;
  fulfillRequest(answer: object): void;
  maybeThrottle(ms: number): void;
  destroy(): void;
};
const RequestQueue = require('kafkajs/src/network/requestQueue/index.js') as new (options: object) => Queue;

const newQueue = (maxInFlightRequests: number): Queue =>
  new RequestQueue({
    maxInFlightRequests,
    requestTimeout: 30_000,
    enforceRequestTimeout: false,
    clientId: 'spec',
    broker: 'localhost:9092',
    logger: silentLog,
  });

const request = (correlationId: number, sent: number[]) => ({
  entry: { correlationId, resolve: () => undefined, reject: () => undefined },
  expectResponse: true,
  sendRequest: () => void sent.push(correlationId),
});
const answerTo = (correlationId: number) => ({ correlationId, payload: {}, size: 1 });

beforeAll(sleepWhenIdle);
beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

// kafkajs set a timer of −1.8 × 10^12 ms after each answer, which Node.js takes for 1 ms, and each timer set the next.
it('an idle connection sets no timers', () => {
  const queue = newQueue(5);
  const sent: number[] = [];
  queue.push(request(1, sent));
  queue.fulfillRequest(answerTo(1));
  expect(sent).toEqual([1]);
  expect(jest.getTimerCount()).toBe(0);
});

it('what waits for its turn is sent when one before it was answered', () => {
  const queue = newQueue(1);
  const sent: number[] = [];
  queue.push(request(1, sent));
  queue.push(request(2, sent));
  queue.fulfillRequest(answerTo(1));
  queue.fulfillRequest(answerTo(2));
  expect(sent).toEqual([1, 2]);
});

it('what waits because the broker throttles is sent when it may be', () => {
  const queue = newQueue(5);
  const sent: number[] = [];
  queue.maybeThrottle(1_000);
  queue.push(request(1, sent));
  jest.advanceTimersByTime(900);
  expect(sent).toEqual([]);
  jest.advanceTimersByTime(200);
  expect(sent).toEqual([1]);
  queue.fulfillRequest(answerTo(1));
  queue.destroy();
  expect(jest.getTimerCount()).toBe(0);
});
