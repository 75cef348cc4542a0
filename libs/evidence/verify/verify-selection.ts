import { streamOf } from '#domain';
import type { BundleSource } from '../bundle/bundle-source.js';
import { FileLines } from '../bundle/file-lines.js';
import { EVENTS_FILE, PROOFS_FILE } from '../bundle/manifest.js';
import type { EventProof } from '../bundle/proof-line.js';
import type { ReadEvent } from '../bundle/read-event-line.js';
import type { SelectionScope } from '../bundle/scope.js';
import { isIncluded } from '../merkle/check-proofs.js';
import type { Checkpoint } from '../notes/checkpoint.js';
import { readPlaced, readPlacedProof } from './read-placed.js';
import { StreamHeads } from './stream-heads.js';
import type { Place } from './verification.js';
import { damaged } from './verification.js';
import type { Walked } from './verify-whole.js';

/** What the ends of a stretch show. */
export type WalkedSelection = Walked & {
  firstIndex?: number;
  lastIndex?: number;
  /** Of a grant: whether its end is there. */
  ended: boolean;
  /** Of a grant: how many of its logins have no end of their session there. */
  endless: number;
};

/**
 * Every event of a stretch, each with its own proof.
 * @throws DamageFound
 */
export async function walkSelection(
  source: BundleSource,
  scope: SelectionScope,
  checkpoint: Checkpoint,
  onProgress: (events: number) => void,
): Promise<WalkedSelection> {
  const events = new FileLines(EVENTS_FILE, source.read(EVENTS_FILE));
  const proofs = new FileLines(PROOFS_FILE, source.read(PROOFS_FILE));
  const proofLines = proofs.lines();
  const heads = new StreamHeads();
  const membership = new Membership(scope);
  const walked: Omit<WalkedSelection, 'streams' | 'sha256' | 'ended' | 'endless'> = { events: 0 };
  for await (const line of events.lines()) {
    const number = walked.events + 1;
    const { event, where } = readPlaced(line, number);
    const next = await proofLines.next();
    if (next.done) throw missingProof(number);
    const proof = readPlacedProof(next.value, number);
    where.index = proof.index;
    checkPlace(scope, event, proof, where, checkpoint.size, walked.lastIndex);
    heads.follow(event, where, proof.previousChain);
    const { index, size, hashes } = proof;
    if (!isIncluded({ index, size, root: checkpoint.root, leaf: Buffer.from(event.chain, 'hex'), hashes }))
      throw damaged('PROOF_WRONG', where, `line ${number} is not proven to be event ${index} of the log`);
    membership.admit(event, where);
    walked.firstIndex ??= index;
    walked.lastIndex = index;
    walked.events = number;
    if (number % PROGRESS_EVERY === 0) onProgress(number);
  }
  if (!(await proofLines.next()).done)
    throw damaged(
      'PROOF_MALFORMED',
      { file: PROOFS_FILE, line: walked.events + 1 },
      `${PROOFS_FILE} has more lines than there are events`,
    );
  membership.end();
  const { ended, endless } = membership;
  const sha256 = { [EVENTS_FILE]: events.sha256(), [PROOFS_FILE]: proofs.sha256() };
  return { ...walked, streams: heads.streams, sha256, ended, endless };
}

const PROGRESS_EVERY = 1_000;

const missingProof = (line: number) =>
  damaged(
    'PROOF_MALFORMED',
    { file: PROOFS_FILE, line },
    `there is no proof for line ${line} of ${EVENTS_FILE}`,
  );

/** That a proof is about its event and follows the one before, so that nothing is left out between them. */
function checkPlace(
  scope: SelectionScope,
  event: ReadEvent,
  { id, index, size }: EventProof,
  where: Place,
  treeSize: number,
  lastIndex: number | undefined,
): void {
  if (id !== event.id)
    throw damaged('PROOF_MISPLACED', where, `the proof is of event ${id}, not of ${event.id}`);
  if (size !== treeSize)
    throw damaged(
      'PROOF_MISPLACED',
      where,
      `the proof is for ${size} events, the checkpoint for ${treeSize}`,
    );
  if (lastIndex === undefined || index === lastIndex + 1) return;
  if (index <= lastIndex)
    throw damaged('PROOF_MISPLACED', where, `event ${index} of the log comes after event ${lastIndex}`);
  if (scope.kind === 'span')
    throw damaged('EVENT_MISSING', where, `events ${lastIndex + 1} to ${index - 1} of the log are left out`);
}

/** Whether the events are what the scope says, first and last included. */
class Membership {
  ended = false;
  /** Every login has one end: they are counted, not kept. */
  endless = 0;
  #last: { event: ReadEvent; where: Place } | undefined;

  constructor(private readonly scope: SelectionScope) {}

  admit(event: ReadEvent, where: Place): void {
    const { scope } = this;
    if (scope.kind === 'grant') {
      if (event.stream !== streamOf(scope.workspaceId))
        throw damaged('EVENT_MISPLACED', where, `an event of ${event.stream} in a bundle of one grant`);
      if (this.#last === undefined && (event.type !== 'SupportAccessGranted' || !names(event, scope.grantId)))
        throw damaged('EVENT_MISSING', where, `the event that gave grant ${scope.grantId} is not the first`);
      if (names(event, scope.grantId)) this.#count(event);
    } else if (scope.by === 'time') {
      const { recordedAt } = event.metadata;
      const early =
        this.#last === undefined && scope.from !== undefined && !(String(recordedAt) >= scope.from);
      if (early || (scope.to !== undefined && !(String(recordedAt) < scope.to)))
        throw damaged(
          'EVENT_MISPLACED',
          where,
          `an event recorded at ${String(recordedAt)} is not of this span`,
        );
    }
    this.#last = { event, where };
  }

  #count({ type }: ReadEvent): void {
    if (type === 'SupportAccessRevoked') this.ended = true;
    if (type === 'SupportLogin') this.endless += 1;
    if (type === 'SupportSessionEnded') this.endless -= 1;
  }

  /** @throws DamageFound if the last event is not one of the scope */
  end(): void {
    const { scope } = this;
    if (scope.kind === 'grant' && (this.#last === undefined || !names(this.#last.event, scope.grantId)))
      throw damaged(
        this.#last === undefined ? 'EVENT_MISSING' : 'EVENT_MISPLACED',
        this.#last?.where ?? { file: EVENTS_FILE },
        `the last event does not name grant ${scope.grantId}`,
      );
  }
}

const names = (event: ReadEvent, grantId: string): boolean => event.data['grantId'] === grantId;
