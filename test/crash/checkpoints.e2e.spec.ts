import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RecordedCheckpoint } from '#event-store';
import { LOG_START, openEventReader } from '#event-store';
import { openCheckpoint, openLogTreeQueries, parseVkeys, rootAt } from '#evidence';
import { MemoryTree } from '../../libs/evidence/merkle/spec/memory-tree.js';
import type { Directory } from '../e2e/service-process.js';
import { temporaryDirectory } from '../e2e/service-process.js';
import { Random } from '../support/random.js';

const KILLS = 30;
const SEED = 20_261_122;
const TIMEOUT_MS = 300_000;
const ORIGIN = 'support.example.com/log';

/** What the service does with its log, without a pause between two checkpoints, so that a kill meets one. */
const program = (directory: string): string => `
  import { CommandDoor } from '#commands';
  import { DEFAULT_POLICY } from '#domain';
  import { openEventStore } from '#event-store';
  import { CheckpointKeys, CheckpointMaker, LogCheck, openLogTree, sizeOfNote } from '#evidence';
  import { LogFollower } from '#derived';
  const directory = ${JSON.stringify(directory)};
  const store = await openEventStore('sqlite:' + directory + '/events.db');
  const tree = await openLogTree('sqlite:' + directory + '/read-models.db');
  const keys = await CheckpointKeys.open(${JSON.stringify(ORIGIN)}, { signingKeyFiles: [], keysDir: directory });
  const never = new AbortController().signal;
  const ends = (error) => { console.error(error); process.exit(1); };
  new LogFollower(store, tree).run(never).catch(ends);
  const witness = { name: 'the store', newest: async () => [await store.lastCheckpoint()].flatMap((last) => last?.note ?? []) };
  await new LogCheck({ reader: store, tree, treeName: 'the tree', keys, witnesses: [witness] }).run(never);
  const door = new CommandDoor(store, { now: () => Date.now() }, { policy: DEFAULT_POLICY });
  const life = process.pid + '-' + Date.now();
  const update = async (lane) => {
    for (let n = 0; ; n++) {
      const data = { workspaceId: 'w' + lane, tier: 'team', forcedSso: false, ownerIds: [] };
      const command = { type: 'UpdateWorkspace', data };
      await door.execute({ commandId: life + '-' + lane + '-' + n, command, source: { kind: 'http' } });
    }
  };
  for (let lane = 0; lane < 4; lane++) update(lane).catch(ends);
  const maker = new CheckpointMaker(store, tree, keys);
  process.stdout.write(keys.vkeyDocument);
  for (;;) {
    const made = await maker.make();
    if (made) process.stdout.write(sizeOfNote(made.note) + '\\n');
    else await new Promise((resolve) => setTimeout(resolve, 1));
  }`;

let directory: Directory;
let child: ChildProcess;
beforeEach(async () => {
  directory = await temporaryDirectory();
});
afterEach(async () => {
  child.kill('SIGKILL');
  await directory.remove();
});

/** One life, ended in the middle of whatever it does. @returns what it said, but for a line that was cut */
async function life(killAfterMs: number): Promise<string[]> {
  child = spawn(process.execPath, ['--input-type=module', '-e', program(directory.path)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (output += text));
  const ended = once(child, 'close') as Promise<[number | null, string | null]>;
  await Promise.race([once(child.stdout!, 'data'), ended]);
  await sleep(killAfterMs);
  child.kill('SIGKILL');
  expect(await ended).toEqual([null, 'SIGKILL']);
  return output.split('\n').slice(0, -1);
}

it(
  `goes on after each of ${KILLS} kills while it signs, without a fork or half a checkpoint`,
  async () => {
    const random = new Random(SEED);
    const said: number[] = [];
    let vkey = '';
    for (let kill = 0; kill < KILLS; kill++) {
      const [key = '', ...sizes] = await life(random.int(5, 250));
      vkey = key;
      said.push(...sizes.map(Number));
    }
    expect(said.length).toBeGreaterThan(KILLS);

    const reader = await openEventReader(`sqlite:${join(directory.path, 'events.db')}`);
    const log = new MemoryTree();
    for await (const page of reader.readAll(LOG_START))
      for (const { chain } of page) log.append(Buffer.from(chain, 'hex'));
    const recorded: RecordedCheckpoint[] = [];
    for await (const page of reader.readCheckpoints()) recorded.push(...page);
    const checkpoints = recorded.map(({ note }) => openCheckpoint(note, parseVkeys(vkey)));
    const sizes = checkpoints.map(({ size }) => size);
    expect(sizes).toEqual([...new Set(sizes)].sort((a, b) => a - b));
    expect(recorded.map(({ revision }) => revision)).toEqual(recorded.map((_, index) => index));
    for (const { size, root } of checkpoints) expect((await rootAt(log, size)).equals(root)).toBe(true);
    // What was told to anybody is there.
    expect(said.filter((size) => !sizes.includes(size))).toEqual([]);

    const tree = await openLogTreeQueries(`sqlite:${join(directory.path, 'read-models.db')}`);
    const folded = await tree.size();
    expect((await rootAt(tree, folded)).equals(await rootAt(log, folded))).toBe(true);
    await tree.close();
    await reader.close();
  },
  TIMEOUT_MS,
);
