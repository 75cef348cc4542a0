import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Session tokens are signed on P-256 (ES256): .NET's and many gateways' libraries cannot check Ed25519. */
const MAKES = {
  'session-signing-key.pem': () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  'evidence-signing-key.pem': () => generateKeyPairSync('ed25519'),
  'token-signing-key.pem': () => generateKeyPairSync('ed25519'),
};

type KeyName = keyof typeof MAKES;

/**
 * The key of a name (PEM, PKCS #8), for a machine where nobody configured one. It is made once and shared by every process
 * that names the same directory, so what it signs outlives a restart.
 */
export async function developmentKey(keysDir: string, name: KeyName): Promise<string> {
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

/** A link fails when the name is taken: of two processes that start together one key wins, and it is there whole. */
async function makeKey(file: string, make: (typeof MAKES)[KeyName]): Promise<string> {
  const { privateKey } = make();
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  try {
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft);
  }
  return readFile(file, 'utf8');
}
