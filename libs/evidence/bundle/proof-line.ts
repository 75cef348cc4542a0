import { canonicalJson } from '../canonical-json.js';

/** Where one event of a selection stands in the log, and what proves it. */
export type EventProof = {
  id: string;
  /** In the log, from 0. */
  index: number;
  /** Of the checkpoint's tree. */
  size: number;
  /** The chain of the event before it in its stream: 64 lower-case hex digits. */
  previousChain: string;
  /** RFC 6962 2.1.1, 32 bytes each. */
  hashes: readonly Buffer[];
};

/** One line of proofs.ndjson: RFC 8785, the hashes in base64, and a newline. */
export const proofLine = ({ hashes, id, index, previousChain, size }: EventProof): string =>
  `${canonicalJson({ hashes: hashes.map((hash) => hash.toString('base64')), id, index, previousChain, size })}\n`;
