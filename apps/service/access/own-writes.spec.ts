import type { CommandEnvelope, CommandResult } from '#commands';
import { StoreUnavailableError } from '#event-store';
import { noting, OwnWrites } from './own-writes.js';

it('asks of an answer all that was written about the workspace, and nothing of others', () => {
  const writes = new OwnWrites(10n);
  writes.note('acme', 12n);
  writes.note('globex', 15n);
  expect(writes.areIn(11n, 'acme')).toBe(false);
  expect(writes.areIn(12n, 'acme')).toBe(true);
  expect(writes.areIn(12n, 'globex')).toBe(false);
  expect(writes.areIn(12n, 'initech')).toBe(true);
  expect(writes.areIn(15n, 'globex')).toBe(true);
});

it('asks for what was in the log before this process, whose last writes it has not seen', () => {
  const writes = new OwnWrites(10n);
  expect(writes.areIn(9n, 'acme')).toBe(false);
  expect(writes.areIn(10n, 'acme')).toBe(true);
});

it('takes no answer for exact while the log has not said where it ends', () => {
  const writes = new OwnWrites();
  expect(writes.areIn(100n, 'acme')).toBe(false);
  writes.note('acme', 12n);
  writes.begin(10n);
  expect(writes.areIn(11n, 'acme')).toBe(false);
  expect(writes.areIn(12n, 'acme')).toBe(true);
  expect(writes.areIn(9n, 'initech')).toBe(false);
});

it('takes a first outcome that is told again for what it is', () => {
  const writes = new OwnWrites(0n);
  writes.note('acme', 5n);
  writes.note('acme', 3n);
  expect(writes.areIn(4n, 'acme')).toBe(false);
});

it('is bounded: past its limit everything must be known, whatever the workspace', () => {
  const writes = new OwnWrites(0n, 2);
  for (const [name, position] of [
    ['a', 1n],
    ['b', 2n],
    ['c', 3n],
  ] as const)
    writes.note(name, position);
  expect(writes.areIn(2n, 'a')).toBe(false);
  expect(writes.areIn(3n, 'a')).toBe(true);
});

const data = { workspaceId: 'acme', actor: { id: 'a', kind: 'user' as const } };
const envelope: CommandEnvelope = {
  commandId: 'c',
  command: { type: 'RevokeSupportAccess', data },
  source: { kind: 'http' },
};

it('takes a write that failed for one that may have happened', async () => {
  const writes = new OwnWrites(0n);
  const told: string[] = [];
  writes.watch((workspaceId) => told.push(workspaceId));
  const failure = new StoreUnavailableError('no answer');
  await expect(noting(writes, { execute: () => Promise.reject(failure) }).execute(envelope)).rejects.toBe(
    failure,
  );
  expect(told).toEqual(['acme']);
  expect(writes.count).toBe(1);
});

it('knows of a write before its sender does', async () => {
  const writes = new OwnWrites(0n);
  const result = { outcome: 'accepted', commandId: 'c', workspaceId: 'acme', events: [], position: '7' };
  const door = noting(writes, {
    execute: () => Promise.resolve({ result: result as CommandResult, repeated: false, events: [] }),
  });
  await door.execute(envelope);
  expect(writes.areIn(6n, 'acme')).toBe(false);
});
