import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';

/** A directory with an Ed25519 key and a file that is none, gone after the suite. */
export function keyFiles(): { directory: string; keyFile: string; otherFile: string } {
  const directory = mkdtempSync(join(tmpdir(), 'support-access-config-'));
  const [keyFile, otherFile] = [join(directory, 'key.pem'), join(directory, 'other.pem')];
  beforeAll(() => {
    const { privateKey } = generateKeyPairSync('ed25519');
    writeFileSync(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    writeFileSync(otherFile, 'not a key');
  });
  afterAll(() => rmSync(directory, { recursive: true }));
  return { directory, keyFile, otherFile };
}
