import { MaxAppendSizeExceededError } from '@eventstore/db-client';
import empty from 'google-protobuf/google/protobuf/empty_pb.js';
import timestamp from 'google-protobuf/google/protobuf/timestamp_pb.js';
import { StoreRefusedError, StoreUnavailableError } from '../errors.js';
import type { StreamHead } from '../event-store.js';
import { accessDenied, storeFailure } from './failures.js';
import type { BatchAppendReq, BatchAppendResp, UUID } from './private-client.js';
import { messages, shared } from './private-client.js';
import type { StoredForm } from './stored-form.js';

/** What the server said to an append. */
export type AppendAnswer =
  { kind: 'written'; revision: number; position: bigint } | { kind: 'conflict'; actual: StreamHead };

const PACKAGE = 'event_store.client';

/** @returns an error when the server says neither that it was written nor that it conflicts */
export function answerOf(response: BatchAppendResp): AppendAnswer | StoreUnavailableError {
  const success = response.getSuccess();
  if (success !== undefined)
    return {
      kind: 'written',
      revision: Number(success.getCurrentRevision()),
      position: BigInt(success.getPosition()?.getCommitPosition() ?? 0),
    };
  const error = response.getError();
  const details = error?.getDetails();
  const name = details?.getTypeName();
  if (name === `${PACKAGE}.WrongExpectedVersion`) {
    const wrong = details!.unpack((bytes) => shared.WrongExpectedVersion.deserializeBinary(bytes), name)!;
    const actual = wrong.hasCurrentStreamRevision() ? Number(wrong.getCurrentStreamRevision()) : 'empty';
    return { kind: 'conflict', actual };
  }
  if (name === `${PACKAGE}.MaximumAppendSizeExceeded`) {
    const facts = details!.unpack(
      (bytes) => shared.MaximumAppendSizeExceeded.deserializeBinary(bytes),
      name,
    )!;
    return storeFailure(MaxAppendSizeExceededError.fromMaxAppendSize(facts.getMaxappendsize()));
  }
  if (name === `${PACKAGE}.AccessDenied`) return storeFailure(accessDenied());
  // Where it has no name for what was wrong, the details are an empty message and only the text says something.
  const named = name?.startsWith(`${PACKAGE}.`) ? name.slice(PACKAGE.length + 1) : undefined;
  const said = error?.getMessage() || named || 'it gave no reason';
  return FOR_GOOD.test(`${named} ${said}`)
    ? new StoreRefusedError(`the server refuses this append: ${said}`, 'command')
    : new StoreUnavailableError(`the server refused an append: ${said}`);
}

/** What client 6.2.1 has no message for: the limit of one event (24.10.4), and a stream that is gone. */
const FOR_GOOD = /max(imum)?.?append.?event.?size|stream.?(is.?)?deleted/i;

/** @param id what the answer will carry */
export function appendRequest(
  id: string,
  stream: string,
  expected: StreamHead,
  events: readonly StoredForm[],
  limitMs: number,
): BatchAppendReq {
  const options = new messages.BatchAppendReq.Options();
  const identifier = new shared.StreamIdentifier();
  identifier.setStreamName(new TextEncoder().encode(stream));
  options.setStreamIdentifier(identifier);
  if (expected === 'empty') options.setNoStream(new empty.Empty());
  else options.setStreamPosition(`${expected}`);
  options.setDeadline(timestamp.Timestamp.fromDate(deadline(limitMs)));
  const request = new messages.BatchAppendReq();
  request.setOptions(options);
  request.setCorrelationId(uuidOf(id));
  request.setProposedMessagesList(events.map(proposed));
  return request.setIsFinal(true);
}

// oxlint-disable-next-line eslint/no-restricted-properties -- the server's clock, not ours, is what this is compared with
const deadline = (limitMs: number): Date => new Date(Date.now() + limitMs);

function proposed({ id, type, data, metadata }: StoredForm): BatchAppendReq.ProposedMessage {
  const message = new messages.BatchAppendReq.ProposedMessage();
  message.setId(uuidOf(id));
  message.getMetadataMap().set('type', type);
  message.getMetadataMap().set('content-type', 'application/json');
  message.setData(data);
  message.setCustomMetadata(metadata);
  return message;
}

function uuidOf(id: string): UUID {
  const uuid = new shared.UUID();
  uuid.setString(id);
  return uuid;
}
