/** A signed note (C2SP signed-note), which is UTF-8. */
export const NOTE_TYPE = 'text/plain; charset=utf-8';

/** Past the size of any log, and exact in a double. */
export const MAX_SIZE = 10 ** 15 - 1;

/** As proofs are written in JSON: base64 of 32 bytes each. */
export const base64Of = (hashes: readonly Buffer[]): string[] =>
  hashes.map((hash) => hash.toString('base64'));
