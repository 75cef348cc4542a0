import type { CommandResult, FieldError, MalformedCommandError, WireCommand } from '#commands';
import { OutgoingRecord } from './client.js';
import type { ReceivedRecord, SentHeaders } from './client.js';

/** Where a record lies: what names it in results and dead letters. */
export type RecordPlace = { topic: string; partition: number; offset: string };

export const RESULT_TYPE = 'SupportAccessCommandResult';

/** A result says what is wrong; it need not say it a thousand times. */
const MOST_ERRORS = 100;

/** Beyond this a key as received is no workspace's, and must not make the result too large to send. */
const MOST_KEY_BYTES = 1_024;

/** The answer to a command, as a binary-mode CloudEvent. For every delivery of a recorded command it is
 * equal but for `repeated`. */
export function resultRecord(result: CommandResult, place: RecordPlace, source: string): OutgoingRecord {
  const { workspaceId, commandId } = result;
  const recorded = 'position' in result;
  return new OutgoingRecord(
    workspaceId,
    JSON.stringify(result),
    headers(recorded ? `${workspaceId}/${commandId}` : placeId(place), source, workspaceId),
  );
}

/** The answer to a command that cannot be recorded, and is recorded nowhere. */
export function unrecordedRecord(
  code: 'LOG_DAMAGED' | 'STORE_REFUSED',
  { commandId, command }: Pick<WireCommand, 'commandId' | 'command'>,
  place: RecordPlace,
  source: string,
): OutgoingRecord {
  const { workspaceId } = command.data;
  const value = JSON.stringify({
    commandId,
    workspaceId,
    outcome: 'denied',
    code,
    events: [],
  });
  return new OutgoingRecord(workspaceId, value, headers(placeId(place), source, workspaceId));
}

/** The answer to a message that is no command; it names the command and the workspace where the message lets it. */
export function malformedRecord(
  error: MalformedCommandError,
  received: ReceivedRecord,
  place: RecordPlace,
  source: string,
): OutgoingRecord {
  const { commandId, workspaceId, code } = error;
  const errors: readonly FieldError[] = error.errors.slice(0, MOST_ERRORS);
  const key = received.key !== null && received.key.length > MOST_KEY_BYTES ? null : received.key;
  const value = JSON.stringify({ commandId, workspaceId, outcome: 'malformed', code, errors, events: [] });
  return new OutgoingRecord(workspaceId ?? key, value, headers(placeId(place), source, workspaceId));
}

/** Unlike a command's id, the place of a message is always there, and its own. */
const placeId = ({ topic, partition, offset }: RecordPlace): string => `${topic}/${partition}/${offset}`;

const headers = (id: string, source: string, subject: string | undefined): SentHeaders => ({
  ce_specversion: '1.0',
  ce_id: id,
  ce_source: source,
  ce_type: RESULT_TYPE,
  'content-type': 'application/json',
  ...(subject !== undefined && { ce_subject: subject }),
});
