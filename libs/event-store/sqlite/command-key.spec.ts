import { commandKey } from './command-key.js';

it('is the first 64 bits of a UUID, in the order of time', () => {
  expect(commandKey('0192f0c0-1234-7abc-8000-000000000001')).toBe(0x0192f0c012347abcn);
  expect(commandKey('0192F0C0-1234-7ABC-8000-000000000002')).toBe(0x0192f0c012347abcn);
  expect(commandKey('0192f0c1-0000-7000-8000-000000000001')).toBeGreaterThan(0x0192f0c012347abcn);
});

it('puts the expiry of a grant where the grant’s time is', () => {
  expect(commandKey('expire-0192f0c0-1234-7abc-8000-000000000001')).toBe(0x0192f0c012347abcn);
});

it('is a signed number of 64 bits', () => {
  expect(commandKey('ffffffff-ffff-4fff-bfff-ffffffffffff')).toBe(-0xb001n);
});

it('spreads ids that are no UUIDs, however alike they begin', () => {
  const keys = Array.from({ length: 1_000 }, (_, n) => commandKey(`expire-order-2026-11-22-${n}`));
  expect(new Set(keys).size).toBe(1_000);
  for (const key of keys) expect(BigInt.asIntN(64, key)).toBe(key);
  // Stored in files: must not change from one release to the next.
  expect(commandKey('order-1')).toBe(ORDER_1);
});

/** printf order-1 | sha256sum */
const ORDER_1 = BigInt.asIntN(64, 0x0bafe22156d2698cn);
