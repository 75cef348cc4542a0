// `node docker/token.mjs <role> <sub>`: a token for 24 hours from the stand-in for an identity provider.
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SignJWT } from 'jose';

const ROLES = ['owner', 'engineer', 'vendor-admin', 'auditor', 'service'];

const [role = '', sub = ''] = process.argv.slice(2);
if (!ROLES.includes(role) || !/^[A-Za-z0-9._:@-]{1,128}$/.test(sub)) {
  console.error(`usage: docker compose run --rm token <${ROLES.join('|')}> <sub>`);
  process.exit(1);
}
const pem = readFileSync(join(process.env['ISSUER_DIR'] ?? '/issuer', 'token-signing-key.pem'), 'utf8');
const token = await new SignJWT({ roles: [role] })
  .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT' })
  .setSubject(sub)
  .setIssuer(process.env['AUTH_ISSUER'] ?? '')
  .setAudience(process.env['AUTH_AUDIENCE'] ?? '')
  .setIssuedAt()
  .setExpirationTime('24h')
  .sign(createPrivateKey(pem));
console.log(token);
