import type { KafkaConfig } from '#config';
import { topicNames } from '#config';
import { within } from './back-off.js';
import { SILENCE_LIMIT_MS } from './health.js';
import { connectKafkajs, FEW_RETRIES } from './kafkajs/connection.js';
import { KafkajsTopicAdmin } from './kafkajs/topic-admin.js';
import { lagProbe } from './lag-probe.js';
import { commandTopicsOf } from './command-topics.js';
import { silentLog } from './log.js';
import type { PartitionLag } from './partition-lag.js';

/** The lag of the command consumers' group in all command topics; `topic` is the first of these. */
export type GroupLag = { groupId: string; topic: string; lag: readonly PartitionLag[] };

/** For the command line: reads the lag without joining the group. @throws Error when the brokers do not answer in time */
export async function readGroupLag(config: KafkaConfig): Promise<GroupLag> {
  const { groupId } = config;
  const topic = topicNames(config).commands;
  const givenUp = new AbortController();
  const kafka = connectKafkajs(config, silentLog, { retry: FEW_RETRIES, givenUp: givenUp.signal });
  const probe = lagProbe(new KafkajsTopicAdmin(kafka), commandTopicsOf(config), groupId);
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
