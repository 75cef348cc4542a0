import type { Executed } from '#commands';
import { StoreUnavailableError } from '#event-store';
import { verifiedLogDoor } from './verified-log-door.js';

it('is closed while something is in the way, and then lets everything through', async () => {
  let obstacle: string | undefined = 'the log is being checked';
  const executed = {} as Executed;
  let count = 0;
  const behind = {
    execute: async () => {
      count += 1;
      return executed;
    },
  };
  const door = verifiedLogDoor(
    behind,
    () => obstacle,
    () => undefined,
  );
  const refused = await door.execute({} as never).then(undefined, (error: unknown) => error);
  expect(refused).toBeInstanceOf(StoreUnavailableError);
  expect((refused as Error).message).toContain('the log is being checked');
  expect(count).toBe(0);
  obstacle = undefined;
  const envelope = { command: { data: { workspaceId: 'acme' } } } as never;
  expect(await door.execute(envelope)).toBe(executed);
  expect(count).toBe(1);
});
