import type { Instant } from '#domain';
import type { Evidence } from './prove.js';
import type { GrantReading } from './grant-report.js';

/** What a report tells, in whatever format. */
export type Report = GrantReading & {
  madeAt: Instant;
  /** The head of the log when it was begun. */
  position: string;
  evidence: Evidence;
};

/** As JSON: the facts, and what an auditor needs to check them. */
export function reportJson({ madeAt, position, facts, chain, evidence, told }: Report): object {
  const proofs = new Map(evidence.proofs.map((proof) => [proof.id, proof]));
  const { origin, vkeys, checkpoint, remarks } = evidence;
  return {
    madeAt,
    position,
    ...facts,
    evidence: {
      origin,
      vkeys,
      ...(checkpoint !== undefined && { checkpoint }),
      remarks,
      chain,
      events: told.map(({ recorded, previousChain }) => {
        const proof = proofs.get(recorded.id);
        return {
          id: recorded.id,
          type: recorded.type,
          revision: recorded.revision,
          position: `${recorded.position}`,
          chain: recorded.chain,
          previousChain,
          ...(proof && {
            index: proof.index,
            size: proof.size,
            hashes: proof.hashes.map((hash) => hash.toString('base64')),
          }),
        };
      }),
    },
  };
}
