// `node docker/make-keys.mjs`: what production mode asks for, made once; what is there stays.
//
//   /issuer/token-signing-key.pem   the private key of the stand-in for an identity provider (`token --key`)
//   /keys/jwks.json                 its public half: all that the service sees of the issuer
//   /keys/session-signing-key.pem   signs the tokens of support sessions, and nothing else
//   /keys/evidence-signing-key.pem  signs the checkpoints of the log
//
// With DATABASE, `<host>:<port>:<database>:<user>`, also
//
//   /secrets/postgres-password      for the server
//   /secrets/pgpass                 the same for its clients, which PGPASSFILE tells of it
//
// With COOKIES_DIR, also `cookie-key` in it, which encrypts the console's cookies.
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const {
  KEYS_DIR = '/keys',
  ISSUER_DIR = '/issuer',
  SECRETS_DIR = '/secrets',
  COOKIES_DIR,
  DATABASE,
} = process.env;

makeOnce(join(KEYS_DIR, 'session-signing-key.pem'), makeSessionKey);
makeOnce(join(KEYS_DIR, 'evidence-signing-key.pem'), makePrivateKey);
const issuerKey = makeOnce(join(ISSUER_DIR, 'token-signing-key.pem'), makePrivateKey);
put(join(KEYS_DIR, 'jwks.json'), keySetOf(issuerKey));
if (COOKIES_DIR) makeOnce(join(COOKIES_DIR, 'cookie-key'), () => randomBytes(32).toString('base64'));
if (DATABASE) {
  const password = makeOnce(join(SECRETS_DIR, 'postgres-password'), () => randomBytes(32).toString('hex'));
  put(join(SECRETS_DIR, 'pgpass'), `${DATABASE}:${password}\n`);
}

function makePrivateKey() {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
}

/** For ES256, which .NET's and many gateways' libraries can check; they cannot check Ed25519. */
function makeSessionKey() {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' });
}

/** @returns the public half of a private key as a JWK set; its `kid` is the RFC 7638 thumbprint, as in the tokens */
function keySetOf(pem) {
  const { crv, kty, x } = createPublicKey(createPrivateKey(pem)).export({ format: 'jwk' });
  const kid = createHash('sha256').update(JSON.stringify({ crv, kty, x })).digest('base64url');
  return `${JSON.stringify({ keys: [{ crv, kty, x, kid, use: 'sig', alg: 'EdDSA' }] }, null, 2)}\n`;
}

function makeOnce(file, make) {
  if (existsSync(file)) console.log(`${file} is there already`);
  else put(file, make());
  return readFileSync(file, 'utf8');
}

/** A file appears whole or not at all: written beside, then renamed. */
function put(file, text) {
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  console.log(`${file} written`);
}
