import { MaxAppendSizeExceededError } from '@eventstore/db-client';
import protobuf from 'google-protobuf';
import { StoreRefusedError, StoreUnavailableError } from '../errors.js';
import type { StreamHead } from '../event-store.js';
import { accessDenied, storeFailure } from './failures.js';
import { messages, shared } from './private-client.js';
import { fieldsOf } from './protobuf.js';
import type { StoredForm } from './stored-form.js';

/** What the server said to an append. */
export type AppendAnswer =
  { kind: 'written'; revision: number; position: bigint } | { kind: 'conflict'; actual: StreamHead };

const PACKAGE = 'event_store.client';

/** What a BatchAppendResp says to the request of that id: an error when it is neither written nor a conflict. */
export type Answered = { id: string; answer: AppendAnswer | StoreUnavailableError };

export function answerOf(response: Buffer): Answered {
  const fields = fieldsOf(response);
  const id = String(within(fields, 1).get(2));
  if (!fields.has(3)) return { id, answer: notWritten(response) };
  const success = within(fields, 3);
  const position = within(success, 3).get(1) as bigint | undefined;
  return { id, answer: { kind: 'written', revision: Number(success.get(1)), position: position ?? 0n } };
}

type Fields = ReturnType<typeof fieldsOf>;

const within = (fields: Fields, number: number): Fields =>
  fieldsOf((fields.get(number) as Buffer | undefined) ?? Buffer.of());

function notWritten(response: Buffer): AppendAnswer | StoreUnavailableError {
  const error = messages.BatchAppendResp.deserializeBinary(response).getError();
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

/**
 * A BatchAppendReq, written without the generated classes, whose objects cost more than twice as much.
 * @param id what the answer will carry
 */
export function appendRequest(
  id: string,
  stream: string,
  expected: StreamHead,
  events: readonly StoredForm[],
  limitMs: number,
): Uint8Array {
  const writer = new protobuf.BinaryWriter();
  writeUuid(id, writer, 1);
  writer.writeMessage(2, { stream, expected, limitMs }, writeOptions);
  for (const event of events) writer.writeMessage(3, event, writeProposed);
  writer.writeBool(4, true);
  return writer.getResultBuffer();
}

type Writer = protobuf.BinaryWriter;

function writeOptions(
  { stream, expected, limitMs }: { stream: string; expected: StreamHead; limitMs: number },
  writer: Writer,
): void {
  writer.writeMessage(1, Buffer.from(stream), (name: Buffer) => writer.writeBytes(3, name));
  if (expected === 'empty') writer.writeMessage(3, expected, () => undefined);
  else writer.writeUint64(2, expected);
  // oxlint-disable-next-line eslint/no-restricted-properties -- the server's clock, not ours, is what this is compared with
  writer.writeMessage(6, Date.now() + limitMs, (at: number) => {
    writer.writeInt64(1, Math.floor(at / 1_000));
    writer.writeInt32(2, (at % 1_000) * 1_000_000);
  });
}

function writeProposed({ id, type, data, metadata }: StoredForm, writer: Writer): void {
  writeUuid(id, writer, 1);
  // The map of what the server wants to know of an event.
  for (const entry of Object.entries({ type, 'content-type': 'application/json' }))
    writer.writeMessage(2, entry, ([key, value]: [string, string]) => {
      writer.writeString(1, key);
      writer.writeString(2, value);
    });
  writer.writeBytes(3, metadata);
  writer.writeBytes(4, data);
}

const writeUuid = (id: string, writer: Writer, field: number): void =>
  writer.writeMessage(field, id, () => writer.writeString(2, id));
