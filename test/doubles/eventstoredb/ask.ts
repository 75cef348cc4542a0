import { randomUUID } from 'node:crypto';
import { jsonEvent, streamNameFilter } from '@eventstore/db-client';
import type { AllStreamRecordedEvent, Position } from '@eventstore/db-client';
import { waitUntil } from './wait-until.js';
import { failureOf, numbered, several } from './questions.js';
import type { Questions } from './questions.js';

export async function askAppending(ask: Questions): Promise<object> {
  const [stream, nothing] = [ask.stream('append'), ask.stream('nothing')];
  const [a, b, c, d] = several(4) as [never, never, never, never];
  const append = {
    'no stream, to nothing': await ask.append(stream, a, 'no_stream'),
    'no stream, to something, new id': await ask.append(stream, numbered(9), 'no_stream'),
    exact: await ask.append(stream, [b, c], 0n),
    'behind, new id': await ask.append(stream, numbered(9), 0n),
    'ahead, new id': await ask.append(stream, numbered(9), 7n),
    'exact, to nothing': await ask.append(nothing, numbered(9), 3n),
    'stream exists, to nothing': await ask.append(nothing, numbered(9), 'stream_exists'),
    'stream exists, to something': await ask.append(stream, d, 'stream_exists'),
    any: await ask.append(stream, numbered(4), 'any'),
    'nothing, exact': await ask.append(stream, [], 4n),
    'not thrown: behind, new id': await ask.append(stream, numbered(9), 0n, { throwOnAppendFailure: false }),
  };
  return { append, stream: await ask.read(stream, { fromRevision: 'start' }) };
}

export async function askRepeating(ask: Questions): Promise<object> {
  const stream = ask.stream('repeat');
  const ids = Array.from({ length: 6 }, () => randomUUID());
  const [a, b, c, d] = ids.map((id, n) => numbered(n, id)) as [never, never, never, never];
  await ask.append(stream, [a, b], 'no_stream');
  await ask.append(stream, c, 1n);
  const repeat = {
    'same ids, same expectation (no stream)': await ask.append(stream, [a, b], 'no_stream'),
    'same id, same expectation (exact)': await ask.append(stream, c, 1n),
    'same id, other content, same expectation': await ask.append(stream, numbered(99, ids[2]), 1n),
    'same ids, any': await ask.append(stream, [a, b], 'any'),
    'first of two ids known, same expectation': await ask.append(stream, [c, numbered(7)], 1n),
    'first of the ids only, same expectation': await ask.append(stream, a, 'no_stream'),
    'second of two ids alone, at its place': await ask.append(stream, b, 0n),
    'known id, at the head': await ask.append(stream, a, 2n),
    'new id, at the head': await ask.append(stream, d, 3n),
    'new id, at the true head': await ask.append(stream, numbered(8), await ask.head(stream)),
  };
  return { repeat, repeated: await ask.read(stream, { fromRevision: 'start' }) };
}

export async function askRacing(ask: Questions): Promise<object> {
  const stream = ask.stream('race');
  await ask.append(stream, numbered(0), 'no_stream');
  const answers = await Promise.all(several(50).map((event) => ask.append(stream, event, 0n)));
  const lost = answers.flatMap((answer) => ('error' in answer ? [answer.error] : []));
  const { length: events } = (await ask.read(stream, { fromRevision: 'start' })) as string[];
  return { race: { writers: 50, won: 50 - lost.length, lost: [...new Set(lost)], events } };
}

export async function askReading(ask: Questions): Promise<object> {
  const stream = ask.stream('read');
  await ask.append(stream, several(10), 'no_stream');
  const read = {
    'forwards from 8': await ask.read(stream, { fromRevision: 8n }),
    'forwards past the end': await ask.read(stream, { fromRevision: 99n }),
    'forwards, at most 2': await ask.read(stream, { fromRevision: 'start', maxCount: 2 }),
    'backwards from the end, at most 2': await ask.read(stream, {
      direction: 'backwards',
      fromRevision: 'end',
      maxCount: 2,
    }),
    'a stream that is not there': await ask.read(ask.stream('nothing'), { fromRevision: 'start' }),
  };
  let event = {};
  for await (const resolved of ask.client.readStream(stream, { fromRevision: 3n, maxCount: 1 })) {
    const { link, commitPosition } = resolved;
    const one = resolved.event!;
    event = {
      keys: Object.keys(one).sort(),
      type: one.type,
      data: one.data,
      metadata: one.metadata,
      contentTypeIsJson: one.isJson,
      revision: typeof one.revision,
      created: Object.prototype.toString.call(one.created),
      position: 'position' in one ? Object.keys(one.position).sort() : 'none',
      link: link === undefined ? 'absent' : 'present',
      commitPosition: typeof commitPosition,
    };
  }
  return { read, event };
}

export async function askWholeLog(ask: Questions): Promise<object> {
  const prefix = ask.stream('log');
  const written: string[] = [];
  for (const [n, event] of several(30).entries()) {
    await ask.append(`${prefix}${n % 3}`, event, 'any');
    written.push(`${prefix}${n % 3}:E${n}`);
  }
  await ask.append(ask.stream('other'), numbered(0), 'no_stream');
  const events: AllStreamRecordedEvent[] = [];
  for await (const { event } of ask.client.readAll({ fromPosition: 'start' })) if (event) events.push(event);
  const seen = events.filter(({ streamId }) => streamId.startsWith(prefix));
  return {
    readAll: {
      'order of writing': seen.map(({ streamId, type }) => `${streamId}:${type}`).join() === written.join(),
      'positions rise': events.every(
        ({ position }, i) => i === 0 || position.commit > events[i - 1]!.position.commit,
      ),
      'system events are there too': events.some(
        ({ streamId, type }) => streamId.startsWith('$') || type.startsWith('$'),
      ),
    },
  };
}

export async function askFollowing(ask: Questions): Promise<object> {
  const prefix = ask.stream('follow');
  for (let n = 0; n < 6; n++) await ask.append(`${prefix}${n % 2}`, numbered(n), 'any');
  const first = following(ask, prefix, 'start');
  const history = await waitUntil(() => first.seen.length === 6);
  await waitUntil(() => first.caughtUp > 0, 1_000);
  await ask.append(ask.stream('other2'), numbered(0), 'no_stream');
  await ask.append(`${prefix}0`, numbered(6), 'any');
  const live = await waitUntil(() => first.seen.length === 7);
  const second = following(ask, prefix, first.seen[3]!.position);
  await waitUntil(() => second.seen.length >= 3);
  // Time for one more than there should be.
  await waitUntil(() => false, 300);
  const typesOf = (one: typeof first): string[] => one.seen.map(({ type }) => type);
  const [firstSeen, secondSeen] = [typesOf(first), typesOf(second)];
  const fromEnd = following(ask, prefix, 'end');
  await waitUntil(() => fromEnd.marks.length > 0, 2_000);
  await ask.append(`${prefix}1`, numbered(7), 'any');
  await waitUntil(() => fromEnd.seen.length > 0);
  const all = [first, second, fromEnd];
  const follow = {
    'history then live, in order': history && live && firstSeen.join() === 'E0,E1,E2,E3,E4,E5,E6',
    'confirmation comes first': first.marks[0],
    'caughtUp is told': first.caughtUp > 0,
    'checkpoints are told': first.checkpoints > 0,
    'from a position: what comes after it': secondSeen,
    'from the end: only what comes': typesOf(fromEnd),
    errors: all.flatMap(({ errors }) => errors.map(failureOf)),
  };
  await Promise.all(all.map(({ subscription }) => subscription.unsubscribe()));
  return { follow: { ...follow, 'after unsubscribe: ended without error': first.errors.length === 0 } };
}

function following(ask: Questions, prefix: string, fromPosition: 'start' | 'end' | Position) {
  const marks: string[] = [];
  const seen: AllStreamRecordedEvent[] = [];
  const errors: unknown[] = [];
  const counts = { caughtUp: 0, checkpoints: 0 };
  const checkpointReached = async (): Promise<void> => void counts.checkpoints++;
  const filter = streamNameFilter({ prefixes: [prefix], checkpointInterval: 1, checkpointReached });
  const subscription = ask.client.subscribeToAll({ fromPosition, filter });
  subscription.on('confirmation', () => marks.push('confirmation'));
  subscription.on('caughtUp', () => void (marks.push('caughtUp') && counts.caughtUp++));
  subscription.on('error', (error) => errors.push(error));
  subscription.on('data', ({ event }) => {
    marks.push(event!.type);
    seen.push(event!);
  });
  return {
    subscription,
    marks,
    seen,
    errors,
    get caughtUp() {
      return counts.caughtUp;
    },
    get checkpoints() {
      return counts.checkpoints;
    },
  };
}

export async function askLimits(ask: Questions): Promise<object> {
  const big = (bytes: number): never => jsonEvent({ type: 'Big', data: { x: 'x'.repeat(bytes) } }) as never;
  return {
    limits: {
      '900 kB': await ask.append(ask.stream('big'), big(900_000), 'any'),
      '2 MB': await ask.append(ask.stream('big'), big(2_000_000), 'any'),
      '1,000 small events at once': await ask.append(ask.stream('many'), several(1_000), 'no_stream'),
    },
  };
}
