import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type {
  ReadReq as ReadRequest,
  ReadResp as ReadResponse,
} from '@eventstore/db-client/generated/streams_pb.js';
import type { ServerWritableStream } from '@grpc/grpc-js';
import { callError, DROPPED } from './call-error.js';
import type { Faults, ReadFault, ReadKind } from './faults.js';
import type { Gate } from './gate.js';
import { CHECKPOINT_WINDOW } from './limits.js';
import {
  caughtUpResponse,
  checkpointResponse,
  confirmationResponse,
  eventResponse,
  namelessResponse,
  notFoundResponse,
} from './read-wire.js';
import type { StoredEvent, StoredLog } from './stored-log.js';

type Call = ServerWritableStream<ReadRequest, ReadResponse>;

const BACKWARDS = 1;

type Counts = { read: number; eventsRead: number; eventsFollowed: number; followedFrom: bigint[] };

/** Reads of a stream and of the log, and subscriptions to it. */
export function serveReads(log: StoredLog, faults: Faults, gate: Gate, calls: Counts) {
  return (call: Call): void => {
    call.on('error', () => undefined);
    if (faults.isHung) return;
    calls.read++;
    const refusal = gate.admit(call.metadata);
    if (refusal !== undefined) return void call.emit('error', refusal);
    const options = call.request.getOptions()!;
    const kind: ReadKind = options.hasSubscription()
      ? 'subscription'
      : options.hasStream()
        ? 'stream'
        : 'all';
    if (kind === 'subscription')
      calls.followedFrom.push(BigInt(options.getAll()?.getPosition()?.getCommitPosition() ?? 0));
    const fault = faults.read?.(kind);
    if (fault?.kind === 'refuse')
      // Emitted, which sends it; a call that is destroyed before its first message ends without a word.
      return void call.emit('error', callError(fault.code, fault.exception, fault.details));
    const messages =
      kind === 'subscription'
        ? followed(subscription(log, call, options, faults), calls)
        : counted(messagesOf(log, options, kind, faults), calls);
    void send(call, messages, fault, faults);
  };
}

/** At the caller's pace. */
async function send(
  call: Call,
  messages: Iterable<ReadResponse> | AsyncIterable<ReadResponse>,
  fault: Exclude<ReadFault, { kind: 'refuse' }> | undefined,
  faults: Faults,
): Promise<void> {
  let sent = 0;
  for await (const message of messages) {
    if (fault !== undefined && sent === fault.after) {
      if (fault.kind === 'drop') call.emit('error', DROPPED());
      if (fault.kind === 'end') call.end();
      if (fault.kind === 'nameless') call.write(namelessResponse());
      return;
    }
    sent++;
    if (faults.isHung) return;
    if (call.cancelled || call.destroyed) return;
    if (!call.write(message)) await drained(call);
  }
  call.end();
}

/** Or that nobody takes any more. */
async function drained(call: Call): Promise<void> {
  const over = new AbortController();
  const events = ['drain', 'cancelled', 'close'].map((name) => once(call, name, { signal: over.signal }));
  await Promise.race(events);
  over.abort();
  await Promise.allSettled(events);
}

function* counted(messages: Iterable<ReadResponse>, calls: { eventsRead: number }): Generator<ReadResponse> {
  for (const message of messages) {
    if (message.hasEvent()) calls.eventsRead++;
    yield message;
  }
}

async function* followed(messages: AsyncIterable<ReadResponse>, calls: Counts): AsyncGenerator<ReadResponse> {
  for await (const message of messages) {
    if (message.hasEvent()) calls.eventsFollowed++;
    yield message;
  }
}

/** How many of these, in the order of the log, the node has. */
const had = (events: readonly StoredEvent[], { hasUpTo }: Faults): number =>
  hasUpTo === undefined ? events.length : events.findLastIndex(({ position }) => position <= hasUpTo) + 1;

function* messagesOf(
  log: StoredLog,
  options: ReadRequest.Options,
  kind: ReadKind,
  faults: Faults,
): Generator<ReadResponse> {
  const count = Number(options.getCount());
  const backwards = (options.getReadDirection() as number) === BACKWARDS;
  const read =
    kind === 'stream'
      ? ofStream(log, options.getStream()!, backwards, faults)
      : ofLog(log, options.getAll()!, backwards, faults);
  if (typeof read === 'string') yield notFoundResponse(read);
  else for (const event of taken(read, count, backwards)) yield eventResponse(event);
}

/** Taken at once: a scavenge in the midst of a read, which moves what is behind it in the list, has it miss nothing. */
function taken(
  { events, first, start, end }: Read,
  count: number,
  backwards: boolean,
): readonly StoredEvent[] {
  if (start < first || start >= end) return [];
  return backwards
    ? events.slice(Math.max(first, start + 1 - count), start + 1).toReversed()
    : events.slice(start, Math.min(end, start + count));
}

/** `first`: the first index that may be read. */
type Read = { events: readonly StoredEvent[]; first: number; start: number; end: number };

/** @returns the name of a stream that is not there */
function ofStream(
  log: StoredLog,
  from: ReadRequest.Options.StreamOptions,
  backwards: boolean,
  faults: Faults,
): Read | string {
  const name = Buffer.from(from.getStreamIdentifier()!.getStreamName_asU8()).toString();
  const events = log.stream(name);
  const first = log.firstVisible(name);
  const end = had(events ?? [], faults);
  if (events === undefined || first >= end) return name;
  const start = from.hasStart() ? 0 : from.hasEnd() ? end - 1 : Number(from.getRevision());
  return { events, first, start: backwards ? Math.min(start, end - 1) : Math.max(start, first), end };
}

/** Forwards from a position begins with the event that is there, backwards with the one before it. */
function ofLog(
  log: StoredLog,
  from: ReadRequest.Options.AllOptions,
  backwards: boolean,
  faults: Faults,
): Read {
  const end = had(log.all, faults);
  const at = from.hasPosition()
    ? Math.min(log.indexFrom(BigInt(from.getPosition()!.getCommitPosition())), end)
    : from.hasEnd()
      ? end
      : 0;
  return { events: log.all, first: 0, start: backwards ? at - 1 : at, end };
}

async function* subscription(
  log: StoredLog,
  call: Call,
  options: ReadRequest.Options,
  faults: Faults,
): AsyncGenerator<ReadResponse> {
  yield confirmationResponse(randomUUID());
  const { next, matches, window } = subscribed(log, options);
  let index = next;
  let looked = 0;
  let live = false;
  let hasMet = false;
  let wake = (): void => undefined;
  const unwatch = log.watch(() => wake());
  call.once('cancelled', () => wake());
  call.once('close', () => wake());
  try {
    while (!call.cancelled && !call.destroyed) {
      const event = index < had(log.all, faults) ? log.all[index] : undefined;
      if (event === undefined) {
        if (!live && !hasMet && faults.isCheckpointPastEnd) yield checkpointResponse(2n ** 64n - 1n);
        if (!live) yield caughtUpResponse();
        live = true;
        if (index < had(log.all, faults)) continue;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      index++;
      looked++;
      if (matches(event)) for (const sent of faults.deliver?.(event) ?? [event]) yield eventResponse(sent);
      hasMet ||= matches(event);
      if (looked % window === 0) yield checkpointResponse(event.position);
    }
  } finally {
    unwatch();
  }
}

function subscribed(log: StoredLog, options: ReadRequest.Options) {
  const all = options.getAll()!;
  const next = all.hasPosition()
    ? log.indexFrom(BigInt(all.getPosition()!.getCommitPosition()) + 1n)
    : all.hasEnd()
      ? log.all.length
      : 0;
  const filter = options.getFilter();
  const prefixes = filter?.getStreamIdentifier()?.getPrefixList() ?? [];
  const matches = ({ stream }: StoredEvent): boolean =>
    prefixes.length === 0 || prefixes.some((prefix) => stream.startsWith(prefix));
  const window = (filter?.getCheckpointintervalmultiplier() ?? 1) * (filter?.getMax() || CHECKPOINT_WINDOW);
  return { next, matches, window: filter === undefined ? Number.POSITIVE_INFINITY : window };
}
