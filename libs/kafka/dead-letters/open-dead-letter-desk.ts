import kafkajs from 'kafkajs';
import type { KafkaConfig } from '#config';
import { topicNames } from '#config';
import { commandTopicsOf } from '../command-topics.js';
import { KafkaUnavailableError } from '../errors.js';
import { connectKafkajs, FEW_RETRIES } from '../kafkajs/connection.js';
import { silentLog } from '../log.js';
import { DeadLetterDesk } from './dead-letter-desk.js';

/**
 * Runs `work` with a {@link DeadLetterDesk} and closes it afterwards.
 * @throws KafkaUnavailableError when the brokers do not answer
 */
export async function withDeadLetterDesk<T>(
  config: KafkaConfig,
  work: (desk: DeadLetterDesk) => Promise<T>,
): Promise<T> {
  const givenUp = new AbortController();
  const kafka = connectKafkajs(config, silentLog, { retry: FEW_RETRIES, givenUp: givenUp.signal });
  const commands = commandTopicsOf(config);
  const desk = new DeadLetterDesk(kafka, { commands, deadLetters: topicNames(config).deadLetters });
  try {
    return await work(desk);
  } catch (error) {
    throw error instanceof kafkajs.KafkaJSError ? new KafkaUnavailableError(error) : error;
  } finally {
    await desk.close();
    givenUp.abort();
  }
}
