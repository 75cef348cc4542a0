import { logLevel } from 'kafkajs';
import { silentLog } from '../log.js';
import { kafkajsLog } from './log.js';

const COORDINATOR = 'The group coordinator is not available';

/** What kafkajs' warnings become, at a time that is told. */
function scene() {
  const said: string[] = [];
  let nowMs = 0;
  const log = {
    ...silentLog,
    warn: (_fields: object, message: string) => void said.push(`warn ${message}`),
    debug: (_fields: object, message: string) => void said.push(`debug ${message}`),
  };
  const write = kafkajsLog(log, () => nowMs)(logLevel.WARN);
  const say = (atMs: number, message: string, error?: string): void => {
    nowMs = atMs;
    write({
      namespace: 'Connection',
      level: logLevel.ERROR,
      label: 'ERROR',
      log: { timestamp: '', logger: 'kafkajs', message, ...(error !== undefined && { error }) },
    });
  };
  return { said, say };
}

it('a broker that is making a topic or a coordinator is no warning: every first start meets it', () => {
  const { said, say } = scene();
  say(0, 'Response Metadata', 'This server does not host this topic-partition');
  say(600, 'Response GroupCoordinator', COORDINATOR);
  say(
    700,
    'Response DescribeGroups',
    "The coordinator is loading and hence can't process requests for this group",
  );
  expect(said).toEqual([
    'debug kafkajs Connection: Response Metadata',
    'debug kafkajs Connection: Response GroupCoordinator',
    'debug kafkajs Connection: Response DescribeGroups',
  ]);
});

it('is one when it lasts', () => {
  const { said, say } = scene();
  for (let atMs = 0; atMs < 12_000; atMs += 1_000) say(atMs, 'Response GroupCoordinator', COORDINATOR);
  expect(said.filter((line) => line.startsWith('warn'))).toHaveLength(1);
});

it('any other failure is a warning, once in a while', () => {
  const { said, say } = scene();
  say(0, 'Connection error', 'connect ECONNREFUSED');
  say(1_000, 'Connection error', 'connect ECONNREFUSED');
  say(11_000, 'Connection error', 'connect ECONNREFUSED');
  expect(said.map((line) => line.split(' ')[0])).toEqual(['warn', 'debug', 'warn']);
});
