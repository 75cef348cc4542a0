import kafkajs from 'kafkajs';
import type { KafkaConfig } from '#config';
import { topicNames } from '#config';
import { commandTopicsOf } from '../command-topics.js';
import { KafkaUnavailableError } from '../errors.js';
import { connectKafkajs, FEW_RETRIES } from '../kafkajs/connection.js';
import { silentLog } from '../log.js';
import { DeadLetterManager } from './dead-letter-manager.js';

/**
 * Runs `work` with a {@link DeadLetterManager} and closes it afterwards.
 * @throws KafkaUnavailableError when the brokers do not answer
 */
export async function withDeadLetterManager<T>(
  config: KafkaConfig,
  work: (desk: DeadLetterManager) => Promise<T>,
): Promise<T> {
  const givenUp = new AbortController();
  const kafka = connectKafkajs(config, silentLog, { retry: FEW_RETRIES, givenUp: givenUp.signal });
  const commands = commandTopicsOf(config);
  const desk = new DeadLetterManager(kafka, { commands, deadLetters: topicNames(config).deadLetters });
  try {
    return await work(desk);
  } catch (error) {
    throw error instanceof kafkajs.KafkaJSError ? new KafkaUnavailableError(error) : error;
  } finally {
    await desk.close();
    givenUp.abort();
  }
}
