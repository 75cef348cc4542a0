import type { KeyObject } from 'node:crypto';
import { createPrivateKey, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeySource } from './config.js';

const pemOf = ({ privateKey }: { privateKey: KeyObject }): string =>
  privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** Session tokens are signed on P-256 (ES256): .NET's and many gateways' libraries cannot check Ed25519. */
const MAKES = {
  'session-signing-key.pem': () => pemOf(generateKeyPairSync('ec', { namedCurve: 'P-256' })),
  'evidence-signing-key.pem': () => pemOf(generateKeyPairSync('ed25519')),
  'token-signing-key.pem': () => pemOf(generateKeyPairSync('ed25519')),
  'console-cookie-key.txt': () => `${randomBytes(32).toString('base64')}\n`,
};

export type DevelopmentKeyName = keyof typeof MAKES;

/** The private keys of the configured files, in their order, or else development's key of that name. */
export async function readSigningKeys(
  { signingKeyFiles, keysDir }: KeySource,
  name: DevelopmentKeyName,
): Promise<KeyObject[]> {
  const pems =
    signingKeyFiles.length > 0
      ? await Promise.all(signingKeyFiles.map((file) => readFile(file, 'utf8')))
      : [await developmentKey(keysDir, name)];
  return pems.map((pem) => createPrivateKey(pem));
}

/**
 * A development key (PEM, PKCS #8; of cookies 32 bytes in base64), used when none is configured. It is made once and shared by every process with the same directory,
 * so that signatures stay valid after a restart.
 */
export async function developmentKey(keysDir: string, name: DevelopmentKeyName): Promise<string> {
  const file = join(keysDir, name);
  await mkdir(keysDir, { recursive: true, mode: 0o700 });
  return (await readIfThere(file)) ?? makeKey(file, MAKES[name]);
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Writes the key by a link, which fails when the name is taken: of two processes that start together one key wins, complete. */
async function makeKey(file: string, make: (typeof MAKES)[DevelopmentKeyName]): Promise<string> {
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, make(), { mode: 0o600 });
  try {
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft);
  }
  return readFile(file, 'utf8');
}
