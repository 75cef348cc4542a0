import { MalformedCommandError } from '#commands';
import type { WireCommand } from '#commands';
import type { KafkaConfig } from '#config';
import { asError } from '#domain';
import type { ReceivedRecord } from './client.js';
import { checkType } from './command-topics.js';
import type { Log } from './log.js';
import { readCommandRecord } from './read-command-record.js';
import type { RecordPlace } from './result-record.js';

/** Reads a message of a command topic. @returns the command, or the error that says why it is not one */
export function readMessage(
  received: ReceivedRecord,
  place: RecordPlace,
  { commandTopics, log }: { commandTopics?: KafkaConfig['commandTopics']; log: Log },
): WireCommand | MalformedCommandError {
  const { unreadBatch, offset } = received;
  if (unreadBatch) {
    const message = `is in a batch that ${unreadBatch.reason}: nothing of offsets ${place.offset} to ${offset} was read`;
    return new MalformedCommandError([{ field: '', message }]);
  }
  try {
    const wire = readCommandRecord(received);
    checkType(wire, place.topic, commandTopics);
    return wire;
  } catch (thrown) {
    if (thrown instanceof MalformedCommandError) return thrown;
    // Parsing is pure: a failure here would repeat at every delivery, so the message must not block the partition.
    log.error({ err: asError(thrown), ...place }, 'a message broke the reader');
    return new MalformedCommandError([{ field: '', message: 'cannot be read' }]);
  }
}
