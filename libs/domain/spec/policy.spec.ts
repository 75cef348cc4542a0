import { DEFAULT_POLICY, MAX_DURATION_MINUTES } from '../index.js';

it('the policy is the documented one, unless it is configured', () => {
  expect(DEFAULT_POLICY).toStrictEqual({
    requireTicket: false,
    sessionMinutes: 60,
    requestMinutes: 3 * 24 * 60,
    maxExtensions: 3,
    maxConsecutiveGrants: 0,
  });
});

it('no access lasts longer than seven days', () => {
  expect(MAX_DURATION_MINUTES).toBe(7 * 24 * 60);
});
