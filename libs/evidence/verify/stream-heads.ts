import type { LinkedEvent, StreamEnd } from '../continuity.js';
import { linkFault, STREAM_START } from '../continuity.js';
import type { Place } from './verification.js';
import { damaged } from './verification.js';

/** How far each stream has come: in each, revisions without gap or repeat, and each event chained to the one before. */
export class StreamHeads {
  readonly #ends = new Map<string, StreamEnd>();

  get streams(): number {
    return this.#ends.size;
  }

  /**
   * @param previousChain in a selection, the chain of the event before it, as its proof has it; a stream may then begin
   * with any revision
   * @throws DamageFound
   */
  follow(event: LinkedEvent, where: Place, previousChain?: string): void {
    const { stream, revision, chain } = event;
    const end = this.#ends.get(stream);
    const before =
      end ??
      (previousChain === undefined || revision === 0
        ? STREAM_START
        : { head: revision - 1, chain: previousChain });
    const fault = linkFault(before, event);
    if (fault !== undefined && fault.kind !== 'CHAIN_BROKEN') throw damaged(fault.kind, where, fault.message);
    if (previousChain !== undefined && previousChain !== before.chain)
      throw damaged('CHAIN_BROKEN', where, `the chain before ${stream} ${revision} is not that of its proof`);
    if (fault !== undefined) throw damaged(fault.kind, where, fault.message);
    if (end === undefined) this.#ends.set(stream, { head: revision, chain });
    else [end.head, end.chain] = [revision, chain];
  }
}
