import type { DenialCode } from '../events.js';
import type { EpochMs } from '../instant.js';
import type { Actor } from '../people.js';
import type { KnownWorkspace } from '../state.js';

export type Policy = {
  /** L3, Q4, G8: logins and requests must carry a ticket; with `grant`, grants too. */
  requireTicket: boolean | 'grant';
  /** How long a support session lasts at most, in minutes. */
  sessionMinutes: number;
  /** How long a request waits for an answer, in minutes. */
  requestMinutes: number;
  /** X3: how often a grant may be extended; 0: never. */
  maxExtensions: number;
  /** G7: how many grants may follow each other in a row; 0: any number. */
  maxConsecutiveGrants: number;
};

export const DEFAULT_POLICY: Policy = {
  requireTicket: false,
  sessionMinutes: 60,
  requestMinutes: 4_320,
  maxExtensions: 3,
  maxConsecutiveGrants: 0,
};

/** Further facts for the answer. */
export type RefusalDetail = {
  grantId?: string | undefined;
  requestId?: string | undefined;
  sessionId?: string | undefined;
  expiresAt?: EpochMs;
  retryAt?: EpochMs;
  latestExpiresAt?: EpochMs;
};

/** Why a command is refused: the first rule that it breaks. */
export class Refusal {
  constructor(
    readonly code: DenialCode,
    readonly detail: RefusalDetail = {},
  ) {}
}

/** What the rules of every command look at. */
export type Situation = {
  at: EpochMs;
  /** T1: the clock is so far behind the stream that nothing may be opened. */
  clockIsBehind: boolean;
  policy: Policy;
};

/** G2: checked before the rules of any command but `UpdateWorkspace`. */
export const UNKNOWN = new Refusal('UNKNOWN_WORKSPACE');

/** G1, R1: the kind counts, since a vendor's id may equal an owner's. */
export const isOwner = (actor: Actor, workspace: KnownWorkspace): boolean =>
  actor.kind === 'user' && workspace.ownerIds.includes(actor.id);

/** R1, Q7, S2: owners, and the vendor. */
export const isOwnerOrVendor = (actor: Actor, workspace: KnownWorkspace): boolean =>
  actor.kind === 'vendor' || isOwner(actor, workspace);
