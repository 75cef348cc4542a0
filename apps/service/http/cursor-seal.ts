import { createHmac, createPrivateKey, hkdfSync, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { SessionConfig } from '#config';
import { developmentKey } from '#config';
import { InvalidCursorError } from '#read-models';

/** What a list was asked for: a cursor is good for the same question only. */
export type Question = Readonly<Record<string, unknown>>;

const MAC_BYTES = 16;

/**
 * Makes the cursors of lists opaque: what a client passes back is what an answer to the same question gave, to the bit.
 * The keys are derived (HKDF, RFC 5869) from those of session tokens, because every process that answers has these, and
 * they outlive a restart; nothing about the one kind of key can be told from the other.
 */
export class CursorSeal {
  private constructor(private readonly keys: readonly Buffer[]) {}

  /** The first key seals; all of them open, so that a rotation breaks no list off. */
  static async open({ signingKeyFiles, keysDir }: SessionConfig): Promise<CursorSeal> {
    const pems =
      signingKeyFiles.length > 0
        ? await Promise.all(signingKeyFiles.map((file) => readFile(file, 'utf8')))
        : [await developmentKey(keysDir, 'session-signing-key.pem')];
    return new CursorSeal(pems.map(derive));
  }

  seal(cursor: string, question: Question): string {
    const mac = macOf(this.keys[0]!, cursor, question);
    return Buffer.concat([mac, Buffer.from(cursor, 'latin1')]).toString('base64url');
  }

  /** @throws InvalidCursorError */
  unseal(sealed: string, question: Question): string {
    const bytes = Buffer.from(sealed, 'base64url');
    const mac = bytes.subarray(0, MAC_BYTES);
    const cursor = bytes.subarray(MAC_BYTES).toString('latin1');
    const isOurs = (key: Buffer): boolean => timingSafeEqual(mac, macOf(key, cursor, question));
    // The same bytes can be written in several ways; only one of them was given.
    const isExact = bytes.toString('base64url') === sealed && mac.length === MAC_BYTES;
    if (!isExact || !this.keys.some(isOurs)) throw new InvalidCursorError();
    return cursor;
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
