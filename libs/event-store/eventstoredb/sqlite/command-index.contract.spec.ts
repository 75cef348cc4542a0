import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandIndex } from './command-index.js';
import { openDerivedFile } from './derived-file.js';

const EMPTY = { revision: -1, eventId: '' };
let directory: string;
let index: CommandIndex;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'command-index-'));
  index = new CommandIndex(openDerivedFile(directory));
});

afterEach(() => {
  index.close();
  rmSync(directory, { recursive: true, force: true });
});

const reopened = (): void => {
  index.close();
  index = new CommandIndex(openDerivedFile(directory));
};

it('knows what it learned, in memory, in the file, and in both', () => {
  index.verify('s', EMPTY);
  index.learn('s', 0, 'e0', 'a');
  index.learn('s', 1, 'e1', 'b');
  expect(index.find('s', 'b')).toEqual({ first: 1, last: 1 });
  index.flush();
  index.learn('s', 2, 'e2', 'b');
  // Its first event is in the file, its second not yet.
  expect(index.find('s', 'b')).toEqual({ first: 1, last: 2 });
  reopened();
  expect(index.find('s', 'b')).toEqual({ first: 1, last: 2 });
  expect(index.find('s', 'c')).toBeUndefined();
  expect(index.find('other', 'b')).toBeUndefined();
  expect(index.claimed('s')).toEqual({ revision: 2, eventId: 'e2' });
});

it('takes its file for a claim that somebody has to compare with the stream', () => {
  index.verify('s', EMPTY);
  index.learn('s', 0, 'e0', 'a');
  expect(index.verified('s')).toMatchObject({ revision: 0 });
  reopened();
  expect(index.verified('s')).toBeUndefined();
  // What follows on what was not compared is not learned.
  index.learn('s', 1, 'e1', 'b');
  expect(index.find('s', 'b')).toBeUndefined();
  index.forget('s');
  expect(index.find('s', 'a')).toBeUndefined();
  expect(index.claimed('s')).toMatchObject(EMPTY);
});

it('learns no event that does not follow', () => {
  index.verify('s', EMPTY);
  index.learn('s', 1, 'e1', 'a');
  expect(index.claimed('s')).toMatchObject(EMPTY);
});

it('forgets in memory, not in the file, when there are very many streams', () => {
  for (let n = 0; n < 50_100; n++) {
    index.verify(`s${n}`, EMPTY);
    index.learn(`s${n}`, 0, `e${n}`, 'a');
  }
  expect(index.verified('s0')).toBeUndefined();
  expect(index.claimed('s0')).toEqual({ revision: 0, eventId: 'e0' });
  expect(index.find('s0', 'a')).toEqual({ first: 0, last: 0 });
});

it('gives each process of a directory a file of its own, and the next one that of the last', () => {
  const beside = new CommandIndex(openDerivedFile(directory));
  index.verify('s', EMPTY);
  index.learn('s', 0, 'e0', 'a');
  index.flush();
  expect(beside.claimed('s')).toMatchObject(EMPTY);
  beside.close();
  reopened();
  expect(index.claimed('s')).toMatchObject({ revision: 0 });
});

it('keeps the newest snapshot of a stream', () => {
  index.keepSnapshot('s', 'one');
  index.keepSnapshot('s', 'two');
  expect(index.snapshot('s')).toBe('two');
  reopened();
  expect(index.snapshot('s')).toBe('two');
});
