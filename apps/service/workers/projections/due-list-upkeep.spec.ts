import { ReadModelUnavailableError } from '#derived';
import type { DueEntry, DueList } from '#expiry';
import { keepDueListMended } from './due-list-upkeep.js';

const entry: DueEntry = { kind: 'grant', id: 'g1', workspaceId: 'acme', dueAt: 7 };
const HOUR_MS = 3_600_000;

it('the due list is compared at once and then every hour, and sooner while that cannot be done', async () => {
  let isAway = false;
  let lacking = [entry];
  const list = {
    position: async () => 1n,
    lacking: async () => lacking,
    due: async () => [],
    mend: async () => void (lacking = []),
  } as unknown as DueList;
  const grants = {
    openDue: async () => {
      if (isAway) throw new ReadModelUnavailableError('the models', 'away');
      return [{ ...entry, position: 1n }];
    },
    endedDue: async () => new Set<string>(),
    position: async () => 1n,
    waitFor: async () => true,
  };
  const stop = new AbortController();
  const said: string[] = [];
  const waits: number[] = [];
  await keepDueListMended(
    {
      list,
      grants,
      follower: { between: (work) => work() },
      say: (message) => void (message.kind === 'log' && said.push(message.message)),
    },
    stop.signal,
    async (ms) => {
      waits.push(ms);
      if (waits.length === 4) stop.abort();
      if (waits.length === 1) lacking = [entry];
      isAway = waits.length === 2;
    },
  );
  expect(waits).toEqual([HOUR_MS, HOUR_MS, 60_000, HOUR_MS]);
  expect(said).toEqual([
    expect.stringContaining('1 open ends were missing'),
    expect.stringContaining('1 open ends were missing'),
    expect.stringContaining('could not compare the due list with what is open in the read models'),
  ]);
});
