import { join } from 'node:path';
import type { DoubleProcess } from '../doubles/eventstoredb/double-process.js';
import { startDoubleProcess } from '../doubles/eventstoredb/double-process.js';
import type { Directory } from '../e2e/service-process.js';
import { embedded, temporaryDirectory } from '../e2e/service-process.js';
import { launchAdmin } from '../support/admin-process.js';
import { LogCopy } from '../support/log-copy.js';
import { Random } from '../support/random.js';
import { SEED, seeded } from '../support/seed.js';
import { fillSignedLog } from '../support/signed-log.js';

const KILLS = 6;
const random = new Random(SEED);

let directory: Directory;
let server: DoubleProcess;
let env: Record<string, string>;

beforeAll(async () => {
  directory = await temporaryDirectory();
  env = { ...embedded(directory.path), EVIDENCE_ORIGIN: 'log.example/kill' };
  await fillSignedLog(env, { workspaces: 25, checkpoints: 6 });
  server = await startDoubleProcess();
});
afterAll(async () => {
  await server.close();
  await directory.remove();
});

const targets = {
  EventStoreDB: () => server.url,
  SQLite: () => `sqlite:${join(directory.path, 'copy', 'events.db')}`,
};

/** @returns whether it was killed, and else how it ended */
async function copyUntil(to: string, linesOfProgress: number | undefined) {
  const program = launchAdmin(['copy-events', '--json', '--to', to], env);
  let stderr = '';
  program.child.stderr!.on('data', (text: Buffer | string) => {
    stderr += String(text);
    const lines = stderr.match(/^Copying \d+\/\d+$/gm)?.length ?? 0;
    if (linesOfProgress !== undefined && lines >= linesOfProgress)
      setTimeout(() => program.child.kill('SIGKILL'), random.int(0, 30));
  });
  const { code, stdout } = await program.toEnd();
  return { killed: program.child.signalCode === 'SIGKILL', code, stdout };
}

it.each(Object.keys(targets) as (keyof typeof targets)[])(
  'killed at any moment, again and again, a copy to %s goes on where it was and is the log in the end',
  seeded(async (_seed, name) => {
    const to = targets[name]();
    let killed = 0;
    let had = 0;
    for (let kill = 1; kill <= KILLS; kill++) {
      // What is there already goes by fast, so that each time it is let get further.
      const end = await copyUntil(to, Math.max(1, Math.floor((kill * 10) / (KILLS + 1))));
      if (end.killed) killed += 1;
      const { events } = await LogCopy.read(to);
      expect(events.length).toBeGreaterThanOrEqual(had);
      had = events.length;
    }
    expect(killed).toBeGreaterThan(0);
    const { code, stdout } = await copyUntil(to, undefined);
    expect(code).toBe(0);
    const { outcome, found, copied, source } = JSON.parse(stdout);
    expect({ outcome, found, all: found + copied }).toEqual({
      outcome: 'equal',
      found: had,
      all: source.events,
    });
    expect(found).toBeGreaterThan(0);
  }),
);
