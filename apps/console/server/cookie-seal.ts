import { hash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { CompactJWEHeaderParameters } from 'jose';
import { CompactEncrypt, compactDecrypt } from 'jose';

/** What a cookie is for; a text sealed for one purpose does not open for another. */
export type Purpose = 'session' | 'seen' | 'sign-in';

/** Nothing that we seal is larger. */
const MAX_BYTES = 65_536;

type Key = { kid: string; key: Buffer };

/** Seals JSON into text that only this service can read or make (JWE, AES-256-GCM). */
export class CookieSeal {
  private readonly keys: readonly Key[];

  /** @param keys of 32 bytes; the first seals, all open */
  constructor(keys: readonly Buffer[]) {
    this.keys = keys.map((key) => ({ key, kid: hash('sha256', key, 'base64url').slice(0, 8) }));
  }

  /** Compressed first: tokens in base64 shrink by a quarter and more, and a browser keeps few kilobytes. */
  seal(purpose: Purpose, facts: unknown): Promise<string> {
    const { kid, key } = this.keys[0]!;
    return new CompactEncrypt(deflateRawSync(JSON.stringify(facts)))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid, typ: purpose })
      .encrypt(key);
  }

  /** Undefined for what was not sealed for this purpose by one of the keys. */
  async open<Facts>(purpose: Purpose, text: string): Promise<Facts | undefined> {
    try {
      const { plaintext, protectedHeader } = await compactDecrypt(text, (header) => this.keyOf(header), {
        keyManagementAlgorithms: ['dir'],
        contentEncryptionAlgorithms: ['A256GCM'],
      });
      if (protectedHeader.typ !== purpose) return undefined;
      return JSON.parse(inflateRawSync(plaintext, { maxOutputLength: MAX_BYTES }).toString('utf8')) as Facts;
    } catch {
      return undefined;
    }
  }

  /** @throws Error for a key that is not one of ours */
  private keyOf({ kid }: CompactJWEHeaderParameters): Buffer {
    const known = this.keys.find((each) => each.kid === kid);
    if (known === undefined) throw new Error('no such key');
    return known.key;
  }
}
