import type { KafkaConfig } from './config.js';

/** The service's own topics. */
export type TopicNames = {
  commands: string;
  results: string;
  events: string;
  checkpoints: string;
  deadLetters: string;
};

export const topicNames = ({ topicPrefix }: Pick<KafkaConfig, 'topicPrefix'>): TopicNames => ({
  commands: `${topicPrefix}support-access.commands`,
  results: `${topicPrefix}support-access.command-results`,
  events: `${topicPrefix}support-access.events`,
  checkpoints: `${topicPrefix}support-access.checkpoints`,
  deadLetters: `${topicPrefix}support-access.commands.dead-letter`,
});
