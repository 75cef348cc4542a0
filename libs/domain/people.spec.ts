import { SYSTEM } from './index.js';

// It stands in events that are stored and hashed: it can never be spelt otherwise.
it('has one spelling of the system as a party', () =>
  expect(JSON.stringify(SYSTEM)).toBe('{"id":"system","kind":"system"}'));
