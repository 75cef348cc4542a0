import { readFileSync } from 'node:fs';
import {
  askAppending,
  askFollowing,
  askLimits,
  askRacing,
  askReading,
  askRepeating,
  askWholeLog,
} from './ask.js';
import { EventStoreDbDouble } from './event-store-db-double.js';
import { Questions } from './questions.js';

/** What real servers answered, 23.10.6 and 24.6.0 alike. */
const observed = JSON.parse(
  readFileSync(new URL('observed-answers.json', import.meta.url), 'utf8'),
) as Record<string, unknown>;

/**
 * The double is worth what it has in common with a real server: the same questions, the same answers. Deleting and
 * tombstones were asked of real servers and are not asked here: the double cannot do them, and nothing of ours does.
 */
describe.each(['url', 'discoveredUrl'] as const)('the double of EventStoreDB, at its %s', (address) => {
  let double: EventStoreDbDouble;
  let ask: Questions;

  beforeAll(async () => {
    double = await EventStoreDbDouble.start();
    ask = new Questions(double[address]);
  });

  afterAll(async () => {
    await ask.client.dispose();
    double.stop();
  });

  it.each([
    [['append', 'stream'], askAppending],
    [['repeat', 'repeated'], askRepeating],
    [['race'], askRacing],
    [['read', 'event'], askReading],
    [['readAll'], askWholeLog],
    [['follow'], askFollowing],
    [['limits'], askLimits],
  ])('answers as real ones did: %s', async (keys, question) => {
    const answers = (await question(ask)) as Record<string, unknown>;
    expect(Object.keys(answers)).toEqual(keys);
    for (const key of keys) expect(answers[key]).toEqual(observed[key]);
  });

  it('is asked everything but what deletes', () => {
    const asked = [
      'append',
      'stream',
      'repeat',
      'repeated',
      'race',
      'read',
      'event',
      'readAll',
      'follow',
      'limits',
    ];
    expect(Object.keys(observed)).toEqual([...asked, 'deleted', 'tombstoned']);
  });
});
