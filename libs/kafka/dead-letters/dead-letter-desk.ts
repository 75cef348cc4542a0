import type { Kafka } from 'kafkajs';
import type { Clock } from '#config';
import { systemClock } from '#config';
import type { PlacedRecord } from '../read-topic.js';
import { readTopic } from '../read-topic.js';
import type { DeadLetter } from './dead-letter.js';
import { readDeadLetter } from './dead-letter.js';
import { DeadLetterSender } from './dead-letter-sender.js';
import type { DeadLetterTopics } from './dead-letter-sender.js';
import type { LetterState } from './ledger.js';
import { Ledger } from './ledger.js';
import type { Claim, Mark } from './mark.js';
import { newClaim, readMark } from './mark.js';
import { claimsSent } from './retried-message.js';

/** Who decides, and why: kept with the letter. */
export type Resolution = { by: string; reason: string };

export type Settled =
  | { place: string; outcome: 'retried' | 'discarded' }
  /** It had been sent by somebody who died before saying so; only that is recorded now. */
  | { place: string; outcome: 'sent-before'; by: string }
  | { place: string; outcome: 'refused'; why: string };

/** After so long, whoever claimed a letter and did not finish is taken for gone. */
const CLAIM_MS = 120_000;

/** Letters that are claimed, sent and marked together. */
const MOST_LETTERS = 1_000;
const MOST_BYTES = 16_777_216;

type Task = { letter: DeadLetter; claim: Claim; earlier: readonly Mark[] };

/**
 * Looks through the dead-letter topic and settles what lies there. Everything it knows is in the topics; so any number of
 * desks may work at once, and one that was killed leaves nothing that the next cannot finish.
 */
export class DeadLetterDesk {
  readonly #sender: DeadLetterSender;
  #ledger = new Ledger();
  #next = new Map<number, bigint>();

  constructor(
    private readonly kafka: Kafka,
    private readonly topics: DeadLetterTopics,
    private readonly clock: Clock = systemClock,
  ) {
    this.#sender = new DeadLetterSender(kafka, topics);
  }

  /** Called for each letter, in the order of its partition, with how far somebody is with it; `enough` ends it. */
  async read(visit: (letter: DeadLetter, state: LetterState) => 'enough' | void): Promise<void> {
    // Marks come after their letters: once through for them, and once more for the letters, which are too large to keep.
    await this.#readMarks();
    await readTopic(this.kafka, this.topics.deadLetters, (record) => {
      const letter = readDeadLetter(record);
      return letter && visit(letter, this.#ledger.stateOf(letter.place));
    });
  }

  /** Sends the messages of these letters to the topics that they came from again, bytes and headers as they were, each once. */
  retry(places: Iterable<string>, resolution: Resolution): Promise<Settled[]> {
    return this.#settle(new Set(places), 'retried', resolution);
  }

  /** Records that nothing will be done about these letters. They stay where they are. */
  discard(places: Iterable<string>, resolution: Resolution): Promise<Settled[]> {
    return this.#settle(new Set(places), 'discarded', resolution);
  }

  /** Idempotent. */
  close(): Promise<void> {
    return this.#sender.close();
  }

  async #settle(
    places: Set<string>,
    as: 'retried' | 'discarded',
    resolution: Resolution,
  ): Promise<Settled[]> {
    const settled: Settled[] = [];
    let next = new Map<number, bigint>();
    for (let isMore = true; isMore;) {
      const letters: DeadLetter[] = [];
      let bytes = 0;
      const visit = (record: PlacedRecord): 'enough' | void => {
        const letter = readDeadLetter(record);
        // Taken out: what is left at the end was not found.
        if (!letter || !places.delete(letter.place)) return;
        letters.push(letter);
        bytes += letter.value?.length ?? 0;
        if (letters.length >= MOST_LETTERS || bytes >= MOST_BYTES) return 'enough';
      };
      next = await readTopic(this.kafka, this.topics.deadLetters, visit, { from: next });
      settled.push(...(await this.#settleBatch(letters, as, resolution)));
      isMore = letters.length > 0 && places.size > 0;
    }
    for (const place of places) settled.push({ place, outcome: 'refused', why: 'there is no dead letter' });
    return settled;
  }

  async #settleBatch(
    letters: readonly DeadLetter[],
    as: 'retried' | 'discarded',
    resolution: Resolution,
  ): Promise<Settled[]> {
    if (letters.length === 0) return [];
    const refusals = new Map<string, string>();
    const refuse = ({ place }: DeadLetter, why: string): false => {
      refusals.set(place, why);
      return false;
    };
    const sendable = letters.filter((letter) => {
      const why = as === 'retried' ? this.#whyNotSendable(letter) : undefined;
      return why === undefined || refuse(letter, why);
    });
    const startedAt = performance.now();
    const claimed = await this.#claim(sendable, resolution);
    // Others may take it for abandoned by now: then it is theirs.
    const isLate = performance.now() - startedAt > CLAIM_MS / 2;
    const mine = claimed.filter(({ letter, claim }) =>
      isLate ? refuse(letter, 'claiming it took too long') : this.#ledger.isHeldBy(letter.place, claim.id),
    );
    const sentBefore = as === 'retried' ? await this.#sentBefore(mine) : new Map<string, Mark>();
    await this.#sender.sendAgain(
      as === 'retried' ? mine.filter(({ letter }) => !sentBefore.has(letter.place)) : [],
    );
    await this.#sender.mark(mine, as, resolution);
    const isMine = new Set(mine.map(({ letter }) => letter.place));
    return letters.map((letter): Settled => {
      const { place } = letter;
      const before = sentBefore.get(place);
      if (before) return { place, outcome: 'sent-before', by: before.by };
      if (isMine.has(place)) return { place, outcome: as };
      return { place, outcome: 'refused', why: refusals.get(place) ?? whyNot(this.#ledger.stateOf(place)) };
    });
  }

  #whyNotSendable({ truncated, source, lastOffset }: DeadLetter): string | undefined {
    if (lastOffset !== undefined)
      return `it stands for the batch of offsets ${source.offset} to ${lastOffset}, whose messages are not here`;
    if (truncated) return `only its beginning is here: the whole had ${truncated.length} bytes`;
    if (!this.topics.commands.includes(source.topic))
      return `it came from ${source.topic || 'an unknown topic'}`;
    return undefined;
  }

  /** Of two desks one sends: the one whose claim stands first in the letter's partition. */
  async #claim(letters: readonly DeadLetter[], resolution: Resolution): Promise<Task[]> {
    await this.#readMarks();
    const tasks = letters.flatMap((letter): Task[] => {
      const state = this.#ledger.stateOf(letter.place);
      if (state.kind === 'open') return [{ letter, claim: newClaim(), earlier: [] }];
      if (state.kind !== 'claimed' || this.clock.now() - state.mark.at <= CLAIM_MS) return [];
      return [{ letter, claim: newClaim(state.mark), earlier: [...state.earlier, state.mark] }];
    });
    await this.#sender.mark(tasks, 'claimed', resolution);
    await this.#readMarks();
    return tasks;
  }

  /** Letters that were claimed before and not finished, and whose message is in its topic again nevertheless. */
  async #sentBefore(tasks: readonly Task[]): Promise<Map<string, Mark>> {
    const before = new Map<string, Mark>();
    for (const topic of this.topics.commands) {
      const ofTopic = tasks.filter(({ letter }) => letter.source.topic === topic);
      const marks = ofTopic.flatMap(({ earlier }) => earlier);
      const sent = await claimsSent(this.kafka, topic, marks);
      for (const mark of marks) if (sent.has(mark.claim)) before.set(mark.letter, mark);
    }
    return before;
  }

  /** What has been said since it was last asked. */
  async #readMarks(): Promise<void> {
    const visit = (record: PlacedRecord): void => {
      const mark = readMark(record);
      if (mark) this.#ledger.apply(mark);
    };
    this.#next = await readTopic(this.kafka, this.topics.deadLetters, visit, { from: this.#next });
  }
}

function whyNot(state: LetterState): string {
  if (state.kind === 'open') return 'it could not be claimed';
  const { by, at } = state.mark;
  const when = new Date(at).toISOString();
  return state.kind === 'claimed'
    ? `${by} has been at it since ${when}`
    : `${by} ${state.kind} it at ${when}`;
}
