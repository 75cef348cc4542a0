import { HASH_BYTES } from '../merkle/hashing.js';
import { fromBase64 } from '../notes/base64.js';
import { InvalidNoteError } from '../notes/errors.js';
import type { NoteSigner } from '../notes/note.js';
import { openNote, signNote } from '../notes/note.js';
import type { VerifierKey } from '../notes/verifier-key.js';

/** What a replay found the live read models to be. */
export type ReplayOutcome = 'equal' | 'different' | 'not-compared';

/** What a replay of a log from its first event on came to. */
export type ReplayReceipt = {
  /** Of the log: the key's name. */
  origin: string;
  /** The last event that was replayed; a place in that store, of no meaning in another. Decimal digits. */
  position: string;
  /** How many events were replayed. */
  size: number;
  /** The root of their RFC 6962 tree, 32 bytes. */
  root: Buffer;
  /** SHA-256 over all rows of the read models that came of it: 64 lower-case hex digits. */
  state: string;
  /** What it was done with. */
  code: string;
  outcome: ReplayOutcome;
  /** RFC 3339 in UTC. */
  madeAt: string;
};

/** No origin has a blank, so that this can never pass for a checkpoint, nor a checkpoint for this. */
const FIRST_LINE = 'support-access replay receipt v1';

/**
 * A receipt as a C2SP signed note:
 * ```
 * support-access replay receipt v1
 * origin <origin>
 * position <digits>
 * size <digits>
 * root <base64>
 * state <hex>
 * code <text>
 * outcome equal | different | not-compared
 * made <instant>
 *
 * — <origin> <signature>
 * ```
 * @throws TypeError if it cannot be written so, or a signer speaks for another origin
 */
export function signReceipt(receipt: ReplayReceipt, signers: readonly NoteSigner[]): string {
  if (!signers.every(({ name }) => name === receipt.origin))
    throw new TypeError(`${JSON.stringify(receipt.origin)} is not the name of each signer`);
  const { origin, position, size, root, state, code, outcome, madeAt } = receipt;
  const lines = [
    FIRST_LINE,
    `origin ${origin}`,
    `position ${position}`,
    `size ${size}`,
    `root ${root.toString('base64')}`,
    `state ${state}`,
    `code ${code}`,
    `outcome ${outcome}`,
    `made ${madeAt}`,
  ];
  const text = `${lines.join('\n')}\n`;
  if (!SHAPE.test(text)) throw new TypeError('this is no receipt');
  return signNote(text, signers);
}

const SHAPE = new RegExp(
  [
    FIRST_LINE,
    'origin (?<origin>[^ \\n]+)',
    'position (?<position>0|[1-9]\\d{0,19})',
    'size (?<size>0|[1-9]\\d{0,15})',
    'root (?<root>[A-Za-z0-9+/]{43}=)',
    'state (?<state>[0-9a-f]{64})',
    'code (?<code>[^\\n]{1,200})',
    'outcome (?<outcome>equal|different|not-compared)',
    'made (?<madeAt>\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z)',
  ].reduce((all, line) => `${all}${line}\\n`, '^') + '$',
);

/**
 * Reads a receipt. It states what the holder of the key found; only another replay can confirm it.
 * @throws InvalidNoteError
 */
export function openReceipt(note: string, vkeys: readonly VerifierKey[]): ReplayReceipt {
  const { text, signedBy } = openNote(note, vkeys);
  const fields = SHAPE.exec(text)?.groups as
    (Record<Exclude<keyof ReplayReceipt, 'outcome'>, string> & { outcome: ReplayOutcome }) | undefined;
  const root = fromBase64(fields?.root ?? '');
  if (fields === undefined || root?.length !== HASH_BYTES)
    throw new InvalidNoteError('MALFORMED_RECEIPT', 'the text is not the lines of a receipt');
  if (!signedBy.some(({ name }) => name === fields.origin))
    throw new InvalidNoteError('FOREIGN_ORIGIN', `no key that signed it is that of ${fields.origin}`);
  return { ...fields, size: Number(fields.size), root };
}

/** Whether a note is, by its first line, a receipt. */
export const isReceipt = (note: string): boolean => note.startsWith(`${FIRST_LINE}\n`);
