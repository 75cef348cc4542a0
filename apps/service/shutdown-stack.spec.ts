import { pino } from 'pino';
import { ShutdownStack } from './shutdown-stack.js';

const silent = pino({ level: 'silent' });

it('closes in the opposite order, one after the other', async () => {
  const closed: string[] = [];
  const shutdown = new ShutdownStack(silent);
  shutdown.add('store', () => void closed.push('store'));
  shutdown.add('server', async () => {
    await Promise.resolve();
    closed.push('server');
  });
  expect(await shutdown.close()).toBe(true);
  expect(closed).toEqual(['server', 'store']);
});

it('one that fails keeps nothing open, and is told', async () => {
  const closed: string[] = [];
  const shutdown = new ShutdownStack(silent);
  shutdown.add('store', () => void closed.push('store'));
  shutdown.add('server', () => Promise.reject(new Error('no')));
  expect(await shutdown.close()).toBe(false);
  expect(closed).toEqual(['store']);
});
