// One bar in a process of its own, so that none inherits the heap of the one before: node run-bar.js <name> <directory> <quick or full> [node options of what it starts]
import { bars } from './bars.js';
import type { Finding } from './finding.js';

/** What the process says to the one that started it. */
export type BarAnswer = { findings: Finding[] } | { failure: string };

const [name, directory = '', size, ...nodeOptions] = process.argv.slice(2);
const bar = bars.find((each) => each.name === name);
if (bar === undefined || process.send === undefined)
  throw new Error('started by main.js, with the name of a bar');

let answer: BarAnswer;
try {
  const say = (line: string): void => void process.stderr.write(`  ${line}\n`);
  answer = { findings: await bar.run({ quick: size === 'quick', directory, nodeOptions, say }) };
} catch (error) {
  answer = { failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
process.send(answer, () => process.disconnect());
