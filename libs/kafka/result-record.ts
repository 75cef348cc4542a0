import type { MalformedCommandError, WireCommand } from '#commands';
import type { CommandResult, FieldError } from '#contracts';
import { RESULT_TYPE } from '#contracts';
import { OutgoingRecord } from './client.js';
import type { ReceivedRecord, SentHeaders } from './client.js';

/** A record's topic, partition and offset, as results and dead letters name it. */
export type RecordPlace = { topic: string; partition: number; offset: string };

/** Maximum number of errors in a result. */
const MAX_ERRORS = 100;

/** A longer key is not a workspace id and is left out, so that the result does not become too large to send. */
const MAX_KEY_BYTES = 1_024;

/** The result of a command as a binary-mode CloudEvent. Every delivery of a recorded command gives the same, but for `repeated`. */
export function resultRecord(result: CommandResult, place: RecordPlace, source: string): OutgoingRecord {
  const { workspaceId, commandId } = result;
  const recorded = 'position' in result;
  return new OutgoingRecord(
    workspaceId,
    JSON.stringify(result),
    headers(recorded ? `${workspaceId}/${commandId}` : placeId(place), source, workspaceId),
  );
}

/** The result of a command that cannot be recorded. */
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

/** The result of a malformed message; it names the command and the workspace if the message does. */
export function malformedRecord(
  error: MalformedCommandError,
  received: ReceivedRecord,
  place: RecordPlace,
  source: string,
): OutgoingRecord {
  const { commandId, workspaceId, code } = error;
  const errors: readonly FieldError[] = error.errors.slice(0, MAX_ERRORS);
  const key = received.key !== null && received.key.length > MAX_KEY_BYTES ? null : received.key;
  const value = JSON.stringify({ commandId, workspaceId, outcome: 'malformed', code, errors, events: [] });
  return new OutgoingRecord(workspaceId ?? key, value, headers(placeId(place), source, workspaceId));
}

/** An id made of the message's place: unlike a command's id it always exists and is unique. */
const placeId = ({ topic, partition, offset }: RecordPlace): string => `${topic}/${partition}/${offset}`;

const headers = (id: string, source: string, subject: string | undefined): SentHeaders => ({
  ce_specversion: '1.0',
  ce_id: id,
  ce_source: source,
  ce_type: RESULT_TYPE,
  'content-type': 'application/json',
  ...(subject !== undefined && { ce_subject: subject }),
});
