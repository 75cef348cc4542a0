import { EventStoreDbDouble } from '../doubles/eventstoredb/event-store-db-double.js';
import { openLogOnDisk } from './log-on-disk.js';

// The double in a container, which is reached from others, is told by signals, and loses nothing when it is killed.
const [file = '/var/lib/eventstore/log.ndjson'] = process.argv.slice(2);
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => process.exit(0));
const { port } = await EventStoreDbDouble.start(2113, { host: '0.0.0.0', log: openLogOnDisk(file) });
process.stdout.write(`The double of an EventStoreDB listens on ${port}, its log in ${file}\n`);
