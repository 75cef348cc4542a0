import type { ReadResp as ReadResponse } from '@eventstore/db-client/generated/streams_pb.js';
import { ReadResp, StreamIdentifier, UUID } from './protocol.js';
import type { StoredEvent } from './stored-log.js';

/** .NET counts in tenths of microseconds. */
const TICKS_PER_MS = 10_000;

export function eventResponse(stored: StoredEvent): ReadResponse {
  const { id, stream, revision, position, type, contentType, data, metadata, createdMs } = stored;
  const record = new ReadResp.ReadEvent.RecordedEvent();
  const uuid = new UUID();
  uuid.setString(id);
  record.setId(uuid);
  record.setStreamIdentifier(identifierOf(stream));
  record.setStreamRevision(`${revision}`);
  record.setPreparePosition(`${position}`);
  record.setCommitPosition(`${position}`);
  const facts = record.getMetadataMap();
  facts.set('type', type);
  facts.set('content-type', contentType);
  facts.set('created', `${createdMs * TICKS_PER_MS}`);
  record.setData(data);
  record.setCustomMetadata(metadata);
  const event = new ReadResp.ReadEvent();
  event.setEvent(record);
  event.setCommitPosition(`${position}`);
  return new ReadResp().setEvent(event);
}

export function namelessResponse(): ReadResponse {
  const event = new ReadResp.ReadEvent();
  event.setEvent(new ReadResp.ReadEvent.RecordedEvent());
  return new ReadResp().setEvent(event);
}

export function notFoundResponse(stream: string): ReadResponse {
  const notFound = new ReadResp.StreamNotFound();
  notFound.setStreamIdentifier(identifierOf(stream));
  return new ReadResp().setStreamNotFound(notFound);
}

export function confirmationResponse(id: string): ReadResponse {
  const confirmation = new ReadResp.SubscriptionConfirmation();
  confirmation.setSubscriptionId(id);
  return new ReadResp().setConfirmation(confirmation);
}

export function checkpointResponse(position: bigint): ReadResponse {
  const checkpoint = new ReadResp.Checkpoint();
  checkpoint.setCommitPosition(`${position}`);
  checkpoint.setPreparePosition(`${position}`);
  return new ReadResp().setCheckpoint(checkpoint);
}

export const caughtUpResponse = (): ReadResponse => new ReadResp().setCaughtUp(new ReadResp.CaughtUp());

function identifierOf(stream: string): InstanceType<typeof StreamIdentifier> {
  const identifier = new StreamIdentifier();
  identifier.setStreamName(Buffer.from(stream));
  return identifier;
}
