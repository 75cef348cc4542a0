import { Random } from '../../../test/support/random.js';
import { seeded } from '../../../test/support/seed.js';
import { scaled } from '../../../test/support/test-scale.js';
import type {
  EpochMs,
  SupportAccessEvent,
  SupportAccessGranted,
  SupportLogin,
  WorkspaceState,
} from '../index.js';
import { activeGrant, decideAccess, evolve, initialState, MINUTE_MS, toEpochMs } from '../index.js';
import { runHistory } from './invariants.js';
import { byChance } from './random-histories.js';

/** A consumer written for the five types of event that releases before 0.2 had; it skips all others, as docs/kafka.md asks. */
class OldConsumer {
  #grant: SupportAccessGranted | undefined;
  #logins: SupportLogin[] = [];

  apply({ type, data }: SupportAccessEvent): void {
    if (type === 'SupportAccessGranted') [this.#grant, this.#logins] = [data, []];
    if (type === 'SupportLogin') this.#logins.push(data);
    if (type === 'SupportAccessRevoked' && data.grantId === this.#grant?.grantId)
      [this.#grant, this.#logins] = [undefined, []];
  }

  mayEnter(at: EpochMs): boolean {
    return this.#grant !== undefined && at < toEpochMs(this.#grant.expiresAt);
  }

  /** The sessions in which that engineer seems to be. */
  sessionsOf(engineerId: string, at: EpochMs): string[] {
    return this.#logins
      .filter(
        ({ engineer, sessionExpiresAt }) => engineer.id === engineerId && at < toEpochMs(sessionExpiresAt),
      )
      .map(({ sessionId }) => sessionId);
  }
}

/** What ends a session and leaves its grant, or comes with the end of the grant that an old consumer does see. */
const ALONE = new Set(['signed-out', 'closed', 'ticket-closed']);

/** When something that an event tells of is over, or would have been. */
const endsIn = ({ data }: SupportAccessEvent): EpochMs[] =>
  ['expiresAt', 'previousExpiresAt', 'sessionExpiresAt'].flatMap((key) => {
    const end = (data as Record<string, unknown>)[key];
    return end === undefined ? [] : [toEpochMs(end as string)];
  });

/** Instants from one recorded time to the next: both edges, those of what is open, and any other. */
function instants(chance: Random, ends: readonly EpochMs[], from: EpochMs, to: EpochMs): EpochMs[] {
  // Of what is recorded together nothing is seen by itself.
  if (from >= to) return [];
  const within = ends.flatMap((end) => [end - 1, end]).filter((at) => from <= at && at < to);
  const any = Array.from({ length: 6 }, () => chance.int(from, to - 1));
  return [from, to - 1, ...within, ...any];
}

/** Asking Jest each time would take longer than all the rest. */
const differs = (log: readonly SupportAccessEvent[], at: EpochMs, what: string): Error =>
  new Error(`${what} is seen otherwise at ${new Date(at).toISOString()} after ${JSON.stringify(log)}`);

const ENGINEERS = ['grace', 'joan', 'kay', 'lyn', 'may', 'nan'];
const MET = 20;
const INSTANTS = scaled(10_000, 100_000);

it(
  `who knows five types of event sees no access that is not there at ${INSTANTS} instants with access and more without, but in sessions that ended alone`,
  seeded(async (seed) => {
    const chance = new Random(seed);
    const met = { open: 0, shut: 0, extended: 0, inside: 0, alone: 0 };
    // Until each was met: what never happens says nothing.
    while (met.open < INSTANTS || Object.values(met).some((times) => times < MET)) {
      const { log } = runHistory(byChance(chance), chance.int(20, 60), 'mixed');
      const consumer = new OldConsumer();
      const endedAlone = new Set<string>();
      const ends: EpochMs[] = [];
      let state: WorkspaceState = initialState;
      for (const [n, event] of log.entries()) {
        consumer.apply(event);
        state = evolve(state, event);
        ends.push(...endsIn(event));
        const { type, data } = event;
        if (type === 'SupportSessionEnded' && ALONE.has(data.cause)) endedAlone.add(data.sessionId);
        const next = log[n + 1];
        const until = next === undefined ? state.lastAt + 100 * MINUTE_MS : evolve(state, next).lastAt;
        for (const at of instants(chance, ends, state.lastAt, until)) {
          const { allowed } = decideAccess(state, { action: 'login', engineerId: 'grace' }, at);
          const seems = consumer.mayEnter(at);
          // An extension it does not know of: too early, never too late.
          const isExtended = (activeGrant(state)?.extensions ?? 0) > 0;
          if (allowed && isExtended && !seems) met.extended += 1;
          else if (allowed !== seems) throw differs(log.slice(0, n + 1), at, 'the workspace');
          for (const engineerId of ENGINEERS) {
            const inside = decideAccess(state, { action: 'access', engineerId }, at).allowed;
            const seen = consumer.sessionsOf(engineerId, at);
            if (inside) met.inside += 1;
            const isAlone = seen.length > 0 && seen.every((id) => endedAlone.has(id));
            if (isAlone && !inside) met.alone += 1;
            else if (inside !== seen.length > 0) throw differs(log.slice(0, n + 1), at, engineerId);
          }
          met[allowed ? 'open' : 'shut'] += 1;
        }
      }
    }
    expect(met.shut).toBeGreaterThanOrEqual(MET);
  }),
  600_000,
);
