import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';

type KeyFiles = { directory: string; keyFile: string; secondKeyFile: string; otherFile: string };

/** A directory with two Ed25519 keys and a file that holds no key, removed after the suite. */
export function keyFiles(): KeyFiles {
  const directory = mkdtempSync(join(tmpdir(), 'support-access-config-'));
  const keyFile = join(directory, 'key.pem');
  const secondKeyFile = join(directory, 'second-key.pem');
  const otherFile = join(directory, 'other.pem');
  beforeAll(() => {
    for (const file of [keyFile, secondKeyFile]) {
      const { privateKey } = generateKeyPairSync('ed25519');
      writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    }
    writeFileSync(otherFile, 'not a key');
  });
  afterAll(() => rmSync(directory, { recursive: true }));
  return { directory, keyFile, secondKeyFile, otherFile };
}
