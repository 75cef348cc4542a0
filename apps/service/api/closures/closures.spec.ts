import type { Command } from '#domain';
import { StoreUnavailableError } from '#event-store';
import type { Admitted } from '../../auth/access.js';
import { Closures } from './closures.js';

const caller = { id: 'desk' } as Admitted;
const origin = { commandId: 'c1', correlationId: 'r1' };

/** Closes ticket T-1 in the workspaces that the read models name. */
function closuresIn(workspaces: readonly string[], fails: (workspaceId: string) => boolean) {
  const sent: string[] = [];
  const execute = async ({ data: { workspaceId } }: Command) => {
    sent.push(workspaceId);
    if (fails(workspaceId)) throw new StoreUnavailableError('away');
    return { result: { workspaceId, outcome: 'accepted' }, events: [] };
  };
  const queries = { ofTicket: async () => workspaces, waitFor: async () => true };
  const reader = { head: async () => 7n };
  const closures = new Closures({ execute } as never, queries as never, reader as never, { now: () => 0 });
  return { sent, close: () => closures.ofTicket('T-1', {}, { caller, origin, mayRepeat: false }) };
}

it('one workspace that fails keeps none of the others from being closed, and the call is sent again', async () => {
  const { sent, close } = closuresIn(['w1', 'w2', 'w3'], (workspaceId) => workspaceId === 'w2');
  await expect(close()).rejects.toThrow(new StoreUnavailableError('away'));
  expect(sent).toEqual(['w1', 'w2', 'w3']);
});

it('more workspaces than are closed at once are all closed, in their order', async () => {
  const workspaces = Array.from({ length: 100 }, (_, n) => `w${n}`).sort();
  const { close } = closuresIn(workspaces, () => false);
  const { results, position } = await close();
  expect(results.map(({ workspaceId }) => workspaceId)).toEqual(workspaces);
  expect(position).toBe('7');
});
