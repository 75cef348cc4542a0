import type { KafkaConfig } from '#config';
import { within } from './back-off.js';
import { SILENCE_LIMIT_MS } from './health.js';
import { connectKafkajs, FEW_RETRIES } from './kafkajs-connection.js';
import { kafkajsProbe } from './kafkajs-probe.js';
import { silentLog } from './log.js';
import { topicNames } from './topics.js';

/** How far the consumer group of the commands is behind. `lag`: records not committed, by partition. */
export type GroupLag = { groupId: string; topic: string; lag: ReadonlyMap<number, bigint> };

/** Called by operators, from a process that is no member. @throws Error when the brokers do not answer in time */
export async function readGroupLag(config: KafkaConfig): Promise<GroupLag> {
  const { groupId } = config;
  const topic = topicNames(config).commands;
  const givenUp = new AbortController();
  const kafka = connectKafkajs(config, silentLog, { retry: FEW_RETRIES, givenUp: givenUp.signal });
  const probe = kafkajsProbe(kafka, topic, groupId);
  try {
    const asked = probe.lag();
    asked.catch(() => {});
    const lag = await within(SILENCE_LIMIT_MS, asked);
    if (lag === undefined) throw new Error(`no answer from the Kafka brokers within ${SILENCE_LIMIT_MS} ms`);
    return { groupId, topic, lag };
  } finally {
    givenUp.abort();
    await within(
      1_000,
      probe.close().catch(() => {}),
    );
  }
}
