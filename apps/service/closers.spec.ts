import { pino } from 'pino';
import { Closers } from './closers.js';

const silent = pino({ level: 'silent' });

it('closes in the opposite order, one after the other', async () => {
  const closed: string[] = [];
  const closers = new Closers(silent);
  closers.add('store', () => void closed.push('store'));
  closers.add('server', async () => {
    await Promise.resolve();
    closed.push('server');
  });
  expect(await closers.close()).toBe(true);
  expect(closed).toEqual(['server', 'store']);
});

it('one that fails keeps nothing open, and is told', async () => {
  const closed: string[] = [];
  const closers = new Closers(silent);
  closers.add('store', () => void closed.push('store'));
  closers.add('server', () => Promise.reject(new Error('no')));
  expect(await closers.close()).toBe(false);
  expect(closed).toEqual(['store']);
});
