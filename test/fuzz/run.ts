// `npm run fuzz [-- <requests> [<seed>]]`: see fuzz-run.ts. Ends with 1 when any answer is not as documented.
import type { FuzzSummary } from './fuzz-run.js';
import { fuzzRun } from './fuzz-run.js';

const MAX_SHOWN = 50;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function main([
  requests = '100000',
  seedText = `${Date.now() % 1_000_000}`,
]: readonly string[]): Promise<number> {
  if (!/^[1-9]\d{0,7}$/.test(requests) || !/^\d{1,9}$/.test(seedText))
    throw new Error('usage: npm run fuzz [-- <requests> [<seed>]]');
  say(`${requests} requests with seed ${seedText} …`);
  const summary = await fuzzRun({ requests: Number(requests), seed: Number(seedText), say });
  for (const line of table(summary)) say(line);
  for (const violation of summary.violations.slice(0, MAX_SHOWN)) say(`VIOLATION ${violation}`);
  say(`${summary.events} events recorded, ${summary.seconds} s`);
  say(`${summary.violations.length} violations. To run it again: npm run fuzz -- ${requests} ${seedText}`);
  return summary.violations.length === 0 ? 0 : 1;
}

/** A line for each call: how often it was answered with what. */
function table({ answers }: FuzzSummary): string[] {
  return [...answers.keys()].sort().map((call) => {
    const statuses = [...answers.get(call)!].sort(([one], [other]) => one - other);
    return `${call.padEnd(52)} ${statuses.map(([status, count]) => `${status}×${count}`).join(' ')}`;
  });
}

try {
  process.exit(await main(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}
