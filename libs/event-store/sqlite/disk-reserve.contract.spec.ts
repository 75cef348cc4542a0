import { spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  rmdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventsOf } from '../event-fixtures.contract.js';
import type { EncodedEvent } from '../recorded-event.js';
import { DiskReserve } from './disk-reserve.js';
import { SqliteEventStore } from './sqlite-event-store.js';
import { newPlace } from './sqlite-place.contract.js';

const MIB = 1024 * 1024;
let place: ReturnType<typeof newPlace>;
beforeEach(() => {
  place = newPlace();
});
afterEach(() => place.remove());

const typed = (commandId: string, ...types: EncodedEvent['type'][]): EncodedEvent[] =>
  eventsOf(commandId, ...types.map(() => 'x'.repeat(2_000))).map((event, i) => ({
    ...event,
    type: types[i]!,
  }));

it('takes up the space that is asked for, and gives it back in parts', () => {
  const reserve = new DiskReserve(place.file, 9 * MIB);
  const size = (): number => statSync(`${place.file}.reserve`).size;
  expect([reserve.isWhole, size()]).toEqual([true, 9 * MIB]);
  expect(statSync(`${place.file}.reserve`).blocks * 512).toBeGreaterThanOrEqual(9 * MIB);
  expect([reserve.shrink(), size(), reserve.isWhole]).toEqual([true, 5 * MIB, false]);
  expect([reserve.shrink(), reserve.shrink(), size(), reserve.shrink()]).toEqual([true, true, 0, false]);
});

it('is made whole again at the next start', () => {
  expect(new DiskReserve(place.file, 2 * MIB).isWhole).toBe(true);
  truncateSync(`${place.file}.reserve`, MIB);
  expect(new DiskReserve(place.file, 2 * MIB).isWhole).toBe(true);
  expect(new DiskReserve(place.file, MIB).isWhole).toBe(true);
});

describe.each(['thread', 'in-thread'] as const)('a disk that is full, committing %s', (writer) => {
  /** A store whose file may not grow, and whose reserve was given back before. */
  async function opened(): Promise<SqliteEventStore> {
    const store = await SqliteEventStore.open(place.file, { writer, settings: { reserveBytes: 2 ** 50 } });
    return store;
  }

  it('has room for what ends access, and for nothing else, and says so', async () => {
    const store = await opened();
    expect(existsSync(`${place.file}.reserve`)).toBe(false);
    const outcomes = await Promise.allSettled([
      store.append('supportAccess-a', 'empty', typed('c1', 'SupportAccessGranted')),
      store.append('supportAccess-b', 'empty', typed('c2', 'SupportAccessRevoked')),
      store.append('supportAccess-c', 'empty', typed('c3', 'SupportLogin')),
      store.append('supportAccess-d', 'empty', typed('c4', 'SupportAccessDenied')),
      store.append('supportAccess-e', 'empty', typed('c5', 'WorkspaceUpdated')),
      store.append('supportAccess-f', 'empty', typed('c6', 'SupportAccessRevoked', 'SupportAccessGranted')),
      store.append('supportAccess-g', 'empty', typed('c7', 'WorkspaceUpdated', 'SupportAccessRevoked')),
      store.append('supportAccess-h', 'empty', typed('c8', 'SupportAccessRevoked', 'SupportAccessDenied')),
      store.append('supportAccess-i', 'empty', typed('c9', 'SupportSessionEnded')),
      store.append('supportAccess-j', 'empty', typed('c10', 'SupportAccessRequestClosed')),
      store.append('supportAccess-k', 'empty', typed('c11', 'SupportTicketClosed', 'SupportSessionEnded')),
      store.append('supportAccess-l', 'empty', typed('c12', 'SupportSessionEnded', 'SupportAccessRequested')),
      store.append('supportAccess-m', 'empty', typed('c13', 'SupportSessionEnded', 'SupportAccessExtended')),
    ]);
    expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual([
      false,
      true,
      false,
      false,
      false,
      false,
      true,
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
    expect(outcomes[0]).toMatchObject({
      reason: { code: 'STORE_UNAVAILABLE', message: expect.stringContaining('the disk is full') },
    });
    // An owner must be sent here to revoke: the store itself is well.
    expect(await store.health()).toEqual({ status: 'up' });
    expect(await store.diskHealth()).toMatchObject({ status: 'down' });
    await store.close();
  });
});

it('is not used by a store without one', async () => {
  const store = await SqliteEventStore.open(place.file, { writer: 'in-thread' });
  await store.append('supportAccess-a', 'empty', typed('c1', 'SupportAccessGranted'));
  expect(await store.diskHealth()).toEqual({ status: 'up' });
  await store.close();
  expect(existsSync(`${place.file}.reserve`)).toBe(false);
});

const disk = mkdtempSync(join(tmpdir(), 'event-store-reserve-'));
const diskIsHere =
  spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', disk], { stdio: 'ignore' }).status === 0;
if (!diskIsHere)
  process.stderr.write('Skipped: a reserve on a real full disk. Mounting a tmpfs takes Linux and root.\n');

afterAll(() => {
  if (diskIsHere) spawnSync('umount', [disk]);
  rmdirSync(disk);
});

/** As another program would: leaves not a byte free. */
function fill(): void {
  const filler = openSync(join(disk, 'filler'), 'w');
  for (let size = MIB; size >= 1; size = size / 16)
    try {
      for (;;) writeSync(filler, Buffer.alloc(size));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  closeSync(filler);
}

(diskIsHere ? describe : describe.skip).each(['thread', 'in-thread'] as const)(
  'a real disk that another program has filled, committing %s',
  (writer) => {
    it('takes revocations, refuses all else, and takes everything once it has room', async () => {
      const file = join(disk, `${writer}.db`);
      const store = await SqliteEventStore.open(file, { writer, settings: { reserveBytes: 16 * MIB } });
      const grant = (name: string) =>
        store.append(`supportAccess-${name}`, 'empty', typed(name, 'SupportAccessGranted'));
      await grant('before');
      expect(await store.diskHealth()).toEqual({ status: 'up' });
      fill();
      // There is some room inside of the files.
      let refusal: unknown;
      for (let n = 0; refusal === undefined && n < 5_000; n++)
        refusal = await grant(`g${n}`).then(
          () => undefined,
          (error: unknown) => error,
        );
      expect(refusal).toMatchObject({ message: expect.stringContaining('the disk is full') });
      for (let n = 0; n < 500; n++)
        await store.append(`supportAccess-r${n}`, 'empty', typed(`r${n}`, 'SupportAccessRevoked'));
      await expect(grant('late')).rejects.toThrow('the disk is full');
      expect(await store.health()).toEqual({ status: 'up' });
      expect(await store.diskHealth()).toMatchObject({ status: 'down' });

      rmSync(join(disk, 'filler'));
      await sleep(1_000);
      expect(await store.diskHealth()).toEqual({ status: 'up' });
      expect(statSync(`${file}.reserve`).size).toBe(16 * MIB);
      await grant('late');
      expect(await store.findCommand('supportAccess-r499', 'r499')).toHaveLength(1);
      await store.close();
      rmSync(`${file}.reserve`);
      rmSync(file);
    });
  },
);
