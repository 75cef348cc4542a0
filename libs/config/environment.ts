import { readFileSync } from 'node:fs';
import type { ConfigProblem } from './config-error.js';

/**
 * Reads variables and collects all problems, so that one failed start names every mistake. An empty variable counts as unset, because
 * compose files and shells write `NAME=` for that.
 */
export class Environment {
  readonly problems: ConfigProblem[] = [];

  constructor(private readonly variables: Readonly<Record<string, string | undefined>>) {}

  has(name: string): boolean {
    return this.text(name) !== undefined;
  }

  text(name: string): string | undefined {
    const value = this.variables[name]?.trim();
    return value === '' ? undefined : value;
  }

  /** A text that matches the pattern; `shape` completes the message "must be …". */
  matching(name: string, pattern: RegExp, shape: string): string | undefined {
    const value = this.text(name);
    if (value === undefined || pattern.test(value)) return value;
    return this.refuse(name, `must be ${shape}`);
  }

  integer(name: string, range: { min: number; max: number; fallback: number }): number;
  integer(name: string, range: { min: number; max: number; fallback?: number }): number | undefined;
  integer(name: string, { min, max, fallback }: { min: number; max: number; fallback?: number }) {
    const value = this.text(name);
    if (value === undefined) return fallback;
    const number = /^-?\d{1,15}$/.test(value) ? Number(value) : NaN;
    if (number >= min && number <= max) return number;
    this.refuse(name, `must be a whole number from ${min} to ${max}`);
    return fallback;
  }

  flag(name: string, fallback: boolean): boolean {
    return this.oneOf(name, ['true', 'false'], fallback ? 'true' : 'false') === 'true';
  }

  oneOf<T extends string>(name: string, choices: readonly T[], fallback: T): T {
    const value = this.text(name);
    const choice = choices.find((each) => each === value);
    if (value !== undefined && choice === undefined) this.refuse(name, `must be ${choices.join(' or ')}`);
    return choice ?? fallback;
  }

  /** Comma-separated, blanks around the items ignored; undefined when unset. */
  list(name: string): readonly string[] | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const items = value.split(',').map((item) => item.trim());
    if (items.every((item) => item !== '')) return items;
    return this.refuse(name, 'has an empty item in its list');
  }

  /** The text of the file that the variable names. */
  file(name: string): string | undefined {
    const path = this.text(name);
    return path === undefined ? undefined : this.read(name, path);
  }

  /** Reads the file that a variable names. The path is the variable's value, so an error shows only its code. */
  readBytes(name: string, path: string): Buffer | undefined {
    try {
      return readFileSync(path);
    } catch (error) {
      const { code = 'unreadable' } = error as NodeJS.ErrnoException;
      return this.refuse(name, `names a file that cannot be read (${code})`);
    }
  }

  /** The same, as text. */
  read(name: string, path: string): string | undefined {
    return this.readBytes(name, path)?.toString();
  }

  require(name: string, why: string): void {
    if (!this.has(name)) this.refuse(name, why);
  }

  refuse(variable: string, message: string): undefined {
    this.problems.push({ variable, message });
    return undefined;
  }
}
