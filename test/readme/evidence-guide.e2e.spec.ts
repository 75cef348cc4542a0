import { readFileSync } from 'node:fs';
import { describeWith } from '../engines/engines.js';
import { shellBlocksOf } from './blocks.js';
import { Shell } from './shell.js';
import { expectAsShown, titleOf } from './expect-as-shown.js';

/** The first call of the command line may build it. */
const SLOW_MS = 120_000;
const DOCUMENT = 'docs/evidence.md';
const blocks = shellBlocksOf(DOCUMENT);

describeWith(['hash-tools'], 'The example by hand', () => {
  const shell = new Shell({});
  afterAll(() => shell.close());

  it.each(blocks.map((block) => [titleOf(block), block] as const))(
    '%s',
    (_, block) => expectAsShown(shell, block, SLOW_MS),
    SLOW_MS,
  );
});

it('shows what each figure must be', () => {
  expect(blocks.filter(({ shown }) => shown !== undefined).length).toBe(7);
});

it.each(['DamageKind', 'DoubtKind'])('names every %s', (type) => {
  const source = readFileSync('libs/evidence/verify/verification.ts', 'utf8');
  const [, union = ''] = new RegExp(`export type ${type} =(.*?);`, 's').exec(source) ?? [];
  const codes = [...union.matchAll(/\| '(\w+)'/g)].map(([, code]) => code!);
  const text = readFileSync(DOCUMENT, 'utf8');
  expect(codes.length).toBeGreaterThan(4);
  expect(codes.filter((code) => !text.includes(`\`${code}\``))).toEqual([]);
});
