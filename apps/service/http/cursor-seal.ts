import { createHmac, createPrivateKey, hkdfSync, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { SessionConfig } from '#config';
import { developmentKey } from '#config';
import type { EventReader, Position } from '#event-store';
import { LOG_START } from '#event-store';
import { InvalidCursorError } from '#read-models';
import { ProblemError } from './problem-error.js';

/** What a list was asked for: a cursor is good for the same question only. */
export type Question = Readonly<Record<string, unknown>>;

const MAC_BYTES = 16;

/**
 * Makes the cursors of lists opaque: what a client passes back is what an answer to the same question gave, to the bit.
 * The keys are derived (HKDF, RFC 5869) from those of session tokens, because every process that answers has these, and
 * they outlive a restart; nothing about the one kind of key can be told from the other.
 */
export class CursorSeal {
  #beginning: Position | undefined;

  private constructor(
    private readonly keys: readonly Buffer[],
    private readonly reader: Pick<EventReader, 'readAll'>,
  ) {}

  /**
   * The first key seals; all of them open, so that a rotation breaks no list off.
   * @param reader the log that the lists are made from
   */
  static async open(
    { signingKeyFiles, keysDir }: SessionConfig,
    reader: Pick<EventReader, 'readAll'>,
  ): Promise<CursorSeal> {
    const pems =
      signingKeyFiles.length > 0
        ? await Promise.all(signingKeyFiles.map((file) => readFile(file, 'utf8')))
        : [await developmentKey(keysDir, 'session-signing-key.pem')];
    return new CursorSeal(pems.map(derive), reader);
  }

  async seal(cursor: string, question: Question): Promise<string> {
    const text = `${await this.#logBeginning()}.${cursor}`;
    const mac = macOf(this.keys[0]!, text, question);
    return Buffer.concat([mac, Buffer.from(text, 'latin1')]).toString('base64url');
  }

  /**
   * @throws InvalidCursorError
   * @throws ProblemError POSITION_UNKNOWN when it was given while the log was in another store, with other positions
   */
  async unseal(sealed: string, question: Question): Promise<string> {
    const text = this.#opened(sealed, question);
    const dot = text.indexOf('.');
    if (text.slice(0, dot) !== `${await this.#logBeginning()}`)
      throw new ProblemError(400, 'POSITION_UNKNOWN', 'the cursor is of another store: begin the list again');
    return text.slice(dot + 1);
  }

  #opened(sealed: string, question: Question): string {
    const bytes = Buffer.from(sealed, 'base64url');
    const mac = bytes.subarray(0, MAC_BYTES);
    const cursor = bytes.subarray(MAC_BYTES).toString('latin1');
    const isOurs = (key: Buffer): boolean => timingSafeEqual(mac, macOf(key, cursor, question));
    // The same bytes can be written in several ways; only one of them was given.
    const isExact = bytes.toString('base64url') === sealed && mac.length === MAC_BYTES;
    if (!isExact || !this.keys.some(isOurs)) throw new InvalidCursorError();
    return cursor;
  }

  /** A cursor holds a position, which is valid for one store: the place of a log's first event tells its stores apart. */
  async #logBeginning(): Promise<Position> {
    if (this.#beginning === undefined)
      for await (const [first] of this.reader.readAll(LOG_START)) {
        this.#beginning = first?.position;
        break;
      }
    return this.#beginning ?? LOG_START;
  }
}

function derive(pem: string): Buffer {
  const secret = createPrivateKey(pem).export({ type: 'pkcs8', format: 'der' });
  return Buffer.from(hkdfSync('sha256', secret, '', 'support-access list cursors', 32));
}

function macOf(key: Buffer, cursor: string, question: Question): Buffer {
  const asked = Object.entries(question).filter(([, value]) => value !== undefined);
  asked.sort(([one], [other]) => (one < other ? -1 : 1));
  return createHmac('sha256', key)
    .update(JSON.stringify([cursor, asked]))
    .digest()
    .subarray(0, MAC_BYTES);
}
