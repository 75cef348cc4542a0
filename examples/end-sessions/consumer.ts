// Ends the product's own sessions as soon as Support Access says that a support session is over.
import kafkajs from 'kafkajs';

const {
  KAFKA_BROKERS = 'localhost:9092',
  KAFKA_TOPIC_PREFIX = '',
  KAFKA_GROUP_ID: groupId = 'product-sessions',
  PRODUCT_URL = 'http://localhost:4000',
} = process.env;

const kafka = new kafkajs.Kafka({ clientId: 'product', brokers: KAFKA_BROKERS.split(',') });
const consumer = kafka.consumer({ groupId });

/** It may be told of a session twice, since events come at least once: what is gone already is well, too. */
async function end(sessionId: string): Promise<void> {
  const url = `${PRODUCT_URL}/sessions/${encodeURIComponent(sessionId)}`;
  const { ok, status } = await fetch(url, { method: 'DELETE' });
  if (!ok && status !== 404) throw new Error(`the product answered ${status}`);
}

await consumer.connect();
// A group that is new begins at the beginning: sessions that ended before are ended once more.
await consumer.subscribe({ topics: [`${KAFKA_TOPIC_PREFIX}support-access.events`], fromBeginning: true });
await consumer.run({
  // Whatever throws here is delivered again: an offset is committed once the product has answered.
  eachMessage: async ({ message: { headers = {}, value } }) => {
    // CloudEvents in binary mode: attributes are headers, the data is the value. Other types are not for us.
    if (String(headers['ce_type']) !== 'SupportSessionEnded') return;
    const { sessionId, cause } = JSON.parse(String(value)) as { sessionId: string; cause: string };
    await end(sessionId);
    console.log(`ended ${sessionId} (${cause})`);
  },
});

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void consumer.disconnect().then(() => process.exit()));
