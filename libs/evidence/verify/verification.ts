import type { Scope } from '../bundle/scope.js';
import type { Checkpoint } from '../notes/checkpoint.js';

/** What kind of damage it is. */
export type DamageKind =
  /** A file of the bundle is not there. */
  | 'FILE_MISSING'
  /** manifest.json is not what an export writes. */
  | 'MANIFEST_MALFORMED'
  /** A file is not the one that the manifest names, although nothing else is wrong with it. */
  | 'FILE_CHANGED'
  /** A file lies in the bundle that is none of a bundle's files. */
  | 'FILE_UNKNOWN'
  /** A checkpoint is no note, or its signature not right. */
  | 'CHECKPOINT_INVALID'
  /** A checkpoint is of another log or another workspace. */
  | 'CHECKPOINT_FOREIGN'
  /** The checkpoint is of another size than the manifest says, or than such a bundle must have. */
  | 'CHECKPOINT_SIZE'
  /** Not a line of UTF-8 JSON with the members that it must have, or a last line without its end. */
  | 'LINE_MALFORMED'
  /** The right members in another form than RFC 8785: doubled keys, white space, another order. */
  | 'LINE_NOT_CANONICAL'
  /** An event in a stream that is not its workspace's, or in a bundle that is not about it. */
  | 'EVENT_MISPLACED'
  /** A stream goes on after a gap. */
  | 'EVENT_MISSING'
  /** A revision of a stream comes again, or after a later one. */
  | 'EVENT_REPEATED'
  /** An event id comes again. */
  | 'ID_REPEATED'
  /** An event and its chain do not belong together, or the chain is not that of the event before. */
  | 'CHAIN_BROKEN'
  /** In a store: an event cannot be found by its command's id, so that the command could take effect again. */
  | 'COMMAND_CHANGED'
  /** Fewer or more events than the manifest says. */
  | 'COUNT_WRONG'
  /** A checkpoint is of more events than there are: the end is cut off. */
  | 'TAIL_MISSING'
  /** The events are not those that were signed for. */
  | 'ROOT_MISMATCH'
  /** The events, or the bundle's checkpoint, are not those of a checkpoint that was kept: history was forked. */
  | 'FORKED'
  /** A recorded checkpoint is of fewer events than one recorded before it. */
  | 'CHECKPOINT_ORDER'
  /** A line of proofs.ndjson is not one, or there is none for an event, or one too many. */
  | 'PROOF_MALFORMED'
  /** A proof is of another event, of another tree, or not in the order of the log. */
  | 'PROOF_MISPLACED'
  /** A proof does not prove that its event is in the log. */
  | 'PROOF_WRONG';

/** Where it is, as far as that can be known. */
export type Place = {
  file?: string;
  /** From 1. */
  line?: number;
  /** In the tree that the checkpoint is of, from 0. Of a range: its first. */
  index?: number;
  /** The range's last index, when it cannot be narrowed down. */
  untilIndex?: number;
  stream?: string;
  revision?: number;
  /** In a store: a locator, as the API gives it. */
  position?: string;
};

export type Damage = { kind: DamageKind; where: Place; message: string };

/** Why it could not be told. */
export type DoubtKind =
  /** None of the keys given has signed a checkpoint. */
  | 'UNKNOWN_KEY'
  /** A checkpoint that was kept cannot be read, so that nothing can be compared with it. */
  | 'KNOWN_CHECKPOINT_UNREADABLE'
  /** The bundle is of another release. */
  | 'UNKNOWN_VERSION'
  /** There is no checkpoint, or it is of an empty tree. */
  | 'NOTHING_SIGNED'
  /** Files or the store cannot be read. */
  | 'UNREADABLE';

export type Doubt = { kind: DoubtKind; message: string };

export type Verdict = 'whole' | 'damaged' | 'unknown';

/** What was found out. */
export type Verification = {
  verdict: Verdict;
  /** In plain words, a sentence each; nothing unless it is whole. */
  proven: readonly string[];
  /** What may be so all the same; nothing unless it is whole. */
  notExcluded: readonly string[];
  /** The first, when it is damaged. */
  damage?: Damage;
  /** When it could not be told. */
  doubt?: Doubt;
  /** How many events were looked at. */
  events: number;
  /** Events at the end that no checkpoint covers. */
  uncovered?: { fromIndex: number; count: number };
  origin?: string;
  scope?: Scope;
  checkpoint?: Checkpoint;
};

/** A checkpoint that somebody kept, with a name to speak of it, such as its file. */
export type KnownCheckpoint = { name: string; note: string };

/** Ends a verification: what came after could not be trusted. */
export class DamageFound extends Error {
  readonly code = 'DAMAGE_FOUND';
  constructor(readonly damage: Damage) {
    super(damage.message);
  }
}

/** Ends a verification without a verdict. */
export class DoubtFound extends Error {
  readonly code = 'DOUBT_FOUND';
  constructor(readonly doubt: Doubt) {
    super(doubt.message);
  }
}

export const damaged = (kind: DamageKind, where: Place, message: string): DamageFound =>
  new DamageFound({ kind, where, message });
