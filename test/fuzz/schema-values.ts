import fc from 'fast-check';
import type { Schema } from '#contracts';
import type { ApiDocument } from './api-document.js';
import type { JsonTree } from './json-tree.js';
import { leaf, token, write } from './json-tree.js';

/** Values that mean something to the service, by the names of the fields and parameters that take them. */
export type KnownValues = Readonly<Record<string, readonly string[]>>;

/** Values that are valid by a schema of the document; where it has a text whose name is known, known ones half the time. */
export class SchemaValues {
  constructor(
    private readonly api: ApiDocument,
    private readonly known: KnownValues,
  ) {}

  of(given: Schema, name = ''): fc.Arbitrary<JsonTree> {
    const schema = this.api.resolve(given);
    const choices = (schema['oneOf'] ?? schema['anyOf']) as Schema[] | undefined;
    if (schema['type'] === undefined && choices)
      return fc.oneof(...choices.map((each) => this.of(each, name)));
    if ('const' in schema) return fc.constant(leaf(schema['const'] as string));
    if (Array.isArray(schema['enum'])) return fc.constantFrom(...(schema['enum'] as string[]).map(leaf));
    const { type } = schema;
    if (Array.isArray(type)) return fc.oneof(...type.map((each) => this.of({ ...schema, type: each }, name)));
    switch (type) {
      case 'object':
        return this.#object(schema);
      case 'array':
        return fc
          .array(this.of(schema['items'] as Schema, name), { maxLength: 4 })
          .map((items) => ({ kind: 'list', items }));
      case 'string':
        return this.text(schema, name).map(leaf);
      case 'integer':
        return this.#knownOr(name, integerBy(schema).map(String)).map(token);
      case 'boolean':
        return fc.constantFrom(...(this.known[name] ?? ['true', 'false'])).map(token);
      case 'null':
        return fc.constant(leaf(null));
      default:
        throw new Error(`the generator does not know this schema: ${JSON.stringify(schema)}`);
    }
  }

  /** Of a schema whose value is written without quotes: a parameter's. */
  plain(given: Schema, name: string): fc.Arbitrary<string> {
    const schema = this.api.resolve(given);
    if (schema['type'] === 'string' && !schema['enum']) return this.text(schema, name);
    return this.of(schema, name).map((tree) => write(tree).replace(/^"(.*)"$/s, '$1'));
  }

  text(schema: Schema, name: string): fc.Arbitrary<string> {
    const known = this.known[name] ?? [];
    if (schema['format'] === 'date-time') return instant;
    // A read waits for a position that is not there yet: few should.
    if (name === 'Min-Position' && known.length > 0) return fc.constantFrom(...known);
    return this.#knownOr(name, textBy(schema));
  }

  #knownOr(name: string, made: fc.Arbitrary<string>): fc.Arbitrary<string> {
    const known = this.known[name] ?? [];
    if (known.length === 0) return made;
    return fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...known) }, { weight: 1, arbitrary: made });
  }

  #object(schema: Schema): fc.Arbitrary<JsonTree> {
    const properties = Object.entries((schema['properties'] ?? {}) as Record<string, Schema>);
    const required = new Set(schema['required'] as string[] | undefined);
    const members = properties.map(([name, property]) => this.of(property, name));
    const present = fc.array(fc.boolean(), { minLength: properties.length, maxLength: properties.length });
    return fc.tuple(fc.tuple(...members), present).map(([values, isPresent]) => ({
      kind: 'object',
      members: properties.flatMap(([name], index) =>
        required.has(name) || isPresent[index] ? [[name, values[index]!] as const] : [],
      ),
    }));
  }
}

function integerBy({ minimum, maximum }: { minimum?: number; maximum?: number }): fc.Arbitrary<number> {
  return fc.integer({ min: minimum ?? Number.MIN_SAFE_INTEGER, max: maximum ?? Number.MAX_SAFE_INTEGER });
}

/** fast-check makes no text by a pattern with a lookahead: without it there are a few texts too many, which are dropped. */
function matching(pattern: string): fc.Arbitrary<string> {
  const exact = new RegExp(pattern);
  const wide = pattern.replaceAll(/\(\?!(?:[^()\\]|\\.)*\)/g, '');
  return fc.stringMatching(new RegExp(wide)).filter((text) => exact.test(text));
}

function textBy(schema: Schema): fc.Arbitrary<string> {
  if (typeof schema['pattern'] === 'string') return matching(schema['pattern']);
  const { minLength, maxLength = 1_024 } = schema as { minLength?: number; maxLength?: number };
  return fc.string({ unit: 'grapheme', minLength: minLength ?? 0, maxLength: Math.min(maxLength, 40) });
}

/** Around now: mostly in the past, since nothing can be asked of the future. */
const instant = fc
  .tuple(
    fc.date({ min: new Date('2020-01-01'), max: new Date('2027-12-31'), noInvalidDate: true }),
    fc.constantFrom('Z', '+00:00', '-11:30'),
  )
  .map(([date, zone]) => date.toISOString().replace('Z', zone));
