// `npm run crash-test [-- <kills> [<seed>]]`: see crash-run.ts. Ends with 1 when anything that must hold does not.
import { startKafkaBroker } from '../engines/kafka-broker.js';
import { crashRun } from './crash-run.js';

const MAX_SHOWN = 50;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function main([
  kills = '200',
  seedText = `${Date.now() % 1_000_000}`,
]: readonly string[]): Promise<number> {
  if (!/^[1-9]\d{0,4}$/.test(kills) || !/^\d{1,9}$/.test(seedText))
    throw new Error('usage: npm run crash-test [-- <kills> [<seed>]]');
  const seed = Number(seedText);
  say(`Starting Apache Kafka; ${kills} kills with seed ${seed} …`);
  const broker = await startKafkaBroker();
  try {
    const { violations, ...summary } = await crashRun({
      kills: Number(kills),
      seed,
      brokers: broker.brokers,
      say,
    });
    for (const [what, value] of Object.entries(summary)) say(`${what.padEnd(20)} ${JSON.stringify(value)}`);
    for (const violation of violations.slice(0, MAX_SHOWN)) say(`VIOLATION ${violation}`);
    say(`${violations.length} violations. To run it again: npm run crash-test -- ${kills} ${seed}`);
    return violations.length === 0 ? 0 : 1;
  } finally {
    await broker.close();
  }
}

try {
  process.exit(await main(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}
