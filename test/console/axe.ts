import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** All rules of axe; the size of targets is off by default. */
const OPTIONS = { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } };

type Found = { id: string; help: string; nodes: { target: unknown; failureSummary?: string }[] };

/** @returns what axe-core finds wrong with the page as it is now, a line each: the rule, where, and why */
export async function violationsOf(page: Page): Promise<string[]> {
  if (!(await page.evaluate('"axe" in globalThis'))) await page.evaluate(source);
  const found = await page.evaluate<Found[]>(
    `axe.run(document, ${JSON.stringify(OPTIONS)}).then(({ violations }) => violations)`,
  );
  return found.flatMap(({ id, help, nodes }) =>
    nodes.map(
      ({ target, failureSummary = '' }) =>
        `${id} (${help}) at ${JSON.stringify(target)}: ${failureSummary.replaceAll(/\s+/g, ' ')}`,
    ),
  );
}
