import { MINUTE_MS } from '#domain';
import type { DueEntry, DueList } from '#expiry';
import { compareDueList, LIST_START, mendDueList, openDueList } from '#expiry';
import type { ReadModels } from '#read-models';
import { openReadModels } from '#read-models';
import {
  describeWorkspace,
  extendAt,
  grantAt,
  loginAt,
  requestAt,
  revokeAt,
  T0,
} from '../../libs/read-models/histories.contract.js';
import { SimulatedLog } from '../../libs/read-models/simulated-log.contract.js';

/** The due list is a fold of the log; when it is not what the read models say, a comparison finds it and mends it. */
export function mendedDueListContract(
  newPlace: () => Promise<{ url: string; remove(): Promise<void> }>,
): void {
  let place: { url: string; remove(): Promise<void> };
  let log: SimulatedLog;
  let models: ReadModels;
  let list: DueList;

  beforeEach(async () => {
    place = await newPlace();
    log = new SimulatedLog();
    models = await openReadModels(place.url);
    list = await openDueList(place.url);
    for (const id of ['w0', 'w1', 'w2', 'w3']) {
      describeWorkspace(log, id, T0);
      grantAt(T0, log, id);
    }
    revokeAt(T0 + 1, log, 'w3');
    extendAt(T0 + 2, log, log.idsOf('w2', 'grantId')[0]!, { workspaceId: 'w2', additionalMinutes: 5 });
    loginAt(T0 + 3, log, 'w1');
    requestAt(T0 + 4, log, { workspaceId: 'w3' });
    await models.apply(log.events, await log.head());
    await list.apply(log.events, await log.head());
  });

  afterEach(async () => {
    await Promise.all([models.close(), list.close()]);
    await place.remove();
  });

  const all = (): Promise<DueEntry[]> => list.due(Number.MAX_SAFE_INTEGER, LIST_START, 100);
  const idsOf = (entries: readonly DueEntry[]): string[] => entries.map(({ id }) => id);
  const between = <T>(work: () => Promise<T>): Promise<T> => work();
  const mend = () => mendDueList(list, models.queries, between);

  async function faults(): Promise<{ missing: string[]; ended: string[] }> {
    const found = { missing: [] as string[], ended: [] as string[] };
    for await (const { missing, ended } of compareDueList(list, models.queries)) {
      found.missing.push(...idsOf(missing));
      found.ended.push(...idsOf(ended));
    }
    return found;
  }

  it('finds nothing in a list that is a fold of the log', async () => {
    expect(await faults()).toEqual({ missing: [], ended: [] });
    expect(await mend()).toEqual({ added: 0, removed: 0 });
  });

  it('puts in what is missing and takes out what has ended', async () => {
    const before = await all();
    const ended = { ...before[0]!, id: 'id-000008', workspaceId: 'w3' };
    await list.mend([ended], before.slice(0, 2));
    expect(await faults()).toEqual({ missing: idsOf(before.slice(0, 2)), ended: ['id-000008'] });
    expect(await mend()).toEqual({ added: 2, removed: 1 });
    expect(await all()).toEqual(before);
    expect(await faults()).toEqual({ missing: [], ended: [] });
  });

  it('puts the end in that extensions gave, and takes the earlier one out', async () => {
    const before = await all();
    const moved = before.find(({ workspaceId, kind }) => workspaceId === 'w2' && kind === 'grant')!;
    await list.mend([{ ...moved, dueAt: moved.dueAt - 5 * MINUTE_MS }], [moved]);
    expect(await faults()).toEqual({ missing: [moved.id], ended: [moved.id] });
    expect(await mend()).toEqual({ added: 1, removed: 1 });
    expect(await all()).toEqual(before);
  });

  it('takes no list that is ahead of the read models, or behind them, for a wrong one', async () => {
    const before = log.events.length;
    revokeAt(T0 + 12, log, 'w0');
    grantAt(T0 + 13, log, 'w3');
    extendAt(T0 + 13, log, log.idsOf('w2', 'grantId')[0]!, { workspaceId: 'w2', additionalMinutes: 5 });
    const news = log.events.slice(before);
    await list.apply(news, await log.head());
    expect(await faults()).toEqual({ missing: [], ended: [] });
    await models.apply(news, await log.head());
    revokeAt(T0 + 14, log, 'w1');
    grantAt(T0 + 15, log, 'w0');
    await models.apply(log.events, await log.head());
    expect(await faults()).toEqual({ missing: [], ended: [] });
    await list.apply(log.events, await log.head());
    expect(await faults()).toEqual({ missing: [], ended: [] });
  });
}
