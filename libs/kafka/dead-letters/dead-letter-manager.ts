import type { Kafka } from 'kafkajs';
import type { Clock } from '#config';
import { systemClock } from '#config';
import type { PlacedRecord } from '../kafkajs/read-topic.js';
import { readTopic } from '../kafkajs/read-topic.js';
import type { DeadLetter } from './dead-letter.js';
import { readDeadLetter } from './dead-letter.js';
import { DeadLetterSender } from './dead-letter-sender.js';
import type { DeadLetterTopics } from './dead-letter-sender.js';
import type { LetterState } from './resolution-log.js';
import { ResolutionLog } from './resolution-log.js';
import type { Claim, ResolutionRecord } from './resolution-record.js';
import { newClaim, readResolution } from './resolution-record.js';
import { claimsSent } from './retried-message.js';

/** Who resolves a dead letter, and why. Stored with the letter. */
export type Resolution = { by: string; reason: string };

export type Settled =
  | { place: string; outcome: 'retried' | 'discarded' }
  /** The message was already sent by an operator whose process died before recording it; only the record is written now. */
  | { place: string; outcome: 'sent-before'; by: string }
  | { place: string; outcome: 'refused'; why: string };

/** A claim expires after this long, so that another operator can take the letter over. */
const CLAIM_MS = 120_000;

/** Maximum number of letters that are claimed, sent and resolved in one step. */
const MAX_LETTERS = 1_000;
const MAX_BYTES = 16_777_216;

type Task = { letter: DeadLetter; claim: Claim; earlier: readonly ResolutionRecord[] };

/**
 * Lists dead letters, sends them again or discards them. All state is in the topics, so any number of instances may run at the same
 * time, and the next one finishes what a killed one left.
 */
export class DeadLetterManager {
  readonly #sender: DeadLetterSender;
  #resolutions = new ResolutionLog();
  #next = new Map<number, bigint>();

  constructor(
    private readonly kafka: Kafka,
    private readonly topics: DeadLetterTopics,
    private readonly clock: Clock = systemClock,
  ) {
    this.#sender = new DeadLetterSender(kafka, topics);
  }

  /** Visits each letter, in the order of its partition, with its resolution state. The visitor returns `enough` to stop. */
  async read(visit: (letter: DeadLetter, state: LetterState) => 'enough' | void): Promise<void> {
    // Resolution records follow their letters, and letters are too large to keep: read the records first, then the topic again.
    await this.#readMarks();
    await readTopic(this.kafka, this.topics.deadLetters, (record) => {
      const letter = readDeadLetter(record);
      return letter && visit(letter, this.#resolutions.stateOf(letter.place));
    });
  }

  /** Sends the messages of these letters to their topics again, each once, with unchanged key, value and headers. */
  retry(places: Iterable<string>, resolution: Resolution): Promise<Settled[]> {
    return this.#settle(new Set(places), 'retried', resolution);
  }

  /** Records that these letters are discarded. They stay in the topic. */
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
        // Found letters are removed from `places`; those left at the end were not found.
        if (!letter || !places.delete(letter.place)) return;
        letters.push(letter);
        bytes += letter.value?.length ?? 0;
        if (letters.length >= MAX_LETTERS || bytes >= MAX_BYTES) return 'enough';
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
    // Close to the claim's expiry another instance may take the letter over, so it is left alone.
    const isLate = performance.now() - startedAt > CLAIM_MS / 2;
    const mine = claimed.filter(({ letter, claim }) =>
      isLate
        ? refuse(letter, 'claiming it took too long')
        : this.#resolutions.isHeldBy(letter.place, claim.id),
    );
    const sentBefore = as === 'retried' ? await this.#sentBefore(mine) : new Map<string, ResolutionRecord>();
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
      return {
        place,
        outcome: 'refused',
        why: refusals.get(place) ?? whyNot(this.#resolutions.stateOf(place)),
      };
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

  /** Claims the letters. When two instances claim one, the claim that is first in the letter's partition wins. */
  async #claim(letters: readonly DeadLetter[], resolution: Resolution): Promise<Task[]> {
    await this.#readMarks();
    const tasks = letters.flatMap((letter): Task[] => {
      const state = this.#resolutions.stateOf(letter.place);
      if (state.kind === 'open') return [{ letter, claim: newClaim(), earlier: [] }];
      if (state.kind !== 'claimed' || this.clock.now() - state.mark.at <= CLAIM_MS) return [];
      return [{ letter, claim: newClaim(state.mark), earlier: [...state.earlier, state.mark] }];
    });
    await this.#sender.mark(tasks, 'claimed', resolution);
    await this.#readMarks();
    return tasks;
  }

  /** Letters with an unfinished earlier claim whose message was sent nevertheless. */
  async #sentBefore(tasks: readonly Task[]): Promise<Map<string, ResolutionRecord>> {
    const before = new Map<string, ResolutionRecord>();
    for (const topic of this.topics.commands) {
      const ofTopic = tasks.filter(({ letter }) => letter.source.topic === topic);
      const marks = ofTopic.flatMap(({ earlier }) => earlier);
      const sent = await claimsSent(this.kafka, topic, marks);
      for (const mark of marks) if (sent.has(mark.claim)) before.set(mark.letter, mark);
    }
    return before;
  }

  /** Reads the resolution records written since the last call. */
  async #readMarks(): Promise<void> {
    const visit = (record: PlacedRecord): void => {
      const mark = readResolution(record);
      if (mark) this.#resolutions.apply(mark);
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
