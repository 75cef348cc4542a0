import { describe, expect, it } from '@jest/globals';
import type { Config } from '../index.js';
import { parseConfig } from '../index.js';
import { problemsOf } from './problems-of.js';

type Variables = Record<string, string>;

/** One variable: what it means, and what is refused. */
export type Case = {
  variable: string;
  get: (config: Config) => unknown;
  /** What the other variables must be for this one to mean something. */
  given?: Variables;
  fallback: unknown;
  good: [value: string, parsed: unknown][];
  bad: string[];
};

export function checkCases(cases: readonly Case[]): void {
  describe.each(cases)('$variable', ({ variable, get, given, fallback, good, bad }) => {
    it('has its default', () => expect(get(parseConfig(given ?? {}))).toEqual(fallback));

    it('counts as unset when it is empty', () =>
      expect(
        get(parseConfig({ ...given, ...(given?.[variable] === undefined && { [variable]: '' }) })),
      ).toEqual(fallback));

    it.each(good)('takes %j', (value, parsed) =>
      expect(get(parseConfig({ ...given, [variable]: value }))).toEqual(parsed),
    );

    for (const value of bad)
      it(`refuses ${JSON.stringify(value)} by name`, () =>
        expect(problemsOf({ ...given, [variable]: value })).toContain(variable));
  });
}
