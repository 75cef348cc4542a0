import { ConfigError } from '../config-error.js';
import { parseConfig } from '../parse-config.js';

/** The variables that a parse complains about, in order; none when it succeeds. */
export function problemsOf(variables: Record<string, string>): string[] {
  try {
    parseConfig(variables);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ variable }) => variable);
    throw error;
  }
  return [];
}
