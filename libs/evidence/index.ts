export { canonicalJson } from './canonical-json.js';
export { chainOf, sealEvents, ZERO_CHAIN } from './chain.js';
export type { ChainedFacts, EventDraft } from './chain.js';
export { continueStream, damageFrom, LogDamagedError, STREAM_START } from './continuity.js';
export type { StreamEnd } from './continuity.js';
export { CheckpointKeys } from './checkpoints/checkpoint-keys.js';
export { CheckpointMaker } from './checkpoints/checkpoint-maker.js';
export { InconsistentLogError } from './checkpoints/errors.js';
export type { LogFault } from './checkpoints/errors.js';
export { LogCheck } from './checkpoints/log-check.js';
export type { LogCheckParts, CheckpointSource } from './checkpoints/log-check.js';
export { newestCheckpoints } from './checkpoints/newest-checkpoint.js';
export type { FoundNotes } from './checkpoints/newest-checkpoint.js';
export { firstPast, goneCheckpoints, sizeOfNote } from './checkpoints/signed-log.js';
export type { CheckpointStore, FoldedTree, GoneCheckpoints } from './checkpoints/signed-log.js';
export { StreamSigner } from './checkpoints/stream-signer.js';
export type { PlacedTree, StreamSignerParts } from './checkpoints/stream-signer.js';
export type { LogTree, LogTreeQueries } from './log-tree/log-tree.js';
export { isConsistent, isIncluded } from './merkle/check-proofs.js';
export type { ConsistencyClaim, InclusionClaim } from './merkle/check-proofs.js';
export { CompactRange } from './merkle/compact-range.js';
export { EMPTY_ROOT, HASH_BYTES, inPlace, leafHash, leafHashOfHex, nodeHash } from './merkle/hashing.js';
export type { MerkleNodes, NodeId } from './merkle/nodes.js';
export { consistencyProof, inclusionProof, rootAt } from './merkle/proofs.js';
export { fromBase64 } from './notes/base64.js';
export { openCheckpoint, readUnverified, signCheckpoint, streamOrigin } from './notes/checkpoint.js';
export type { Checkpoint } from './notes/checkpoint.js';
export { InvalidNoteError, InvalidVkeyError } from './notes/errors.js';
export type { NoteFault, VkeyFault } from './notes/errors.js';
export { NoteSigner, openNote, signNote } from './notes/note.js';
export type { Note } from './notes/note.js';
export { logTreeName, openLogTree, openLogTreeQueries, requireLogOfTree } from './open-log-tree.js';
export { isReceipt, openReceipt, signReceipt } from './receipt/receipt.js';
export type { ReplayOutcome, ReplayReceipt } from './receipt/receipt.js';
export { parseVkeys } from './notes/verifier-key.js';
export type { VerifierKey } from './notes/verifier-key.js';
export { eventLine } from './bundle/event-line.js';
export type { BundledEvent } from './bundle/event-line.js';
export {
  BUNDLE_VERSION,
  CHECKPOINT_FILE,
  EVENTS_FILE,
  filesOf,
  MANIFEST_FILE,
  manifestText,
  parseManifest,
  PROOFS_FILE,
} from './bundle/manifest.js';
export type { Manifest } from './bundle/manifest.js';
export { proofLine } from './bundle/proof-line.js';
export type { EventProof } from './bundle/proof-line.js';
export { isSelection } from './bundle/scope.js';
export type { Scope, SelectionScope } from './bundle/scope.js';
export { directorySource, memorySource } from './bundle/bundle-source.js';
export type { BundleSource } from './bundle/bundle-source.js';
export type {
  Damage,
  DamageKind,
  Doubt,
  DoubtKind,
  KnownCheckpoint,
  Place,
  Verdict,
  Verification,
} from './verify/verification.js';
export { checkOrder, checkStreams } from './verify/check-log.js';
export type { FoldedStreamEnd, LogSurvey } from './verify/check-log.js';
export { verifyBundle } from './verify/verify-bundle.js';
export type { VerifyOptions } from './verify/verify-bundle.js';
export { verifyLog } from './verify/verify-log.js';
export type { VerifyLogOptions } from './verify/verify-log.js';
