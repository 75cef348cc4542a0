import { readFileSync } from 'node:fs';

const guide = readFileSync('docs/operations.md', 'utf8');

const section = (title: string): string => guide.slice(guide.indexOf(`\n## ${title}\n`)).split('\n## ')[1]!;
const firstCells = (title: string): string[] =>
  section(title)
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.split('|')[1]!)
    .slice(2);

/** The metrics of the guide's table, with the labels that it names. */
export const documentedMetrics = (): Map<string, string[]> =>
  new Map(
    firstCells('Metrics').flatMap((cell) => {
      const labels = [...(/\{(.*)\}/.exec(cell)?.[1] ?? '').matchAll(/`(\w+)`/g)].map(([, label]) => label!);
      return [...cell.matchAll(/`(support_access_\w+)`/g)].map(([, name]) => [name!, labels] as const);
    }),
  );

/** The metrics that the guide tells to look at. */
export const mentionedMetrics = (): string[] =>
  [...section('Alarms').matchAll(/`((?:support_access|nodejs|process)_\w+)[`{]/g)].map(([, name]) => name!);

/** The alarms of the guide's table that are a rule. */
export const documentedAlarms = (): string[] =>
  firstCells('Alarms').flatMap((cell) =>
    [...cell.matchAll(/`(SupportAccess\w+)`/g)].map(([, name]) => name!),
  );
