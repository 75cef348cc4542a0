/** Up to this length a text is written here, byte by byte, which is faster than a call of the runtime. */
const SHORT_TEXT = 64;

/** Writes Kafka's primitive types into one growing buffer. */
export class ByteWriter {
  #buffer: Buffer;
  #at = 0;

  constructor(capacity = 65_536) {
    this.#buffer = Buffer.allocUnsafeSlow(capacity);
  }

  get at(): number {
    return this.#at;
  }

  /** The bytes written so far; valid until the next write. */
  get written(): Buffer {
    return this.#buffer.subarray(0, this.#at);
  }

  int8(value: number): void {
    this.#ensure(1);
    this.#at = this.#buffer.writeInt8(value, this.#at);
  }

  int16(value: number): void {
    this.#ensure(2);
    this.#at = this.#buffer.writeInt16BE(value, this.#at);
  }

  int32(value: number): void {
    this.#ensure(4);
    this.#at = this.#buffer.writeInt32BE(value, this.#at);
  }

  int64(value: bigint): void {
    this.#ensure(8);
    this.#at = this.#buffer.writeBigInt64BE(value, this.#at);
  }

  /** Fills in an int32 for which room was left. */
  int32At(position: number, value: number): void {
    this.#buffer.writeInt32BE(value | 0, position);
  }

  /** A text with its length as int16; `null` has length −1. */
  string(value: string | null): void {
    if (value === null) return this.int16(-1);
    this.int16(Buffer.byteLength(value));
    this.#utf8(value);
  }

  raw(bytes: Uint8Array): void {
    this.#ensure(bytes.length);
    this.#buffer.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  /** Zigzag, seven bits a byte, least first. */
  varint(value: number): void {
    this.#ensure(5);
    let rest = (value << 1) ^ (value >> 31);
    while ((rest & ~0x7f) !== 0) {
      this.#buffer[this.#at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#buffer[this.#at++] = rest;
  }

  /** Bytes or text with their length as varint; `null` has length −1. */
  varintBytes(value: Uint8Array | string | null): void {
    if (value === null) return this.varint(-1);
    if (typeof value === 'string') return this.#varintText(value);
    this.varint(value.length);
    this.raw(value);
  }

  /** Prefixes the output of `write` with its length as varint. */
  varintPrefixed(write: () => void): void {
    const start = this.#at;
    // Room for a length of two bytes, the usual case; the output is moved when the length takes another size.
    this.#ensure(2);
    this.#at = start + 2;
    write();
    const length = this.#at - start - 2;
    const end = this.#at;
    this.#at = start;
    const lengthBytes = length < 64 ? 1 : length < 8_192 ? 2 : 5;
    if (lengthBytes !== 2) this.#movePrefixed(start, end, length);
    else {
      this.varint(length);
      this.#at = end;
    }
  }

  #movePrefixed(start: number, end: number, length: number): void {
    const body = Buffer.from(this.#buffer.subarray(start + 2, end));
    this.varint(length);
    this.raw(body);
  }

  #varintText(value: string): void {
    const { length } = value;
    if (length < SHORT_TEXT) {
      this.#ensure(1 + length);
      const buffer = this.#buffer;
      let at = this.#at + 1;
      let character = 0;
      for (let index = 0; index < length; index++) {
        character = value.charCodeAt(index);
        if (character > 0x7f) break;
        buffer[at++] = character;
      }
      if (character <= 0x7f) {
        buffer[this.#at] = length << 1;
        this.#at = at;
        return;
      }
    }
    this.varint(Buffer.byteLength(value));
    this.#utf8(value);
  }

  #utf8(value: string): void {
    this.#ensure(3 * value.length);
    this.#at += this.#buffer.write(value, this.#at);
  }

  #ensure(bytes: number): void {
    if (this.#at + bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(2 * this.#buffer.length, this.#at + bytes));
    larger.set(this.written);
    this.#buffer = larger;
  }
}
