/** The end of a help text. @param commands each as it is typed after the program's name */
export const examples = (commands: readonly string[]): string =>
  `\nExamples:\n${commands.map((command) => `  $ support-access ${command}\n`).join('')}`;
