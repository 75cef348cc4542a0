import { EventStoreDbDouble } from './event-store-db-double.js';

/**
 * The double as a process of its own: `node dist/test/doubles/eventstoredb/run-double.js [port]`. It prints its URL, and
 * takes words on standard input: `stop` and `start` take the server away and bring it back with its streams, `drop` ends
 * every connection, `late 20` answers each append from then on 20 ms after it was written, `late 0` at once. It ends with
 * its input, and not by Ctrl-C, which a terminal gives to those who still write to it, too.
 */
process.on('SIGINT', () => undefined);
const double = await EventStoreDbDouble.start(Number(process.argv[2] ?? 0));
process.stdout.write(`${double.url}\n`);

let rest = '';
process.stdin.setEncoding('utf8');
for await (const chunk of process.stdin) {
  const lines = (rest + (chunk as string)).split('\n');
  rest = lines.pop()!;
  for (const line of lines) {
    if (line === 'stop') double.stop();
    if (line === 'start') await double.start();
    if (line === 'drop') double.dropConnections();
    if (line.startsWith('late ')) answerLate(Number(line.slice('late '.length)));
    process.stdout.write(`${line} done\n`);
  }
}
process.exit(0);

function answerLate(delayMs: number): void {
  if (delayMs === 0) delete double.faults.append;
  else double.faults.append = () => ({ kind: 'late', commits: 'first', delayMs });
}
