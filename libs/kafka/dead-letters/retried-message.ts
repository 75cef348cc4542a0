import type { Kafka, Message } from 'kafkajs';
import { sendableHeaders } from '../dead-letter-record.js';
import { withAdmin } from '../kafkajs/topic-admin.js';
import { readTopic } from '../kafkajs/read-topic.js';
import type { DeadLetter } from './dead-letter.js';
import { textOf } from './dead-letter.js';
import type { Claim, ResolutionRecord } from './resolution-record.js';

const RETRY_HEADER = 'x-retry-of';
/** Carries the claim's id, by which the sent message is found in its topic. The id is known only to readers of the dead-letter topic. */
const CLAIM_HEADER = 'x-retry-claim';

/** The original message for its original partition, with two headers more that name the claim and the dead letter. */
export const retriedMessage = (
  { key, value, headers, source, place }: DeadLetter,
  { id }: Claim,
): Message => ({
  key,
  value,
  headers: { ...sendableHeaders(headers), [RETRY_HEADER]: place, [CLAIM_HEADER]: id },
  partition: source.partition,
});

/** Those of the claims whose message was sent to this topic. */
export async function claimsSent(
  kafka: Kafka,
  topic: string,
  claims: readonly ResolutionRecord[],
): Promise<Set<string>> {
  const sent = new Set<string>();
  if (claims.length === 0) return sent;
  const sought = new Set(claims.map(({ claim }) => claim));
  const earliest = Math.min(...claims.map(({ at }) => at));
  const from = await withAdmin(kafka, (admin) => admin.offsetsAt(topic, earliest - CLOCKS_APART_MS));
  await readTopic(
    kafka,
    topic,
    ({ headers }) => {
      const claim = textOf(headers[CLAIM_HEADER]);
      if (claim !== undefined && sought.has(claim)) sent.add(claim);
    },
    { from },
  );
  return sent;
}

/** Assumed maximum difference between the clocks of two operators, who each stamp their messages. */
const CLOCKS_APART_MS = 300_000;
