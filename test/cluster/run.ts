// `npm run cluster-test -- <crash|delivery|leaders|rebalance> [<how many>] [<seed>]`. Ends with 1 when anything that must hold does not.
import { startKafkaBroker } from '../engines/kafka-broker.js';
import { startPrivatePostgres } from '../engines/postgres-server.js';
import { clusterCrashRun } from './crash-run.js';
import { clusterDeliveryRun } from './delivery-run.js';
import { leadersRun } from './leaders-run.js';
import { rebalanceRun } from './rebalance-run.js';

const MAX_SHOWN = 50;

type RunOptions = {
  count: number;
  seed: number;
  brokers: string;
  postgresUrl: string;
  say(line: string): void;
};
type Summary = { violations: string[] } & Record<string, unknown>;
type Run = { unit: string; usual: number; go(options: RunOptions): Promise<Summary> };

const RUNS: Readonly<Record<string, Run>> = {
  crash: {
    unit: 'kills',
    usual: 200,
    go: ({ count, ...rest }) => clusterCrashRun({ kills: count, ...rest }),
  },
  delivery: {
    unit: 'commands',
    usual: 20_000,
    go: ({ count, ...rest }) => clusterDeliveryRun({ commands: count, ...rest }),
  },
  leaders: {
    unit: 'times each',
    usual: 50,
    go: ({ count, ...rest }) => leadersRun({ each: count, ...rest }),
  },
  rebalance: {
    unit: 'seconds',
    usual: 120,
    go: ({ count, ...rest }) => rebalanceRun({ seconds: count, ...rest }),
  },
};

const USAGE = `usage: npm run cluster-test -- <${Object.keys(RUNS).join('|')}> [<how many>] [<seed>]`;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(args: readonly string[]): Promise<number> {
  const [name = '', countText, seedText = `${Date.now() % 1_000_000}`] = args;
  const run = RUNS[name];
  if (run === undefined) throw new Error(USAGE);
  const count = countText ?? `${run.usual}`;
  if (!/^[1-9]\d{0,4}$/.test(count) || !/^\d{1,9}$/.test(seedText)) throw new Error(USAGE);
  say(`Starting Apache Kafka and PostgreSQL; ${count} ${run.unit} with seed ${seedText} …`);
  const [broker, postgres] = await Promise.all([startKafkaBroker(), startPrivatePostgres()]);
  try {
    const options = { count: Number(count), seed: Number(seedText), say };
    const { violations, ...summary } = await run.go({
      ...options,
      brokers: broker.brokers,
      postgresUrl: postgres.url,
    });
    for (const [what, value] of Object.entries(summary)) say(`${what.padEnd(20)} ${JSON.stringify(value)}`);
    for (const violation of violations.slice(0, MAX_SHOWN)) say(`VIOLATION ${violation}`);
    say(`${violations.length} violations. Again: npm run cluster-test -- ${name} ${count} ${seedText}`);
    return violations.length === 0 ? 0 : 1;
  } finally {
    await broker.close();
    await postgres.close();
  }
}

try {
  process.exit(await main(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}
