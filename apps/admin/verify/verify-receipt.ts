import { readFile } from 'node:fs/promises';
import type { VerifierKey } from '#evidence';
import { InvalidNoteError, openReceipt } from '#evidence';
import type { Cli } from '../cli.js';
import { UsageError } from '../cli.js';

type Options = { receipt: string; vkey?: VerifierKey[]; format: 'text' | 'json' };

/** `verify --receipt <file>`: who signed it, and what it says. Whether that is so, another replay tells. */
export async function verifyReceipt(
  { out, exitWith, say, paint }: Cli,
  bundle: string | undefined,
  { receipt: file, vkey, format }: Options,
): Promise<void> {
  if (bundle !== undefined) throw new UsageError('--receipt is of a replay: it does not go with a bundle');
  if (vkey === undefined)
    throw new UsageError('--vkey is required: a receipt cannot vouch for the key that it is signed with');
  try {
    const { root, ...receipt } = openReceipt(await readFile(file, 'utf8'), vkey);
    const facts = { ...receipt, root: root.toString('base64') };
    if (format === 'json') return await out.json(facts);
    await out.line(paint.green('SIGNED'));
    for (const [name, value] of Object.entries(facts)) await out.line(`${name.padEnd(8)} ${value}`);
  } catch (error) {
    if (!(error instanceof InvalidNoteError)) throw error;
    say(`support-access: ${file}: ${error.message}`);
    // Of a key that was not given nothing is known; all else is a text that the key did not sign.
    exitWith(error.reason === 'UNKNOWN_KEY' ? 2 : 1);
  }
}
