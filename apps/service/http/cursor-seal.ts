import type { KeyObject } from 'node:crypto';
import { createCipheriv, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { KeySource } from '#config';
import { readSigningKeys } from '#config';
import type { EventReader, Position } from '#event-store';
import { LOG_START } from '#event-store';
import { InvalidCursorError } from '#read-models';
import { ProblemError } from './problem-error.js';

/** The parameters of a list: a cursor is valid for the same question only. */
export type Question = Readonly<Record<string, unknown>>;

const MAC_BYTES = 16;

/** Texts are padded to this many characters, so that their length does not reveal the size of the log. */
const CURSOR_CHARACTERS = 72;
const POSITION_CHARACTERS = 20;

/** Before each: without it one of 64 begins with `-`, which a spreadsheet takes for a formula and a command line for an option. */
const PREFIX = 's';

/** Takes the place of a list's question when a position is encrypted. */
const POSITION: Question = { position: true };

type Keys = { mac: Buffer; cipher: Buffer };

/**
 * Encrypts and authenticates the cursors of lists and the positions in answers to owners: the log's position would reveal activity in other
 * workspaces. Only a value that an answer to the same question gave is accepted. Encryption is deterministic (as SIV, RFC 5297: the MAC of
 * the text is the initial vector), so that equal answers have equal entity tags. The keys are derived (HKDF, RFC 5869) from those of session
 * tokens, which every answering process has and which outlive a restart; neither kind of key reveals the other.
 */
export class CursorSeal {
  #beginning: Position | undefined;

  private constructor(
    private readonly keys: readonly Keys[],
    private readonly reader: Pick<EventReader, 'readAll'>,
  ) {}

  /**
   * The first session key encrypts; all of them decrypt, so that a rotation of keys does not invalidate cursors.
   * @param reader the log that the lists are made from
   */
  static async open(source: KeySource, reader: Pick<EventReader, 'readAll'>): Promise<CursorSeal> {
    const secrets = await readSigningKeys(source, 'session-signing-key.pem');
    return new CursorSeal(secrets.map(derive), reader);
  }

  async seal(cursor: string, question: Question): Promise<string> {
    return this.#sealed(`${await this.#logBeginning()}.${cursor}`.padEnd(CURSOR_CHARACTERS), question);
  }

  sealPosition(position: string): string {
    return this.#sealed(position.padEnd(POSITION_CHARACTERS), POSITION);
  }

  /** @throws InvalidCursorError */
  unsealPosition(sealed: string): Position {
    return BigInt(this.#opened(sealed, POSITION));
  }

  /**
   * @throws InvalidCursorError
   * @throws ProblemError POSITION_UNKNOWN when the cursor is from another store of the log, with other positions
   */
  async unseal(sealed: string, question: Question): Promise<string> {
    const text = this.#opened(sealed, question);
    const dot = text.indexOf('.');
    if (text.slice(0, dot) !== `${await this.#logBeginning()}`)
      throw new ProblemError(400, 'POSITION_UNKNOWN', 'the cursor is of another store: begin the list again');
    return text.slice(dot + 1);
  }

  #sealed(text: string, question: Question): string {
    const [keys] = this.keys;
    const mac = macOf(keys!, text, question);
    const bytes = Buffer.concat([mac, crypt(keys!, mac, Buffer.from(text, 'latin1'))]);
    return PREFIX + bytes.toString('base64url');
  }

  #opened(sealed: string, question: Question): string {
    const bytes = Buffer.from(sealed.slice(PREFIX.length), 'base64url');
    const mac = bytes.subarray(0, MAC_BYTES);
    // base64url has several texts for the same bytes; only the one that was issued is accepted.
    const isExact = PREFIX + bytes.toString('base64url') === sealed && mac.length === MAC_BYTES;
    for (const keys of isExact ? this.keys : []) {
      const text = crypt(keys, mac, bytes.subarray(MAC_BYTES)).toString('latin1');
      if (timingSafeEqual(mac, macOf(keys, text, question))) return text.trimEnd();
    }
    throw new InvalidCursorError();
  }

  /** A cursor holds a position, which is valid for one store. The position of the first event distinguishes a log's stores. */
  async #logBeginning(): Promise<Position> {
    if (this.#beginning === undefined)
      for await (const [first] of this.reader.readAll(LOG_START)) {
        this.#beginning = first?.position;
        break;
      }
    return this.#beginning ?? LOG_START;
  }
}

function derive(sessionKey: KeyObject): Keys {
  const secret = sessionKey.export({ type: 'pkcs8', format: 'der' });
  const key = (use: string): Buffer => Buffer.from(hkdfSync('sha256', secret, '', use, 32));
  return { mac: key('support-access list cursors'), cipher: key('support-access list cursors, encryption') };
}

/** Encrypts, and decrypts. */
const crypt = ({ cipher }: Keys, mac: Buffer, text: Buffer): Buffer =>
  createCipheriv('aes-256-ctr', cipher, mac).update(text);

function macOf({ mac }: Keys, text: string, question: Question): Buffer {
  const asked = Object.entries(question).filter(([, value]) => value !== undefined);
  asked.sort(([one], [other]) => (one < other ? -1 : 1));
  return createHmac('sha256', mac)
    .update(JSON.stringify([text, asked]))
    .digest()
    .subarray(0, MAC_BYTES);
}
