import type { KeyObject } from 'node:crypto';
import { createPrivateKey } from 'node:crypto';
import { NoteSigner } from '../notes/note.js';

/** PKCS #8 of an Ed25519 key, up to its 32 bytes of seed. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

export const privateKeyOf = (seed: Buffer): KeyObject =>
  createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });

/** The same name and number give the same key. */
export const signerOf = (name: string, number = 1): NoteSigner =>
  new NoteSigner(name, privateKeyOf(Buffer.alloc(32, number)));
