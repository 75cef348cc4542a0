import type { ResolutionRecord } from './resolution-record.js';

/** Resolution state of a dead letter: open, claimed or resolved. */
export type LetterState =
  | { kind: 'open' }
  /** Claimed by an operator and not resolved yet; `earlier` are the expired claims that it replaced. */
  | { kind: 'claimed'; mark: ResolutionRecord; earlier: readonly ResolutionRecord[] }
  | { kind: 'retried' | 'discarded'; mark: ResolutionRecord };

const OPEN: LetterState = { kind: 'open' };

/** The resolution state of all letters, folded from their records in partition order. */
export class ResolutionLog {
  readonly #states = new Map<string, LetterState>();

  /**
   * The first claim is valid until a claim that names it in `supersedes` replaces it. Only the valid claim can resolve the letter; all
   * other records are ignored.
   */
  apply(mark: ResolutionRecord): void {
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

  /** Whether this claim is the valid one. */
  isHeldBy(letter: string, claim: string): boolean {
    const state = this.stateOf(letter);
    return state.kind === 'claimed' && state.mark.claim === claim;
  }
}
