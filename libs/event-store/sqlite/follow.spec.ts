import { setTimeout as sleep } from 'node:timers/promises';
import { RecordedEvent } from '../recorded-event.js';
import type { CommitSignal } from './commit-signal.js';
import type { FileIdentity } from './file-identity.js';
import { follow } from './follow.js';
import type { LogReader } from './log-reader.js';

it('reads again what it could not read, although nothing is committed after that', async () => {
  const event = new RecordedEvent(7n, 'supportAccess-w1', 0, 'event-1', 'SupportLogin', '{}', '{}', '');
  let version = 1;
  const answers: (RecordedEvent[] | Error)[] = [[]];
  const reader = {
    dataVersion: () => version,
    after(): RecordedEvent[] {
      const answer = answers.shift() ?? [];
      if (answer instanceof Error) throw answer;
      return answer;
    },
  } as unknown as LogReader;
  const identity = { requireSame: () => undefined } as unknown as FileIdentity;
  const commits = { count: 0, after: () => sleep(1) } as unknown as CommitSignal;
  const batches = follow(reader, identity, commits, 0n, AbortSignal.timeout(5_000));
  expect((await batches.next()).value).toMatchObject({ events: [], caughtUp: true });
  version = 2;
  answers.push(new Error('disk I/O error'), [event]);
  expect((await batches.next()).value).toMatchObject({ events: [event], caughtUp: true });
  await batches.return();
});
