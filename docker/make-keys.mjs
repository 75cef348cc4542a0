// `node docker/make-keys.mjs`: the keys that production mode asks for, made once; those that are there stay.
//
//   /issuer/token-signing-key.pem   the private key of the stand-in for an identity provider (docker/token.mjs)
//   /keys/jwks.json                 its public half: all that the service sees of the issuer
//   /keys/session-signing-key.pem   signs the tokens of support sessions, and nothing else
//   /keys/evidence-signing-key.pem  signs the checkpoints of the log
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const keys = process.env['KEYS_DIR'] ?? '/keys';
const issuer = process.env['ISSUER_DIR'] ?? '/issuer';

makeOnce(join(keys, 'session-signing-key.pem'), makePrivateKey);
makeOnce(join(keys, 'evidence-signing-key.pem'), makePrivateKey);
const issuerKey = makeOnce(join(issuer, 'token-signing-key.pem'), makePrivateKey);
makeOnce(join(keys, 'jwks.json'), () => {
  const key = createPublicKey(createPrivateKey(issuerKey)).export({ format: 'jwk' });
  return `${JSON.stringify({ keys: [{ ...key, use: 'sig', alg: 'EdDSA' }] }, null, 2)}\n`;
});

function makePrivateKey() {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
}

/** A file appears whole or not at all: written beside, then renamed. */
function makeOnce(file, make) {
  if (existsSync(file)) {
    console.log(`${file} is there already`);
  } else {
    writeFileSync(`${file}.new`, make(), { mode: 0o600 });
    renameSync(`${file}.new`, file);
    console.log(`${file} made`);
  }
  return readFileSync(file, 'utf8');
}
