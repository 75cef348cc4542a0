import { jest } from '@jest/globals';
import type { CommandEnvelope, Door } from '#commands';
import { StoreUnavailableError } from '#event-store';
import { ANSWER_LIMIT_MS } from '../http/answer-limit.js';
import { ExecuteCommand, ExecuteCommandHandler } from './execute-command.js';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

it('a command over HTTP is answered in time, however slow the store is', async () => {
  const door: Door = { execute: () => new Promise<never>(() => undefined) };
  const envelope = {} as CommandEnvelope;
  const told = new ExecuteCommandHandler(door)
    .execute(new ExecuteCommand(envelope))
    .catch((error: unknown) => error);
  await jest.advanceTimersByTimeAsync(ANSWER_LIMIT_MS - 1);
  await expect(Promise.race([told, Promise.resolve('waits')])).resolves.toBe('waits');
  await jest.advanceTimersByTimeAsync(1);
  expect(await told).toBeInstanceOf(StoreUnavailableError);
});
