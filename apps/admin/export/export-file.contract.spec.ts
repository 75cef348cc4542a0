import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { EventStore, RecordedEvent } from '#event-store';
import { openEventStore } from '#event-store';
import { Random } from '../../../test/support/random.js';
import { exportFile } from './export-file.js';
import type { ExportState, Request } from './export-state.js';
import { exportStream } from './export-stream.js';
import type { ShapeName } from './shapes/shape.js';
import { shapeOf } from './shapes/shape.js';
import { FakeCli } from '../spec/fake-cli.js';
import { allEvents, appendSample } from './spec/sample-log.js';
import { Target } from './target.js';

const REQUEST: Request<ShapeName> = {
  scope: { kind: 'log' },
  format: 'ndjson',
  gzip: false,
  origin: 'origin',
};

let directory: string;
let store: EventStore;
let all: RecordedEvent[];
/** More than a block of the file. */
const COUNT = 4_000;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'export-'));
  store = await openEventStore(`sqlite:${join(directory, 'events.db')}`);
  await appendSample(store, ['acme', 'globex'], COUNT, new Random(1));
  all = await allEvents(store);
});
afterAll(async () => {
  await store.close();
  rmSync(directory, { recursive: true });
});

let out: string;
beforeEach(() => (out = join(mkdtempSync(join(directory, 'out-')), 'events.ndjson')));

type Given = { request?: Partial<Request<ShapeName>>; force?: boolean; cli?: FakeCli; reader?: EventStore };
async function run({ request = {}, force = false, cli = new FakeCli(), reader = store }: Given = {}) {
  const whole = { ...REQUEST, ...request };
  return exportFile(cli, reader, new Target(out, force), whole);
}

/** Ctrl-C, or an end of the process, after some pages. */
async function interrupted(pages: number, given: Given = {}): Promise<FakeCli> {
  const cli = new FakeCli();
  const reader = new Proxy(store, {
    get(target, name) {
      if (name === 'readAll')
        return async function* (after: bigint) {
          let left = pages;
          for await (const page of target.readAll(after)) {
            if (left-- === 0) cli.interrupt();
            yield page;
          }
        };
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  await expect(run({ ...given, cli, reader })).rejects.toThrow('aborted');
  return cli;
}

const expected = (): string => all.map(shapeOf('ndjson', 'origin').line).join('');
const inDirectory = (): string[] => readdirSync(join(out, '..')).sort();

it('writes the events, and leaves nothing else behind', async () => {
  const { count, bytes } = await run();
  expect(readFileSync(out, 'utf8')).toBe(expected());
  expect({ count, bytes }).toEqual({ count: COUNT, bytes: Buffer.byteLength(expected()) });
  expect(inDirectory()).toEqual(['events.ndjson']);
});

it('writes a header once, and CSV compressed', async () => {
  await run({ request: { format: 'csv', gzip: true } });
  const { header, line } = shapeOf('csv', 'origin');
  expect(gunzipSync(readFileSync(out)).toString()).toBe(header + all.map(line).join(''));
});

it('says the same to standard output', async () => {
  for (const gzip of [false, true]) {
    const cli = new FakeCli();
    await exportStream(cli, store, { ...REQUEST, gzip });
    expect((gzip ? gunzipSync(cli.bytes) : cli.bytes).toString()).toBe(expected());
  }
});

describe('interrupted', () => {
  it('has no file of the final name, and goes on when it is asked for again', async () => {
    await interrupted(4);
    expect(inDirectory()).toEqual(['events.ndjson.part', 'events.ndjson.part.json']);
    const cli = new FakeCli();
    await run({ cli });
    expect(cli.said).toEqual([expect.stringMatching(/^Goes on after \d{4} events/)]);
    expect(readFileSync(out, 'utf8')).toBe(expected());
    expect(inDirectory()).toEqual(['events.ndjson']);
  });

  it.each([false, true])('any number of times gives the same bytes; compressed: %s', async (gzip) => {
    const given = { request: { format: 'csv', gzip } as const };
    await run(given);
    const once = readFileSync(out);
    rmSync(out);
    const random = new Random(2);
    for (let i = 0; i < 12; i++) await interrupted(random.int(0, 3), given);
    await run(given);
    expect(readFileSync(out).equals(once)).toBe(true);
  });

  it('and gone on with later, has what was in the log when it began', async () => {
    const file = join(directory, `growing-${Math.random()}.db`);
    const growing = await openEventStore(`sqlite:${file}`);
    await appendSample(growing, ['acme'], 3_000, new Random(3));
    const before = await allEvents(growing);
    const kept = store;
    store = growing;
    try {
      await interrupted(3);
      await appendSample(growing, ['umbrella'], 50, new Random(4));
      const { count } = await run();
      expect(count).toBe(before.length);
      const { line } = shapeOf('ndjson', 'origin');
      expect(readFileSync(out, 'utf8')).toBe(before.map(line).join(''));
    } finally {
      store = kept;
      await growing.close();
    }
  });

  it.each([
    ['another export', { request: { format: 'cadf' } }],
    ['another export', { request: { scope: { kind: 'workspace', workspaceId: 'acme' } } }],
    ['another export', { request: { origin: 'another' } }],
  ] as const)('begins anew when it is %s: %j', async (reason, given) => {
    await interrupted(4);
    const cli = new FakeCli();
    const { count } = await run({ ...given, cli });
    expect(cli.said).toEqual([`Begins anew: what was begun there is ${reason}.`]);
    expect(readFileSync(out, 'utf8').split('\n')).toHaveLength(count + 1);
  });

  it('begins anew on another log', async () => {
    await interrupted(4);
    const other = await openEventStore(`sqlite:${join(directory, `other-${Math.random()}.db`)}`);
    try {
      await appendSample(other, ['acme', 'globex'], COUNT, new Random(99));
      const cli = new FakeCli();
      await run({ reader: other, cli });
      expect(cli.said).toEqual(['Begins anew: what was begun there is of another log.']);
      const { line } = shapeOf('ndjson', 'origin');
      expect(readFileSync(out, 'utf8')).toBe((await allEvents(other)).map(line).join(''));
    } finally {
      await other.close();
    }
  });

  it.each([
    ['a byte of it changed', (part: Buffer) => part.fill('x', 500_000, 500_001)],
    ['its end is gone', (part: Buffer) => part.subarray(0, 1_000)],
  ])('begins anew when %s', async (_, damage) => {
    await interrupted(4);
    writeFileSync(`${out}.part`, damage(readFileSync(`${out}.part`)));
    const cli = new FakeCli();
    await run({ cli });
    expect(cli.said).toEqual(['Begins anew: what was begun there is damaged.']);
    expect(readFileSync(out, 'utf8')).toBe(expected());
  });

  it.each([
    ['no JSON', '{"version":1,'],
    ['of a later release', '{"version":2}'],
    ['nothing', 'null'],
  ])('begins anew when what was noted is %s', async (_, text) => {
    await interrupted(4);
    writeFileSync(`${out}.part.json`, text);
    await run();
    expect(readFileSync(out, 'utf8')).toBe(expected());
  });

  it('is left alone while another process is at it', async () => {
    await interrupted(4);
    const state = JSON.parse(readFileSync(`${out}.part.json`, 'utf8')) as ExportState;
    writeFileSync(`${out}.part.json`, JSON.stringify({ ...state, pid: process.ppid }));
    await expect(run()).rejects.toThrow(`${out} is being exported by process ${process.ppid}`);
  });
});

describe('something of that name', () => {
  it('is refused, and stays', async () => {
    writeFileSync(out, 'mine');
    await expect(run()).rejects.toThrow(`${out} exists already; --force replaces it`);
    expect(readFileSync(out, 'utf8')).toBe('mine');
    expect(inDirectory()).toEqual(['events.ndjson']);
  });

  it('is replaced by force, once the export is complete', async () => {
    writeFileSync(out, 'mine');
    await expect(interrupted(2, { force: true })).resolves.toBeDefined();
    expect(readFileSync(out, 'utf8')).toBe('mine');
    await run({ force: true });
    expect(readFileSync(out, 'utf8')).toBe(expected());
  });

  it('is no directory that merely happens to be there', async () => {
    mkdirSync(out);
    writeFileSync(join(out, 'thesis.tex'), 'mine');
    await expect(run({ force: true })).rejects.toThrow('is neither a file nor a bundle: it is not replaced');
    expect(existsSync(join(out, 'thesis.tex'))).toBe(true);
  });

  it('needs a directory to be in', async () => {
    out = join(out, 'deeper', 'events.ndjson');
    await expect(run()).rejects.toThrow('is not there');
  });
});

it('says so when the log has no events', async () => {
  const empty = await openEventStore(`sqlite:${join(directory, 'empty.db')}`);
  try {
    expect(await run({ reader: empty })).toMatchObject({ count: 0, bytes: 0 });
    expect(readFileSync(out)).toHaveLength(0);
  } finally {
    await empty.close();
  }
});
