import { chainOfText, ZERO_CHAIN } from '../chain.js';
import type { Place } from './verification.js';
import { damaged } from './verification.js';

/** What is looked at of an event; `canonical` is what its chain is made of. */
export type LinkedEvent = { stream: string; revision: number; chain: string; canonical: string };

/** How far each stream has come: in each, revisions without gap or repeat, and each event chained to the one before. */
export class StreamHeads {
  readonly #heads = new Map<string, { revision: number; chain: string }>();

  get streams(): number {
    return this.#heads.size;
  }

  /**
   * @param previousChain in a selection, the chain of the event before it, as its proof has it; a stream may then begin
   * with any revision
   * @throws DamageFound
   */
  follow(event: LinkedEvent, where: Place, previousChain?: string): void {
    const { stream, revision, chain } = event;
    const head = this.#heads.get(stream);
    const expected = head === undefined ? (previousChain === undefined ? 0 : revision) : head.revision + 1;
    if (revision > expected)
      throw damaged(
        'EVENT_MISSING',
        where,
        `${stream} goes on with revision ${revision}, and ${expected} is missing`,
      );
    if (revision < expected)
      throw damaged(
        'EVENT_REPEATED',
        where,
        `${stream} has revision ${revision} again, after ${expected - 1}`,
      );
    const before = head?.chain ?? (revision === 0 ? ZERO_CHAIN : previousChain);
    if (before === undefined || (previousChain !== undefined && previousChain !== before))
      throw damaged('CHAIN_BROKEN', where, `the chain before ${stream} ${revision} is not that of its proof`);
    if (chainOfText(before, event.canonical) !== chain)
      throw damaged(
        'CHAIN_BROKEN',
        where,
        `${stream} revision ${revision} is not the event that its chain was made of: it, or its chain, was changed`,
      );
    if (head === undefined) this.#heads.set(stream, { revision, chain });
    else [head.revision, head.chain] = [revision, chain];
  }
}
