import { jest } from '@jest/globals';
import { StoreUnavailableError } from '#event-store';
import { ANSWER_LIMIT_MS } from '../http/answer-limit.js';
import type { WorkspaceAuthorization } from './workspace-authorization.js';
import { WorkspaceCommands } from './workspace-commands.js';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

// The limit of the command itself begins when the workspace has been looked up, which a store under load may take as long for.
it('a command is answered in time also when its workspace cannot be looked up', async () => {
  const look = () => new Promise<never>(() => undefined);
  const authorization = { look } as unknown as WorkspaceAuthorization;
  const commands = new WorkspaceCommands({} as never, authorization, { now: () => 0 });
  const command = {
    type: 'RevokeSupportAccess' as const,
    data: { workspaceId: 'acme', actor: { id: 'olivia', kind: 'user' as const } },
  };
  const sent = commands.send(command, {} as never, {} as never);
  const told = sent.catch((error: unknown) => error);
  await jest.advanceTimersByTimeAsync(ANSWER_LIMIT_MS);
  expect(await told).toBeInstanceOf(StoreUnavailableError);
});
