import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson, chainOf, ZERO_CHAIN } from '#evidence';
import { CSV_HEADER } from '#read-models';
import { sampleEvents } from '../spec/sample-events.js';
import type { ShapeName } from './shape.js';
import { SHAPE_NAMES, shapeOf } from './shape.js';

const ORIGIN = 'support.example.com/log';
const GOLDEN = join(import.meta.dirname, '..', 'golden');
const events = sampleEvents();
const linesOf = (name: ShapeName): string[] => events.map((event) => shapeOf(name, ORIGIN).line(event));
const documentsOf = (name: ShapeName): unknown[] => linesOf(name).map((line) => JSON.parse(line) as unknown);

/**
 * What other people's programs read: a change of it is a diff that somebody looks at. `UPDATE_GOLDEN=1` writes it anew.
 * Documents are laid out for the eye; lines are kept as they are.
 */
function expectGolden(file: string, text: string): void {
  const path = join(GOLDEN, file);
  // oxlint-disable-next-line node/no-process-env -- of the test run, not of the program
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path, text);
  expect(existsSync(path) ? readFileSync(path, 'utf8') : `${file} is missing`).toBe(text);
}

describe.each(['cloudevents', 'ocsf', 'cadf'] as const)('%s', (name) => {
  it('is what is in the golden file', () => {
    expectGolden(`${name}.json`, `${JSON.stringify(documentsOf(name), undefined, 2)}\n`);
  });

  it('is one JSON document a line, whatever people are called', () => {
    for (const line of linesOf(name)) expect(line).toMatch(/^\{[^\r\n]*\}\n$/);
  });

  it('loses nothing of the event', () => {
    const said = (value: unknown): string[] =>
      typeof value === 'object' && value !== null ? Object.values(value).flatMap(said) : [String(value)];
    documentsOf(name).forEach((document, i) => {
      const { data } = events[i]!.event;
      // Instants are milliseconds in OCSF.
      const facts = said(data).flatMap((fact) => (/^\d{4}-.*Z$/.test(fact) ? [] : [fact]));
      // What was refused is told by the activity there, and by the action in CADF.
      const expected = facts.filter((fact) => !COMMANDS.test(fact) && !isKind(fact));
      expect(said(document)).toEqual(expect.arrayContaining(expected));
    });
  });
});
const COMMANDS =
  /^(UpdateWorkspace|CloseTicket|(Grant|Record|Revoke|Request|Withdraw|Decline|Extend|End)Support.*)$/;
const isKind = (fact: string): boolean => ['user', 'vendor', 'engineer', 'system'].includes(fact);

it('csv is what is in the golden file', () => {
  expectGolden('trail.csv', CSV_HEADER + linesOf('csv').join(''));
});

it('csv starts no formula in any cell', () => {
  for (const line of linesOf('csv')) expect(line.replace(/\r\n$/, '')).not.toMatch(/(^|,)"?[=+\-@\t\r]/);
});

describe('ndjson', () => {
  it('is what is in the golden file', () => {
    expectGolden('events.ndjson', linesOf('ndjson').join(''));
  });

  it('is the RFC 8785 form of the event with its chain', () => {
    linesOf('ndjson').forEach((line, i) => {
      const { event, id, metadata, revision, stream, type, chain } = events[i]!;
      const whole = { data: event.data, id, metadata: { ...metadata, chain }, revision, stream, type };
      expect(line).toBe(`${canonicalJson(whole)}\n`);
    });
  });

  it('has the bytes that the chain is over', () => {
    let previous = ZERO_CHAIN;
    for (const line of linesOf('ndjson')) {
      const { data, metadata, ...rest } = JSON.parse(line) as {
        data: object;
        metadata: { chain: string };
        stream: string;
        revision: number;
        id: string;
        type: string;
      };
      const { chain, ...unchained } = metadata;
      const [dataJson, metadataJson] = [canonicalJson(data), canonicalJson(unchained)];
      expect(chainOf(previous, { ...rest, dataJson, metadataJson })).toBe(chain);
      previous = chain;
    }
  });

  it('puts the chain in its place also where the metadata looks otherwise', () => {
    const event = events[0]!;
    const strange = { ...event.metadata, causationId: 'a"b', another: 1 };
    const line = shapeOf('ndjson', ORIGIN).line(
      Object.assign(Object.create(event) as typeof event, { metadataJson: canonicalJson(strange) }),
    );
    expect(line).toContain(`"metadata":${canonicalJson({ ...strange, chain: event.chain })},"revision"`);
  });
});

it.each(SHAPE_NAMES)('%s refuses no event of ours and is the same every time', (name) => {
  expect(linesOf(name)).toEqual(linesOf(name));
});
