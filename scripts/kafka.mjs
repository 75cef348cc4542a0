// `npm run kafka`: a real Apache Kafka on loopback for the tour, from Docker or from Maven Central, until Ctrl-C.
import { ensureBuilt, ensureInstalled } from './setup.mjs';

await ensureInstalled();
await ensureBuilt();
await import('../dist/test/engines/run-kafka.js');
