import { jest } from '@jest/globals';
import { NewestEvent } from './newest-event.js';

const at = (position: bigint, id = `e${position}`) => ({
  position,
  id,
  stream: 'supportAccess-w1',
  revision: 0,
});

let now = 1_000_000;
let newest: NewestEvent;
beforeEach(() => {
  jest.spyOn(performance, 'now').mockImplementation(() => now);
  newest = new NewestEvent();
});
afterEach(() => jest.restoreAllMocks());

const log = (...ids: string[]) => {
  const asked: bigint[] = [];
  const eventAt = async (position: bigint) => {
    asked.push(position);
    return ids.includes(`e${position}`) ? at(position) : undefined;
  };
  return { asked, eventAt };
};

it('is missed also when a newer event of a log that took its place was read first', async () => {
  newest.note([at(1n)]);
  await newest.verify(log('e1').eventAt);
  newest.note([at(2n)]);
  now += 1_500;
  newest.note([at(3n)]);
  const replaced = log('e1', 'e3');
  for (let n = 0; n < 2; n++)
    await expect(newest.verify(replaced.eventAt)).rejects.toMatchObject({ code: 'LOG_REPLACED' });
});

it('is asked for with one event a second, once each', async () => {
  const whole = log(...Array.from({ length: 30 }, (_, n) => `e${n}`));
  for (let n = 1n; n < 30n; n++) {
    newest.note([at(n)]);
    now += n % 10n === 0n ? 1_000 : 1;
  }
  await newest.verify(whole.eventAt);
  await newest.verify(whole.eventAt);
  expect(whole.asked).toEqual([10n, 20n, 29n, 29n]);
});
