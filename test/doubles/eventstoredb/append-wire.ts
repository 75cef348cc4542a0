import type {
  AppendReq as AppendRequest,
  AppendResp as AppendResponse,
  BatchAppendReq as BatchRequest,
  BatchAppendResp as BatchResponse,
} from '@eventstore/db-client/generated/streams_pb.js';
import type { UUID as Uuid } from '@eventstore/db-client/generated/shared_pb.js';
import any from 'google-protobuf/google/protobuf/any_pb.js';
import empty from 'google-protobuf/google/protobuf/empty_pb.js';
import {
  AccessDenied,
  AllStreamPosition,
  AppendResp,
  BatchAppendResp,
  Empty,
  MaximumAppendSizeExceeded,
  Status,
  StreamIdentifier,
  WrongExpectedVersion,
} from './protocol.js';
import type { Answer, Expected, ProposedEvent } from './stored-log.js';

type WireEvent = BatchRequest.ProposedMessage | AppendRequest.ProposedMessage;

export function proposedEvent(message: WireEvent): ProposedEvent {
  const facts = message.getMetadataMap();
  return {
    id: message.getId()!.getString(),
    type: facts.get('type')!,
    contentType: facts.get('content-type')!,
    data: message.getData_asU8(),
    metadata: message.getCustomMetadata_asU8(),
  };
}

export function batchExpectation(options: BatchRequest.Options): Expected {
  if (options.hasNoStream()) return 'no_stream';
  if (options.hasAny()) return 'any';
  return options.hasStreamExists() ? 'stream_exists' : Number(options.getStreamPosition());
}

export function unaryExpectation(options: AppendRequest.Options): Expected {
  if (options.hasNoStream()) return 'no_stream';
  if (options.hasAny()) return 'any';
  return options.hasStreamExists() ? 'stream_exists' : Number(options.getRevision());
}

export const streamName = (options: BatchRequest.Options | AppendRequest.Options): string =>
  Buffer.from(options.getStreamIdentifier()!.getStreamName_asU8()).toString();

/** To a user who may not write. */
export function deniedResponse(correlationId: Uuid, stream: string): BatchResponse {
  const details = new any.Any();
  details.pack(new AccessDenied().serializeBinary(), 'event_store.client.AccessDenied');
  return responseTo(correlationId, stream).setError(
    new Status().setMessage('Access Denied').setDetails(details),
  );
}

function responseTo(correlationId: Uuid, stream: string): BatchResponse {
  const identifier = new StreamIdentifier();
  identifier.setStreamName(Buffer.from(stream));
  return new BatchAppendResp().setCorrelationId(correlationId).setStreamIdentifier(identifier);
}

export function batchResponse(correlationId: Uuid, stream: string, answer: Answer): BatchResponse {
  const response = responseTo(correlationId, stream);
  if (answer.kind !== 'success') return response.setError(batchError(answer));
  const success = new BatchAppendResp.Success();
  if (answer.revision === 'no_stream') success.setNoStream(new empty.Empty());
  else success.setCurrentRevision(`${answer.revision}`);
  const position = new AllStreamPosition();
  position.setCommitPosition(`${answer.position}`);
  position.setPreparePosition(`${answer.position}`);
  return response.setSuccess(success.setPosition(position));
}

function batchError(answer: Exclude<Answer, { kind: 'success' }>) {
  const status = new Status();
  const details = new any.Any();
  if (answer.kind === 'too-large') {
    const facts = new MaximumAppendSizeExceeded();
    facts.setMaxappendsize(answer.limit);
    details.pack(facts.serializeBinary(), 'event_store.client.MaximumAppendSizeExceeded');
    return status.setMessage('Maximum append size exceeded').setDetails(details);
  }
  if (answer.kind === 'error') {
    details.pack(new Uint8Array(), answer.typeName);
    return status.setMessage(answer.message).setDetails(details);
  }
  const { expected, actual } = answer;
  const facts = new WrongExpectedVersion();
  if (actual === 'no_stream') facts.setCurrentNoStream(new empty.Empty());
  else facts.setCurrentStreamRevision(`${actual}`);
  if (expected === 'no_stream') facts.setExpectedNoStream(new empty.Empty());
  else if (expected === 'any') facts.setExpectedAny(new empty.Empty());
  else if (expected === 'stream_exists') facts.setExpectedStreamExists(new empty.Empty());
  else facts.setExpectedStreamPosition(`${expected}`);
  details.pack(facts.serializeBinary(), 'event_store.client.WrongExpectedVersion');
  return status.setMessage('Wrong expected version').setDetails(details);
}

export function unaryResponse(answer: Exclude<Answer, { kind: 'too-large' | 'error' }>): AppendResponse {
  const response = new AppendResp();
  if (answer.kind === 'success') {
    const success = new AppendResp.Success();
    if (answer.revision === 'no_stream') success.setNoStream(new Empty());
    else success.setCurrentRevision(`${answer.revision}`);
    const position = new AppendResp.Position();
    position.setCommitPosition(`${answer.position}`);
    position.setPreparePosition(`${answer.position}`);
    return response.setSuccess(success.setPosition(position));
  }
  const { expected, actual } = answer;
  const wrong = new AppendResp.WrongExpectedVersion();
  if (actual === 'no_stream') wrong.setCurrentNoStream(new Empty());
  else wrong.setCurrentRevision(`${actual}`);
  if (expected === 'no_stream') wrong.setExpectedNoStream(new Empty());
  else if (expected === 'any') wrong.setExpectedAny(new Empty());
  else if (expected === 'stream_exists') wrong.setExpectedStreamExists(new Empty());
  else wrong.setExpectedRevision(`${expected}`);
  return response.setWrongExpectedVersion(wrong);
}
