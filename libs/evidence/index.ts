export { canonicalJson } from './canonical-json.js';
export { chainOf, sealEvents, ZERO_CHAIN } from './chain.js';
export type { ChainedFacts, EventDraft } from './chain.js';
export { isConsistent, isIncluded } from './merkle/check-proofs.js';
export type { ConsistencyClaim, InclusionClaim } from './merkle/check-proofs.js';
export { CompactRange } from './merkle/compact-range.js';
export { EMPTY_ROOT, HASH_BYTES, leafHash, nodeHash } from './merkle/hashing.js';
export type { MerkleNodes, NodeId } from './merkle/nodes.js';
export { consistencyProof, inclusionProof, rootAt } from './merkle/proofs.js';
