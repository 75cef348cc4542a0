import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MINUTE_MS } from '#domain';
import type { DueEntry, DueList } from '#expiry';
import { LIST_START, openDueList } from '#expiry';
import type { ReadModels } from '#read-models';
import { openReadModels } from '#read-models';
import { BatchingTarget, LogFollower } from '#derived';
import type { LogTree } from '#evidence';
import { openLogTree, rootAt } from '#evidence';
import { MemoryTree } from '../../libs/evidence/merkle/spec/memory-tree.js';
import {
  describeWorkspace,
  expireAt,
  grantAt,
  extendAt,
  loginAt,
  requestAt,
  revokeAt,
  T0,
} from '../../libs/read-models/histories.contract.js';
import { naiveDue } from '../../libs/read-models/naive-lists.contract.js';
import { SimulatedLog } from '../../libs/read-models/simulated-log.contract.js';
import { eventually } from '../support/eventually.js';

export type Projection = 'read models' | 'log tree' | 'due list';
export const PROJECTIONS: readonly Projection[] = ['read models', 'log tree', 'due list'];

/** Where projections are kept, and how somebody else puts back what they were. */
export type ProjectionsPlace = {
  url: string;
  /** Keeps what the projections are now. */
  dump(): Promise<void>;
  /** Puts it back, rows and place, by a connection of its own while the service runs. */
  restore(which: readonly Projection[]): Promise<void>;
  remove(): Promise<void>;
};

/**
 * A server loses its newest commits (it was killed with `synchronous_commit=off`, a standby took over), or an older dump is
 * restored, while the log is followed: what was folded in between would be missing for ever.
 */
export function placeGoesBackContract(newPlace: () => Promise<ProjectionsPlace>): void {
  let place: ProjectionsPlace;
  let log: SimulatedLog;
  let models: ReadModels;
  let tree: LogTree;
  let dueList: DueList;
  let stop: AbortController;
  let running: Promise<void>;
  let failures: string[];

  const reached = (): Promise<void> =>
    eventually('everything to be folded', async () => {
      const head = await log.head();
      for (const each of [models.queries, tree, dueList]) if ((await each.position()) !== head) return false;
      return true;
    });

  beforeEach(async () => {
    place = await newPlace();
    log = new SimulatedLog();
    models = await openReadModels(place.url);
    tree = await openLogTree(place.url);
    dueList = await openDueList(place.url);
    for (let i = 0; i < 6; i++) {
      describeWorkspace(log, `w${i}`, T0);
      grantAt(T0, log, `w${i}`, 1 + i);
    }
    stop = new AbortController();
    failures = [];
    const targets = [new BatchingTarget(tree), models, dueList];
    running = new LogFollower(log, targets, { failed: ({ message }) => void failures.push(message) }).run(
      stop.signal,
    );
    await reached();
    await place.dump();
    revokeAt(T0 + 1_000, log, 'w0');
    grantAt(T0 + 2_000, log, 'w0', 60);
    expireAt(T0 + 2 * MINUTE_MS, log, 'id-000004', 'w1');
    revokeAt(T0 + 3_000, log, 'w2');
    grantAt(T0 + 4_000, log, 'w2', 3);
    loginAt(T0 + 5_000, log, 'w3');
    extendAt(T0 + 5_000, log, log.idsOf('w4', 'grantId')[0]!, { workspaceId: 'w4', additionalMinutes: 9 });
    requestAt(T0 + 5_000, log, { workspaceId: 'w5', grantId: log.idsOf('w5', 'grantId')[0]! });
    await reached();
  });

  afterEach(async () => {
    stop.abort();
    await running;
    await Promise.all([models.close(), tree.close(), dueList.close()]);
    await place.remove();
  });

  const sorted = (entries: readonly DueEntry[]): DueEntry[] =>
    entries.toSorted((one, other) => one.id.localeCompare(other.id));

  async function expectFoldOfTheLog(): Promise<void> {
    const directory = await mkdtemp(join(tmpdir(), 'fold-'));
    const fold = await openReadModels(`sqlite:${join(directory, 'fold.db')}`);
    await fold.apply(log.events, await log.head());
    const open = naiveDue(log.events).map(({ position: _, ...entry }) => entry);
    const due = await dueList.due(Number.MAX_SAFE_INTEGER, LIST_START, 1_000);
    const size = log.events.length;
    const memory = new MemoryTree(log.events.map(({ chain }) => Buffer.from(chain, 'hex')));
    try {
      expect(await models.stateHash()).toBe(await fold.stateHash());
      expect(sorted(due)).toEqual(sorted(open));
      expect(await tree.size()).toBe(size);
      for (const at of [1, size - 5, size])
        expect((await rootAt(tree, at)).equals(await rootAt(memory, at))).toBe(true);
    } finally {
      await fold.close();
      await rm(directory, { recursive: true });
    }
  }

  it.each([...PROJECTIONS.map((each) => [each]), PROJECTIONS])(
    'goes on from the older place when the %s went back',
    async (...which: Projection[]) => {
      await place.restore(which);
      revokeAt(T0 + 6_000, log, 'w3');
      grantAt(T0 + 7_000, log, 'w3', 5);
      await reached();
      await expectFoldOfTheLog();
      expect(failures.some((message) => message.includes('had been at'))).toBe(true);
    },
  );

  it('notices without a new event, too', async () => {
    await place.restore(PROJECTIONS);
    await reached();
    await expectFoldOfTheLog();
  });
}
