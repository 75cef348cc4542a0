// Starts a broker, prints its address, and keeps it until SIGTERM, SIGINT or SIGHUP: `node dist/test/engines/run-kafka.js`.
import { startKafkaBroker } from './kafka-broker.js';

const broker = await startKafkaBroker();
console.log(broker.brokers);
const keepAlive = setInterval(() => {}, 60_000);
const close = (): void => {
  clearInterval(keepAlive);
  void broker.close();
};
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, close);
