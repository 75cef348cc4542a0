/** One thing wrong with the environment. The message never repeats the value: it may be a secret. */
export type ConfigProblem = { variable: string; message: string };

/** The environment does not make a configuration; `problems` are all that is wrong with it, in reading order. */
export class ConfigError extends Error {
  readonly code = 'CONFIG';
  constructor(
    readonly problems: readonly ConfigProblem[],
    options?: ErrorOptions,
  ) {
    const all = problems.map(({ variable, message }) => `${variable} ${message}`);
    super(`configuration: ${all.join('; ')}`, options);
  }
}
