import type { Mark } from './mark.js';

/** How far somebody is with a letter. */
export type LetterState =
  | { kind: 'open' }
  /** Somebody is at it, and has not said yet that it is done; `earlier` are those they took it over from. */
  | { kind: 'claimed'; mark: Mark; earlier: readonly Mark[] }
  | { kind: 'retried' | 'discarded'; mark: Mark };

const OPEN: LetterState = { kind: 'open' };

/** The marks of all letters, folded in the order of their partitions. */
export class Ledger {
  readonly #states = new Map<string, LetterState>();

  /**
   * The first claim holds, until one that names it takes over; only who holds the claim ends it. Whatever else is said comes
   * too late and changes nothing.
   */
  apply(mark: Mark): void {
    const state = this.stateOf(mark.letter);
    const { kind, letter } = mark;
    if (kind === 'claimed') {
      if (state.kind === 'open') this.#states.set(letter, { kind, mark, earlier: [] });
      else if (state.kind === 'claimed' && mark.supersedes === state.mark.claim)
        this.#states.set(letter, { kind, mark, earlier: [...state.earlier, state.mark] });
    } else if (this.isHeldBy(letter, mark.claim)) this.#states.set(letter, { kind, mark });
  }

  stateOf(letter: string): LetterState {
    return this.#states.get(letter) ?? OPEN;
  }

  /** Whether this claim is the one that holds. */
  isHeldBy(letter: string, claim: string): boolean {
    const state = this.stateOf(letter);
    return state.kind === 'claimed' && state.mark.claim === claim;
  }
}
