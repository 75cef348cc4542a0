import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { importPKCS8, SignJWT } from 'jose';
import { DEVELOPMENT_CLAIMS } from '#auth';

/** An auditor's token, signed as the service signs its own. @param seconds its end, since 1970 */
export async function tokenUntil(seconds: number, directory: string): Promise<string> {
  const pem = await readFile(join(directory, 'dev-keys', 'token-signing-key.pem'), 'utf8');
  return new SignJWT({ roles: ['auditor'] })
    .setProtectedHeader({ alg: 'EdDSA' })
    .setSubject('audrey')
    .setIssuer(DEVELOPMENT_CLAIMS.issuer)
    .setAudience(DEVELOPMENT_CLAIMS.audience)
    .setExpirationTime(seconds)
    .sign(await importPKCS8(pem, 'EdDSA'));
}
