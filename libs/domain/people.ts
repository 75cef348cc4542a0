/** The person who asks for a grant or a revocation, as stated by the sending service. */
export type Actor = {
  id: string;
  kind: 'user' | 'vendor';
  name?: string;
  email?: string;
  /** The support session through which they act, if any. */
  sessionId?: string;
};

/** A support engineer of the vendor. */
export type Engineer = { id: string; name?: string; email?: string };

/** The person recorded in an event: an actor, an engineer, or the system itself. */
export type Party = {
  id: string;
  kind: 'user' | 'vendor' | 'engineer' | 'system';
  name?: string;
  email?: string;
  sessionId?: string;
};

export const SYSTEM: Party = { id: 'system', kind: 'system' };
