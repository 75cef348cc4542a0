import fc from 'fast-check';
import { reachOf, rowOf } from '../../apps/service/auth/authorization.js';
import type { ApiDocument, DocumentedCall, Parameter } from './api-document.js';
import { bodiesOf } from './bodies.js';
import * as odd from './odd-texts.js';
import type { KnownValues } from './schema-values.js';
import { SchemaValues } from './schema-values.js';
import type { Caller, WireRequest } from './wire-request.js';

/** What the service knows by now: who may come, and values that mean something. */
export type Known = { callers: readonly Caller[]; values: KnownValues };

type Pair = readonly [name: string, value: string];

/** Requests of all calls of the document: many as it says, many nearly so, and some of any kind. */
export function wireRequests(api: ApiDocument, { callers, values }: Known): fc.Arbitrary<WireRequest> {
  const make = new RequestMaker(api, callers, new SchemaValues(api, values));
  return fc.oneof(...api.calls.map((call) => ({ weight: weightOf(call), arbitrary: make.of(call) })));
}

/** What reads no input is soon said. */
const weightOf = ({ parameters, bodies, isOpen }: DocumentedCall): number =>
  (isOpen ? 1 : 4) + 2 * parameters.length + 6 * bodies.length;

class RequestMaker {
  readonly #names: string[];

  constructor(
    api: ApiDocument,
    private readonly callers: readonly Caller[],
    private readonly values: SchemaValues,
  ) {
    this.#names = api.names();
  }

  of(call: DocumentedCall): fc.Arbitrary<WireRequest> {
    const inPlace = (where: Parameter['in']): Parameter[] =>
      call.parameters.filter((each) => each.in === where);
    return fc
      .record({
        method: often(40, fc.constant(call.method), fc.constantFrom(...odd.ODD_METHODS)),
        path: often(60, this.#path(call.path, inPlace('path')), fc.constantFrom(...odd.ODD_TARGETS)),
        query: often(
          20,
          this.#pairs(inPlace('query'), 3),
          odd.oddQuery.map((text) => [text] as const),
        ),
        documented: this.#pairs(inPlace('header'), 4),
        others: fc.array(fc.tuple(odd.oddHeaderName, odd.oddHeaderValue), { maxLength: 2 }),
        hasOthers: fc.nat(7),
        types: this.#types(call),
        body: bodiesOf(call, this.values, this.#names),
        chunked: often(12, fc.constant(false), fc.constant(true)),
        caller: this.#caller(call),
      })
      .map(({ method, path, query, documented, others, hasOthers, types, body, chunked, caller }) => ({
        method,
        target: path + queryOf(query),
        headers: [...documented, ...types, ...(hasOthers === 0 ? others : [])],
        ...(body && { body }),
        chunked,
        caller,
      }));
  }

  /** Mostly one who may: the others do not get far. */
  #caller({ method, path, isOpen }: DocumentedCall): fc.Arbitrary<Caller> {
    const row = rowOf(method, path.replaceAll(/\{[^}]+\}/g, ':any'));
    const mayCall = this.callers.filter((caller) => reachOf(caller, row) !== undefined);
    const anybody = fc.constantFrom(...this.callers);
    return isOpen ? anybody : often(5, fc.constantFrom(...mayCall), anybody);
  }

  #path(template: string, parameters: readonly Parameter[]): fc.Arbitrary<string> {
    const segments = parameters.map(({ schema, name }) =>
      often(9, this.values.plain(schema, name).map(odd.percent), odd.oddSegment),
    );
    return fc.tuple(...segments).map((given) => {
      let next = 0;
      return template.replaceAll(/\{[^}]+\}/g, () => given[next++]!);
    });
  }

  /** Each parameter given one time in so many, but what is required nearly always; now and then with a wild value, twice, or under no known name. */
  #pairs(parameters: readonly Parameter[], rarity: number): fc.Arbitrary<readonly Pair[]> {
    const each = parameters.map(({ name, schema, required = false }) => {
      const value = often(10, this.values.plain(schema, name), odd.oddHeaderValue);
      return fc

        .tuple(
          required ? often(15, fc.constant(0), fc.constant(1)) : fc.nat(rarity),
          fc.array(value, { minLength: 1, maxLength: 2 }),
          fc.nat(20),
        )
        .map(([dice, given, twice]) =>
          dice > 0 ? [] : given.slice(0, twice === 0 ? 2 : 1).map((one): Pair => [name, one]),
        );
    });
    const unknown = fc.constantFrom(...this.#names).map((name): Pair[] => [[name, 'x']]);
    return fc
      .tuple(fc.tuple(...each), often(30, fc.constant<Pair[]>([]), unknown))
      .map(([given, stray]) => [...given.flat(), ...stray]);
  }

  #types({ bodies, path }: DocumentedCall): fc.Arbitrary<Pair[]> {
    const none = fc.constant(undefined);
    const documented = bodies.length === 0 ? none : fc.constantFrom(...bodies.map(({ type }) => type));
    // Two calls answer in several types.
    const negotiates = path === '/v1/events' || path.endsWith('/audit-trail');
    return fc
      .record({
        'Content-Type': often(12, documented, fc.constantFrom(...odd.MEDIA_TYPES)),
        Accept: often(negotiates ? 1 : 15, none, fc.constantFrom(...odd.ACCEPTED_TYPES)),
        'Accept-Encoding': often(6, none, fc.constantFrom(...odd.ENCODINGS)),
      })
      .map((types) =>
        Object.entries(types).flatMap(([name, value]): Pair[] =>
          value === undefined ? [] : [[name, value]],
        ),
      );
  }
}

/** The usual so many times as often as the other. */
const often = <T, U>(times: number, usual: fc.Arbitrary<T>, other: fc.Arbitrary<U>): fc.Arbitrary<T | U> =>
  fc.oneof({ weight: times, arbitrary: usual }, { weight: 1, arbitrary: other });

function queryOf(query: readonly (Pair | string)[]): string {
  if (query.length === 0) return '';
  const parts = query.map((each) =>
    typeof each === 'string' ? each : `${odd.percent(each[0])}=${odd.percent(each[1])}`,
  );
  return `?${parts.join('&')}`;
}
