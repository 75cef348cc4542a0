import { readFile } from 'node:fs/promises';
import type { ConsoleConfig } from './config.js';
import { developmentKey } from './signing-keys.js';

const KEY_BYTES = 32;

/** The key in a file's bytes: 32 of them, or their base64 (either alphabet, blanks around it ignored). Undefined for anything else. */
export function cookieKeyIn(content: Buffer): Buffer | undefined {
  if (content.length === KEY_BYTES) return content;
  const text = content.toString('latin1').trim();
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) return undefined;
  return Buffer.from(text, 'base64');
}

/** The keys of the console's cookies, the one that encrypts first; development's key where none is configured. */
export async function readCookieKeys({
  cookieKeyFiles,
  keysDir,
}: Pick<ConsoleConfig, 'cookieKeyFiles' | 'keysDir'>): Promise<Buffer[]> {
  const contents =
    cookieKeyFiles.length > 0
      ? await Promise.all(cookieKeyFiles.map((file) => readFile(file)))
      : [Buffer.from(await developmentKey(keysDir, 'console-cookie-key.txt'))];
  return contents.map((content) => {
    const key = cookieKeyIn(content);
    if (key === undefined) throw new Error('a file of CONSOLE_COOKIE_KEYS holds no key any more');
    return key;
  });
}
