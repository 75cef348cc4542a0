import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Figure, Finding } from './finding.js';
import { isMet } from './finding.js';

export type BarReport = {
  name: string;
  title: string;
  seconds: number;
  findings: Finding[];
  failure?: string;
};

const HEADINGS = ['', 'measured', 'raw or baseline', 'ratio', 'bar', ''];

/** The table that a person reads. */
export function table(reports: readonly BarReport[]): string {
  const rows = reports.flatMap(({ findings }) => findings.map(cells));
  const widths = HEADINGS.map((heading, i) => Math.max(heading.length, ...rows.map((row) => row[i]!.length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => (i === 0 || i === 5 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .join('  ')
      .trimEnd();
  const lines: string[] = [line(HEADINGS)];
  for (const { name, title, findings, failure } of reports) {
    lines.push('', `${title} (${name})`);
    for (const finding of findings) {
      lines.push(line(cells(finding)));
      if (finding.note !== undefined) lines.push(`    ${finding.note}`);
    }
    if (failure !== undefined) lines.push(`  failed: ${failure}`);
  }
  return lines.join('\n');
}

function cells(finding: Finding): string[] {
  const { what, measured, baseline, ratio, bar } = finding;
  const met = isMet(finding);
  const unit = bar?.of === 'measured' ? ` ${measured.unit}` : ' ×';
  return [
    `  ${what}`,
    shown(measured),
    baseline === undefined ? '' : `${shown(baseline)} ${baseline.what}`,
    ratio === undefined ? '' : `${ratio.toFixed(2)} ×`,
    bar === undefined ? '' : `${bar.kind === 'at least' ? '≥' : '≤'} ${bar.value}${unit}`,
    met === undefined ? '' : met ? 'met' : 'MISSED',
  ];
}

const shown = ({ value, unit }: Figure): string => `${number(value)} ${unit}`;

const number = (value: number): string =>
  value >= 1000
    ? Math.round(value).toLocaleString('en-US')
    : value >= 100
      ? value.toFixed(0)
      : value.toPrecision(3);

/** @returns the file's path */
export function writeResults(directory: string, results: object, at: Date): string {
  mkdirSync(directory, { recursive: true });
  const file = join(directory, `${at.toISOString().replaceAll(':', '-')}.json`);
  writeFileSync(file, `${JSON.stringify(results, undefined, 2)}\n`);
  return file;
}
