import empty from 'google-protobuf/google/protobuf/empty_pb.js';
import fc from 'fast-check';
import { answerOf, appendRequest } from './append-message.js';
import { messages, shared } from './private-client.js';

const ID = '0198f5a0-0000-7000-8000-000000000000';
const utf8 = (text: string): Uint8Array => Buffer.from(text);
/** Compared in a moment, where Jest takes bytes one by one. */
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

const storedForms = fc.record({
  id: fc.uuid(),
  type: fc.string({ maxLength: 200, unit: 'binary' }),
  data: fc.oneof(
    fc.uint8Array(),
    fc.nat(40_000).map((length) => new Uint8Array(length).fill(7)),
  ),
  metadata: fc.uint8Array({ maxLength: 400 }),
});
const heads = fc.oneof(fc.constant('empty' as const), fc.nat(2 ** 31), fc.maxSafeNat());

it('asks in the way that the generated classes of the protocol read', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      heads,
      fc.array(storedForms, { maxLength: 3 }),
      (stream, head, events) => {
        const request = messages.BatchAppendReq.deserializeBinary(
          appendRequest(ID, stream, head, events, 2_000),
        );
        const options = request.getOptions()!;
        expect(request.getCorrelationId()!.getString()).toBe(ID);
        expect(request.getIsFinal()).toBe(true);
        expect(Buffer.from(options.getStreamIdentifier()!.getStreamName_asU8())).toEqual(Buffer.from(stream));
        expect(options.hasNoStream() ? 'empty' : Number(options.getStreamPosition())).toBe(head);
        const left = options.getDeadline()!.toDate().getTime() - Date.now();
        expect(left).toBeGreaterThan(-60_000);
        expect(left).toBeLessThanOrEqual(2_000);
        expect(
          request.getProposedMessagesList().map((message) => ({
            id: message.getId()!.getString(),
            type: message.getMetadataMap().get('type'),
            contentType: message.getMetadataMap().get('content-type'),
            data: base64(message.getData_asU8()),
            metadata: base64(message.getCustomMetadata_asU8()),
          })),
        ).toEqual(
          events.map(({ id, type, data, metadata }) => ({
            id,
            type: Buffer.from(type).toString(),
            contentType: 'application/json',
            data: base64(data),
            metadata: base64(metadata),
          })),
        );
      },
    ),
  );
});

it('reads what the generated classes of the protocol answer', () => {
  const numbers = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
  fc.assert(
    fc.property(fc.maxSafeNat(), numbers, fc.boolean(), (revision, commit, hasPosition) => {
      const position = new shared.AllStreamPosition();
      position.setCommitPosition(`${commit}`);
      position.setPreparePosition(`${commit}`);
      const success = new messages.BatchAppendResp.Success();
      success.setCurrentRevision(`${revision}`);
      if (hasPosition) success.setPosition(position);
      else success.setNoPosition(new empty.Empty());
      const identifier = new shared.StreamIdentifier();
      identifier.setStreamName(utf8('supportAccess-w1'));
      const id = new shared.UUID();
      id.setString(ID);
      const response = new messages.BatchAppendResp().setCorrelationId(id).setStreamIdentifier(identifier);
      expect(answerOf(Buffer.from(response.setSuccess(success).serializeBinary()))).toEqual({
        id: ID,
        answer: { kind: 'written', revision, position: hasPosition ? commit : 0n },
      });
    }),
  );
});

it('refuses bytes that are no answer', () => {
  expect(() => answerOf(Buffer.from([0x0b, 0x80]))).toThrow('a message ends within a number');
  expect(() => answerOf(Buffer.from([0x0d, 0x01]))).toThrow('a field of the kind 5');
});
