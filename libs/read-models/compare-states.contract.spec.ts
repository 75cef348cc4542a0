import Database from 'better-sqlite3';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StateComparison, StateDifference } from './compare-states.js';
import { compareStates } from './compare-states.js';
import { MINUTE_MS } from '#domain';
import { describeWorkspace, grantAt, loginAt, revokeAt, T0 } from './histories.contract.js';
import { openReadModels, openReadModelState } from './open-read-models.js';
import type { ReadModels } from './read-models.js';
import { SimulatedLog } from './simulated-log.contract.js';
import type { ReadModelState, StateSnapshot } from './state.js';

const HISTORIES = 700;
let directory: string;
let log: SimulatedLog;
let models: [ReadModels, ReadModels];
let states: [ReadModelState, ReadModelState];
const fileOf = (name: string): string => join(directory, `${name}.db`);

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'compare-states-'));
  log = new SimulatedLog();
  // More rows than a page has.
  for (let i = 0; i < HISTORIES; i++) {
    const [id, at] = [`w${i}`, T0 + i * MINUTE_MS];
    describeWorkspace(log, id, at);
    grantAt(at, log, id);
    loginAt(at + 1, log, id);
    if (i % 2 === 0) revokeAt(at + 2, log, id);
  }
  const [one, other] = ['one', 'other'].map((name) => `sqlite:${fileOf(name)}`) as [string, string];
  models = [await openReadModels(one), await openReadModels(other)];
  for (const each of models) await each.apply(log.events, await log.head());
  states = [await openReadModelState(one), await openReadModelState(other)];
});
afterEach(async () => {
  for (const each of [...states, ...models]) await each.close();
  await rm(directory, { recursive: true });
});

async function compared(): Promise<StateComparison & { found: StateDifference[] }> {
  const found: StateDifference[] = [];
  const bySide = (one: StateSnapshot) =>
    states[1].snapshot((other) => compareStates(one, other, (difference) => found.push(difference)));
  return { ...(await states[0].snapshot(bySide)), found };
}

it('equal models are equal, and hash to what they say', async () => {
  const { oneHash, otherHash, rows, differences, found } = await compared();
  expect(oneHash).toBe(await models[0].stateHash());
  expect(otherHash).toBe(await models[1].stateHash());
  expect([oneHash, differences, found]).toEqual([otherHash, 0, []]);
  expect(rows).toBe(log.events.length + HISTORIES * 3);
});

it('a set that was built anew hashes to the same as one that grew', async () => {
  const rebuild = await models[1].rebuild();
  await rebuild.apply(log.events, await log.head());
  await rebuild.swap();
  const { oneHash, otherHash } = await compared();
  expect(otherHash).toBe(oneHash);
});

it('every row that was changed, added or taken away is found, each by its table and key', async () => {
  const db = new Database(fileOf('other'));
  const positions = db.prepare('SELECT position FROM a_grants ORDER BY position').pluck().all() as number[];
  const [changed, gone] = [positions[0]!, positions.at(-1)!];
  db.prepare('UPDATE a_grants SET expires_at = expires_at + 1 WHERE position = ?').run(changed);
  db.prepare('DELETE FROM a_grants WHERE position = ?').run(gone);
  db.prepare("INSERT INTO a_numbers VALUES (100000, 'added', 0, '', 0)").run();
  db.prepare('DELETE FROM a_sessions').run();
  db.close();
  const { oneHash, otherHash, differences, found } = await compared();
  expect(otherHash).toBe(await models[1].stateHash());
  expect(otherHash).not.toBe(oneHash);
  expect(differences).toBe(3 + HISTORIES);
  const [added, edited, removed, ...sessions] = found;
  expect(added).toMatchObject({
    table: { name: 'numbers' },
    key: 100_000n,
    other: [100_000n, 'added', 0n, '', 0n],
  });
  expect(added).not.toHaveProperty('one');
  expect(edited).toMatchObject({ table: { name: 'grants' }, key: BigInt(changed) });
  const at = edited!.table.columns.indexOf('expires_at');
  expect(edited!.other![at]).toBe((edited!.one![at] as bigint) + 1n);
  expect(removed).toMatchObject({ table: { name: 'grants' }, key: BigInt(gone), one: expect.anything() });
  expect(removed).not.toHaveProperty('other');
  expect(sessions.map(({ table }) => table.name)).toEqual(Array(HISTORIES).fill('sessions'));
});

it('a snapshot does not see what is applied meanwhile, and holds nobody up', async () => {
  const position = await log.head();
  await states[0].snapshot(async (snapshot) => {
    expect(snapshot.position).toBe(position);
    grantAt(T0 + 1e9, log, 'w0');
    await models[0].apply(log.events.slice(-1), await log.head());
    const grants = snapshot.tables.find(({ name }) => name === 'grants')!;
    let seen = 0;
    for await (const page of snapshot.rows(grants)) seen += page.length;
    expect([seen, snapshot.position]).toEqual([HISTORIES, position]);
  });
  await states[0].snapshot(async (snapshot) => expect(snapshot.position).toBe(await log.head()));
});

it('what is not there cannot be compared', async () => {
  await expect(openReadModelState(`sqlite:${fileOf('none')}`)).rejects.toThrow('it is not there yet');
});
