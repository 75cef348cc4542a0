import type { Random } from '../../support/random.js';
import type { Workpiece } from './workpiece.js';

/** @throws NotHere when this bundle has nothing that it could be done to */
export type Tampering = (work: Workpiece, random: Random) => Promise<void> | void;

export class NotHere extends Error {
  readonly code = 'NOT_HERE';
}

export function needs(condition: boolean): void {
  if (!condition) throw new NotHere();
}

/** One event says something else, and the chains are right again. */
export function rewrittenAfter(work: Workpiece, at: number): void {
  work.edit(at, ({ metadataJson }) => ({
    metadataJson: metadataJson.replace('"schemaVersion":1', '"schemaVersion":2'),
  }));
  work.relink();
}
