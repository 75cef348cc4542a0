import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { eventsOf, nextId, pagesOf, takeUntil } from '../event-fixtures.contract.js';
import { LOG_START } from '../event-store.js';
import { hasWriter, openEventReader, openEventStore } from '../open-event-store.js';
import { newPlace } from './sqlite-place.contract.js';
import { writerThreadEntry } from './threaded-writer.js';

/** From the build, like the writer's thread: a process of its own loads no TypeScript either. */
const library = new URL('../index.js', pathToFileURL(writerThreadEntry().pathname)).href;

/** Appends to one stream as fast as each append is acknowledged, and says every acknowledged revision. */
const writer = (url: string): string => `
  import { openEventStore } from ${JSON.stringify(library)};
  const store = await openEventStore(${JSON.stringify(url)});
  const [event] = ${JSON.stringify(eventsOf('c'))};
  for (let n = 0; ; n++) {
    const commandId = 'c' + n;
    const id = ${JSON.stringify(nextId())} + n;
    const { revision } = await store.append('supportAccess-w1', n === 0 ? 'empty' : n - 1, [{ ...event, id, commandId }]);
    process.stdout.write(revision + '\\n');
  }`;

let place: ReturnType<typeof newPlace>;
let child: ChildProcess;
let acknowledged: number;

/** Another process that writes; resolves when it has had its first acknowledgement. */
async function startWriter(url: string): Promise<void> {
  acknowledged = -1;
  child = spawn(process.execPath, ['--input-type=module', '-e', writer(url)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    // The last line that came whole.
    const line = text.slice(0, text.lastIndexOf('\n')).split('\n').at(-1);
    if (line) acknowledged = Number(line);
  });
  await once(child.stdout!, 'data');
}

async function kill(): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

beforeEach(() => {
  place = newPlace();
});
afterEach(async () => {
  if (child.exitCode === null && child.signalCode === null) await kill();
  place.remove();
});

it('has one writer; the next gets in when that one was killed, and finds all that was acknowledged', async () => {
  const url = `sqlite:${place.file}`;
  expect(await hasWriter(url)).toBe(false);
  await startWriter(url);
  expect(await hasWriter(url)).toBe(true);
  const refused = await openEventStore(url).then(undefined, (error: Error) => error);
  expect(refused).toMatchObject({ code: 'STORE_LOCKED', file: place.file });
  expect((refused as Error).message).toContain(place.file);

  await kill();
  expect(await hasWriter(url)).toBe(false);
  const store = await openEventStore(url);
  expect(await hasWriter(url)).toBe(true);
  const revisions = (await pagesOf(store.readStream('supportAccess-w1'))).map(({ revision }) => revision);
  expect(revisions.length).toBeGreaterThan(acknowledged);
  expect(revisions).toEqual(revisions.map((_, i) => i));
  const next = await store.append('supportAccess-w1', revisions.length - 1, eventsOf('after'));
  expect(next.revision).toBe(revisions.length);
  await store.close();
});

it('can be read and followed by other processes while it is written', async () => {
  const url = `sqlite:${place.file}`;
  await startWriter(url);
  const reader = await openEventReader(url);
  const revisions: number[] = [];
  let batches = 0;
  await takeUntil(reader, LOG_START, (batch) => {
    batches += 1;
    revisions.push(...batch.events.map(({ revision }) => revision));
    // The first batches are what was there already: see that what came later arrives too.
    return batches > 3 && revisions.length > 50;
  });
  expect(revisions).toEqual(revisions.map((_, i) => i));
  await kill();
  // The reader outlives the writer, and sees all that it left.
  const left = await pagesOf(reader.readStream('supportAccess-w1'));
  expect(left.length).toBeGreaterThan(acknowledged);
  await reader.close();
});
