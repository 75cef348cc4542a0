import type { WireCommand } from '#commands';
import { MalformedCommandError } from '#commands';
import type { KafkaConfig } from '#config';
import { topicNames } from '#config';

/** The topics that commands are read from, the service's own first. */
export const commandTopicsOf = (config: Pick<KafkaConfig, 'topicPrefix' | 'commandTopics'>): string[] => [
  topicNames(config).commands,
  ...(config.commandTopics?.keys() ?? []),
];

/**
 * A topic of `KAFKA_COMMAND_TOPICS` accepts only the command types configured for it, so that the broker's ACLs can limit what a
 * producer may send.
 * @throws MalformedCommandError
 */
export function checkType(
  { commandId, command }: WireCommand,
  topic: string,
  commandTopics: KafkaConfig['commandTopics'],
): void {
  const types: ReadonlySet<string> | undefined = commandTopics?.get(topic);
  if (types === undefined || types.has(command.type)) return;
  const message = `must be one of ${[...types].join(', ')} in topic ${topic}`;
  throw new MalformedCommandError([{ field: 'type', message }], commandId, command.data.workspaceId);
}
