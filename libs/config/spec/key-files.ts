import type { KeyObject } from 'node:crypto';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';

type KeyFiles = {
  directory: string;
  keyFile: string;
  secondKeyFile: string;
  p256File: string;
  p384File: string;
  rsaFile: string;
  otherFile: string;
};

/** A directory with two Ed25519 keys, one of each other kind, and a file that holds no key, removed after the suite. */
export function keyFiles(): KeyFiles {
  const directory = mkdtempSync(join(tmpdir(), 'support-access-config-'));
  const keyFile = join(directory, 'key.pem');
  const secondKeyFile = join(directory, 'second-key.pem');
  const p256File = join(directory, 'p-256.pem');
  const p384File = join(directory, 'p-384.pem');
  const rsaFile = join(directory, 'rsa.pem');
  const otherFile = join(directory, 'other.pem');
  beforeAll(() => {
    const write = (file: string, { privateKey }: { privateKey: KeyObject }): void =>
      writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    for (const file of [keyFile, secondKeyFile]) write(file, generateKeyPairSync('ed25519'));
    write(p256File, generateKeyPairSync('ec', { namedCurve: 'P-256' }));
    write(p384File, generateKeyPairSync('ec', { namedCurve: 'P-384' }));
    write(rsaFile, generateKeyPairSync('rsa', { modulusLength: 2_048 }));
    writeFileSync(otherFile, 'not a key');
  });
  afterAll(() => rmSync(directory, { recursive: true }));
  return { directory, keyFile, secondKeyFile, p256File, p384File, rsaFile, otherFile };
}
