import type { CursorSeal } from '../http/cursor-seal.js';

type Positioned = { position?: string };

/** What is read of an answer: its own position, and those of what it lists. */
export type PositionedAnswer = Positioned & {
  grant?: Positioned;
  requests?: readonly Positioned[];
  entries?: readonly Positioned[];
};

/** Encrypts a position, because the log's position reveals activity in other workspaces. */
export const withSealedPosition = <T extends Positioned>(told: T, seal: CursorSeal): T =>
  told.position === undefined ? told : { ...told, position: seal.sealPosition(told.position) };

/** The same for every position in an answer, a problem document included. Exports are streams, and do it line by line. */
export function withSealedPositions(answer: PositionedAnswer, seal: CursorSeal): PositionedAnswer {
  const { grant, requests, entries } = answer;
  const sealed = (each: Positioned): Positioned => withSealedPosition(each, seal);
  return {
    ...sealed(answer),
    ...(grant && { grant: sealed(grant) }),
    ...(requests && { requests: requests.map(sealed) }),
    ...(entries && { entries: entries.map(sealed) }),
  };
}
