import type { FieldError } from '#contracts';
import type { EpochMs, WithoutUndefined } from '#domain';
import { ID_MESSAGE, isId, isPersonId, PERSON_ID_MESSAGE, readInstant, withoutUndefined } from '#domain';
import { MAX_PAGE } from '#read-models';
import { malformed } from './problem-error.js';

/** Reads a query string parameter by parameter and reports all errors at once, unknown names included. */
export class QueryReader {
  private readonly errors: FieldError[] = [];
  private readonly read = new Set<string>();

  constructor(private readonly query: Readonly<Record<string, unknown>>) {}

  /** @param expected the message for a value that does not match the pattern; an empty value has its own message */
  text(
    name: string,
    pattern: RegExp = /^[^]{1,1024}$/,
    expected = 'must be 1 to 1024 characters',
  ): string | undefined {
    this.read.add(name);
    const value = this.query[name];
    if (value === undefined) return undefined;
    if (typeof value !== 'string') return this.refuse(name, 'must be given once');
    if (pattern.test(value)) return value;
    return this.refuse(name, value === '' ? 'must not be empty: give it a value or leave it out' : expected);
  }

  id(name: string): string | undefined {
    const value = this.text(name);
    return value === undefined || isId(value) ? value : this.refuse(name, ID_MESSAGE);
  }

  /** The id of an actor, an engineer or an owner. */
  personId(name: string): string | undefined {
    const value = this.text(name);
    return value === undefined || isPersonId(value) ? value : this.refuse(name, PERSON_ID_MESSAGE);
  }

  oneOf<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    return (
      choices.find((choice) => choice === value) ?? this.refuse(name, `must be one of ${choices.join(', ')}`)
    );
  }

  integer(name: string, { min, max }: { min: number; max: number }): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const number = /^\d{1,15}$/.test(value) ? Number(value) : NaN;
    return number >= min && number <= max
      ? number
      : this.refuse(name, `must be a whole number from ${min} to ${max}`);
  }

  instant(name: string): EpochMs | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    return (
      readInstant(value) ??
      this.refuse(name, 'must be an instant of a day that the calendar has, such as 2026-11-22T09:30:00.000Z')
    );
  }

  position(name: string): bigint | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    return /^\d{1,20}$/.test(value) ? BigInt(value) : this.refuse(name, 'must be decimal digits');
  }

  /** A required parameter. Its substitute when missing is never used, because `done` throws. */
  required(name: string, value: number | undefined): number {
    if (value === undefined && this.query[name] === undefined) this.refuse(name, 'must be given');
    return value ?? 0;
  }

  refuse(name: string, message: string): undefined {
    this.errors.push({ field: name, message });
    return undefined;
  }

  /** The parameters of every list. */
  page(): { limit: number | undefined; cursor: string | undefined } {
    return {
      limit: this.integer('limit', { min: 1, max: MAX_PAGE }),
      cursor: this.text('cursor', /^[A-Za-z0-9_-]{1,128}$/, 'must be the next of an earlier page'),
    };
  }

  /** Called with all parameters of a call. @returns those that were given @throws ProblemError 400 as {@link done} */
  given<T extends object>(parameters: T): WithoutUndefined<T> {
    this.done();
    return withoutUndefined(parameters);
  }

  /** Called after the last parameter. @throws ProblemError 400 when anything was wrong */
  done(): void {
    for (const name of Object.keys(this.query))
      if (!this.read.has(name))
        this.errors.push({ field: name.slice(0, 64), message: 'is not a parameter of this call' });
    if (this.errors.length > 0) throw malformed(this.errors);
  }
}
