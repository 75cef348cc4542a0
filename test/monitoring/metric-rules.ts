/** The findings of `promtool check metrics` on an exposition, by its rules on names, helps and types. */
export function lintMetrics(exposition: string): string[] {
  const helps = new Set([...exposition.matchAll(/^# HELP (\S+) \S/gm)].map(([, name]) => name!));
  const types = [...exposition.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(
    ([, name, type]) => [name!, type!] as const,
  );
  return types.flatMap(([name, type]) => {
    const against = [
      !helps.has(name) && 'no help text',
      type === 'counter' && !name.endsWith('_total') && 'counter metrics should have "_total" suffix',
      type !== 'counter' && name.endsWith('_total') && 'non-counter metrics should not have "_total" suffix',
      /_(?:count|sum|bucket)$/.test(name) && 'this suffix is for parts of histograms and summaries',
      /[a-z][A-Z]|:/.test(name) && 'metric names should be written in snake_case',
      /_(?:gauge|counter|histogram|summary)(?:_|$)/.test(name) && 'metric name should not include its type',
      ABBREVIATED.test(name) && 'metric names should not contain abbreviated units',
      NOT_BASE.test(name) && 'use base units: seconds, bytes, ratio',
    ];
    return against.filter((rule) => rule !== false).map((rule) => `${name} ${rule}`);
  });
}

const ABBREVIATED = /_(?:s|ms|us|ns|sec|b|kb|mb|gb|tb|pb|m|h|d)(?:_|$)/;
const NOT_BASE =
  /_(?:milliseconds|microseconds|nanoseconds|minutes|hours|days|weeks|kibibytes|mebibytes|kilobytes|megabytes|bits|percent)(?:_|$)/;
